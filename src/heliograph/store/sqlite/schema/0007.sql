-- The outbox with the account in its key, so that the accounts of a lane and priority can be served by turns: each has its
-- rows side by side, in the order in which they go out.
CREATE TABLE outbox_by_account (
  partition INTEGER NOT NULL,
  lane      TEXT    NOT NULL,
  priority  INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
  account   TEXT    NOT NULL,
  due       INTEGER NOT NULL,
  id        INTEGER NOT NULL,
  segment   INTEGER NOT NULL,
  PRIMARY KEY (partition, lane, priority, account, due, id, segment)
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_by_account
  SELECT o.partition, o.lane, o.priority, message.account, o.due, o.id, o.segment
  FROM outbox AS o JOIN message ON message.id = o.id;
DROP TABLE outbox;
ALTER TABLE outbox_by_account RENAME TO outbox;
