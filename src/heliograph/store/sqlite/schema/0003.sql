-- What subscribers must still be told, written in the transaction that makes it true. A subscriber is account/key of its
-- record. Of a message whose earlier revision is undone a later one waits with due NULL; a dead one has buried_at. What a
-- report says is fixed with it; who was written to, and what a person wrote, is read from the message.
CREATE TABLE told (
  partition   INTEGER NOT NULL,
  subscriber  TEXT    NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN ('SmsReport', 'SmsUp')),
  message     INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  due         INTEGER,
  attempts    INTEGER NOT NULL,
  made_at     INTEGER NOT NULL,
  buried_at   INTEGER NOT NULL CHECK (buried_at = 0 OR due IS NULL),
  state       TEXT    NOT NULL,
  code        TEXT    NOT NULL,
  sent_at     INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (partition, subscriber, kind, message, revision)
) STRICT, WITHOUT ROWID;

-- A subscriber's queue. Leased rows stand in it at the end of their lease, so that nothing wades through them.
CREATE INDEX told_due ON told (partition, subscriber, due, message, revision) WHERE due IS NOT NULL;

-- What was given up, in that order.
CREATE INDEX told_dead ON told (partition, subscriber, buried_at, message) WHERE buried_at > 0;

-- What a person wrote. `whole` is the row that completed the message; parts that wait for others have none.
ALTER TABLE inbound ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE inbound ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE inbound ADD COLUMN destination TEXT NOT NULL DEFAULT '';
ALTER TABLE inbound ADD COLUMN octets BLOB NOT NULL DEFAULT x'';
ALTER TABLE inbound ADD COLUMN data_coding INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inbound ADD COLUMN reference INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inbound ADD COLUMN total INTEGER NOT NULL DEFAULT 1;
ALTER TABLE inbound ADD COLUMN number INTEGER NOT NULL DEFAULT 1;
ALTER TABLE inbound ADD COLUMN whole INTEGER;

-- Parts that wait for others; nearly empty. And the parts of a message of several.
CREATE INDEX inbound_parts ON inbound (carrier, source, destination, reference, total) WHERE whole IS NULL AND total > 1;
CREATE INDEX inbound_whole ON inbound (whole) WHERE total > 1;

-- The last attempts to tell a subscriber, for people: a ring by number.
CREATE TABLE tell_attempt (
  partition  INTEGER NOT NULL,
  subscriber TEXT    NOT NULL,
  slot       INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  took_ms    INTEGER NOT NULL,
  kind       TEXT    NOT NULL,
  count      INTEGER NOT NULL,
  first      INTEGER NOT NULL,
  status     INTEGER NOT NULL,
  outcome    TEXT    NOT NULL,
  PRIMARY KEY (partition, subscriber, slot)
) STRICT, WITHOUT ROWID;
