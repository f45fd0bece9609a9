-- Figures by hour, so that a week is read in 168 steps. Minutes are added to them once they are half an hour old, and what
-- changes later is written to both, so that nearly every change is written as often as before (`store/sqlite/folding.py`).
CREATE TABLE roll_up_hour (
  partition INTEGER NOT NULL,
  hour      INTEGER NOT NULL,
  account   TEXT    NOT NULL,
  country   TEXT    NOT NULL,
  carrier   TEXT    NOT NULL,
  state     TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  messages  INTEGER NOT NULL,
  PRIMARY KEY (partition, hour, account, country, carrier, state, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE time_hour (
  partition INTEGER NOT NULL,
  hour      INTEGER NOT NULL,
  account   TEXT    NOT NULL,
  country   TEXT    NOT NULL,
  carrier   TEXT    NOT NULL,
  what      TEXT    NOT NULL CHECK (what IN ('submit', 'receipt')),
  below     INTEGER NOT NULL,
  messages  INTEGER NOT NULL,
  PRIMARY KEY (partition, hour, account, country, carrier, what, below)
) STRICT, WITHOUT ROWID;

-- How long messages took, by the day that `roll_up_day` counts them under.
CREATE TABLE time_day (
  partition INTEGER NOT NULL,
  day       INTEGER NOT NULL,
  account   TEXT    NOT NULL,
  country   TEXT    NOT NULL,
  carrier   TEXT    NOT NULL,
  what      TEXT    NOT NULL CHECK (what IN ('submit', 'receipt')),
  below     INTEGER NOT NULL,
  messages  INTEGER NOT NULL,
  PRIMARY KEY (partition, day, account, country, carrier, what, below)
) STRICT, WITHOUT ROWID;

-- Times from before under days of +0800.
INSERT INTO time_day
  SELECT partition, (minute + 480) / 1440, account, country, carrier, what, below, sum(messages)
  FROM time_minute GROUP BY 1, 2, 3, 4, 5, 6, 7;

-- The first minute whose figures its hour does not have yet.
CREATE TABLE folded (
  partition INTEGER PRIMARY KEY,
  minute    INTEGER NOT NULL
) STRICT;
INSERT INTO folded SELECT partition, max(minute) - 30 FROM roll_up_minute GROUP BY partition;

INSERT INTO roll_up_hour
  SELECT old.partition, old.minute / 60, account, country, carrier, state, code, sum(messages)
  FROM roll_up_minute AS old JOIN folded ON folded.partition = old.partition AND old.minute < folded.minute
  GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(messages) != 0;
INSERT INTO time_hour
  SELECT old.partition, old.minute / 60, account, country, carrier, what, below, sum(messages)
  FROM time_minute AS old JOIN folded ON folded.partition = old.partition AND old.minute < folded.minute
  GROUP BY 1, 2, 3, 4, 5, 6, 7;
