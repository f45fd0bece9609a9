-- What a client reports back of its messages. The last word about one is its row, so that saying it twice counts once.
-- Ids of one time are reported together, and the key is the message's: insertions land near the end.
CREATE TABLE conversion (
  message      INTEGER PRIMARY KEY,
  partition    INTEGER NOT NULL,
  account      TEXT    NOT NULL,
  day          INTEGER NOT NULL,
  delivered    INTEGER NOT NULL CHECK (delivered IN (0, 1)),
  converted_at INTEGER NOT NULL,
  reported_at  INTEGER NOT NULL
) STRICT;

-- Counted with the reports. `day` counts from 1970-01-01 in the offset of the server when the message was first reported.
CREATE TABLE conversion_day (
  partition INTEGER NOT NULL,
  account   TEXT    NOT NULL,
  day       INTEGER NOT NULL,
  reported  INTEGER NOT NULL,
  converted INTEGER NOT NULL,
  PRIMARY KEY (partition, account, day)
) STRICT, WITHOUT ROWID;

-- Rates that a client has worked out itself, by the moment it says they are true of.
CREATE TABLE conversion_rate (
  partition   INTEGER NOT NULL,
  account     TEXT    NOT NULL,
  day         INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  rate        REAL    NOT NULL CHECK (rate BETWEEN 0 AND 1),
  reported_at INTEGER NOT NULL,
  PRIMARY KEY (partition, account, day, at)
) STRICT, WITHOUT ROWID;
