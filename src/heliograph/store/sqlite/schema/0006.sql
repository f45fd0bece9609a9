-- What a waiting receipt says in the carrier's own words (`sms.carrier_words` as a JSON array). NULL once an attempt has the
-- row: then the message has them.
ALTER TABLE carrier_ref ADD COLUMN said BLOB;

-- Receipts that wait for their attempt by age: to be listed and, after days, forgotten. Nearly empty, as the other one.
CREATE INDEX carrier_ref_orphans ON carrier_ref (received_at, carrier, key, generation) WHERE message IS NULL;
