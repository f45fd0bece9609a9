-- The tables of DESIGN §6. Every row names its partition (always 0 in this adapter), so that PostgreSQL and Citus can
-- carry the same shape. Times are UTC milliseconds of the store's clock; 0 is "not yet", NULL only where an index asks.

-- Narrow and mutable. The id sorts by time and is the rowid: accepts append, and loads of neighbours share pages.
-- `life` is the truth (`sms.message.Life` as a JSON array); state, code, sent_at and received_at repeat it for lists.
CREATE TABLE message (
  id             INTEGER PRIMARY KEY,
  partition      INTEGER NOT NULL,
  account        TEXT    NOT NULL,
  request_id     TEXT    NOT NULL,
  recipient      TEXT    NOT NULL,
  lane           TEXT    NOT NULL,
  priority       INTEGER NOT NULL,
  accepted_at    INTEGER NOT NULL,
  validity_until INTEGER NOT NULL,
  wake_at        INTEGER,
  state          TEXT    NOT NULL,
  code           TEXT    NOT NULL,
  sent_at        INTEGER NOT NULL,
  received_at    INTEGER NOT NULL,
  life           BLOB    NOT NULL,
  timeline       BLOB    NOT NULL
) STRICT;

-- An account's messages, newest first, without wading through everybody else's. Appends at one place per account.
CREATE INDEX message_by_account ON message (account, id);

-- An account's messages to one number: what support asks first. The only B-tree whose insertions scatter.
CREATE INDEX message_by_recipient ON message (account, recipient, id);

-- What `wake` looks at next; final messages are not in it. The value stays from accept to receipt in the usual case.
CREATE INDEX message_by_wake ON message (partition, wake_at) WHERE wake_at IS NOT NULL;

-- What the client asked for. Insert-only, beside the message, so that a change of state rewrites no text.
CREATE TABLE body (
  id         INTEGER PRIMARY KEY,
  partition  INTEGER NOT NULL,
  text       TEXT    NOT NULL,
  sender     TEXT    NOT NULL,
  type       TEXT    NOT NULL,
  task_id    TEXT    NOT NULL,
  channel_id TEXT    NOT NULL,
  country    TEXT    NOT NULL,
  region     TEXT    NOT NULL,
  carrier    TEXT    NOT NULL,
  segments   INTEGER NOT NULL,
  action     TEXT    NOT NULL
) STRICT;

-- Undone work only, in the order it is claimed: one B-tree that is both the table and the queue.
CREATE TABLE outbox (
  partition INTEGER NOT NULL,
  lane      TEXT    NOT NULL,
  priority  INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
  due       INTEGER NOT NULL,
  id        INTEGER NOT NULL,
  segment   INTEGER NOT NULL,
  PRIMARY KEY (partition, lane, priority, due, id, segment)
) STRICT, WITHOUT ROWID;

-- Hand-overs under way: what a start puts in doubt. As small as the links' windows.
CREATE TABLE inflight (
  partition INTEGER NOT NULL,
  id        INTEGER NOT NULL,
  segment   INTEGER NOT NULL,
  attempt   INTEGER NOT NULL,
  lane      TEXT    NOT NULL,
  owner     TEXT    NOT NULL,
  lease_end INTEGER NOT NULL,
  PRIMARY KEY (partition, id, segment, attempt)
) STRICT, WITHOUT ROWID;

-- From the carrier's id to our attempt, and where receipts without one wait (message IS NULL). A carrier that uses an id
-- again starts a new generation. The latest receipt is in the columns, earlier different ones in `more` (JSON, bounded).
-- `bucket` spreads keys over shards elsewhere; here it is 0, because carriers count upwards and one bucket appends.
CREATE TABLE carrier_ref (
  bucket      INTEGER NOT NULL,
  carrier     TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  generation  INTEGER NOT NULL,
  message     INTEGER,
  segment     INTEGER NOT NULL,
  attempt     INTEGER NOT NULL,
  recipient   TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  code        TEXT    NOT NULL,
  received_at INTEGER NOT NULL,
  raw         BLOB    NOT NULL,
  more        BLOB,
  PRIMARY KEY (bucket, carrier, key, generation)
) STRICT, WITHOUT ROWID;

-- Receipts that wait for their attempt, by what a doubt knows of itself. Only orphans are in it, so it is nearly empty.
CREATE INDEX carrier_ref_waiting ON carrier_ref (carrier, recipient, received_at) WHERE message IS NULL;

-- A deliver_sm that is no receipt, whole; the index makes a repeat one row.
CREATE TABLE inbound (
  id          INTEGER PRIMARY KEY,
  partition   INTEGER NOT NULL,
  carrier     TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  received_at INTEGER NOT NULL,
  pdu         BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX inbound_once ON inbound (carrier, key);

-- Who may make ids in the partition, and the highest ever handed out. Each start takes the next token.
CREATE TABLE fence (
  partition INTEGER PRIMARY KEY,
  token     INTEGER NOT NULL,
  id_floor  INTEGER NOT NULL
) STRICT;
INSERT INTO fence VALUES (0, 0, 0);

-- The nonces burnt by one commit, read once at a start. No index: looking one up is memory's affair, and a random key
-- here would cost more than the message.
CREATE TABLE nonce_log (
  seq        INTEGER PRIMARY KEY,
  expires_at INTEGER NOT NULL,
  blob       BLOB    NOT NULL
) STRICT;
