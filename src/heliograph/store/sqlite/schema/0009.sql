-- What messages come to, so that nobody counts them: by day for reports, by minute for dashboards. Written with the change
-- that it tells, and at any moment the sum over all messages (`sms.roll_up`). A message counts where it is now, so a row may
-- come to nothing. Days count from 1970-01-01 where the operator counts, minutes from then in UTC; both by the accept.
CREATE TABLE roll_up_day (
  partition INTEGER NOT NULL,
  day       INTEGER NOT NULL,
  account   TEXT    NOT NULL,
  country   TEXT    NOT NULL,
  carrier   TEXT    NOT NULL,
  state     TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  currency  TEXT    NOT NULL,
  messages  INTEGER NOT NULL,
  segments  INTEGER NOT NULL,
  charged   INTEGER NOT NULL,
  cost      INTEGER NOT NULL,
  PRIMARY KEY (partition, day, account, country, carrier, state, code, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE roll_up_minute (
  partition INTEGER NOT NULL,
  minute    INTEGER NOT NULL,
  account   TEXT    NOT NULL,
  country   TEXT    NOT NULL,
  carrier   TEXT    NOT NULL,
  state     TEXT    NOT NULL,
  code      TEXT    NOT NULL,
  currency  TEXT    NOT NULL,
  messages  INTEGER NOT NULL,
  segments  INTEGER NOT NULL,
  charged   INTEGER NOT NULL,
  cost      INTEGER NOT NULL,
  PRIMARY KEY (partition, minute, account, country, carrier, state, code, currency)
) STRICT, WITHOUT ROWID;

-- How long messages took, by the minute of their accept: `what` is submit (accept to hand-over) or receipt (from there to
-- the receipt), `below` the end of the class in milliseconds, 0 for the longest.
CREATE TABLE time_minute (
  partition INTEGER NOT NULL,
  minute    INTEGER NOT NULL,
  account   TEXT    NOT NULL,
  country   TEXT    NOT NULL,
  carrier   TEXT    NOT NULL,
  what      TEXT    NOT NULL CHECK (what IN ('submit', 'receipt')),
  below     INTEGER NOT NULL,
  messages  INTEGER NOT NULL,
  PRIMARY KEY (partition, minute, account, country, carrier, what, below)
) STRICT, WITHOUT ROWID;

-- Messages from before, under the carrier of their latest hand-over; their days are those of +0800.
INSERT INTO roll_up_day
  SELECT partition, (accepted_at / 60000 + 480) / 1440, account, '',
         ifnull(json_extract(CAST(life AS TEXT), '$[0][0][2][#-1][1]'), lane),
         iif(state = 'submitting', 'accepted', state), code, '', count(*),
         sum(json_array_length(CAST(life AS TEXT), '$[0]')), 0, 0
  FROM message GROUP BY 1, 2, 3, 4, 5, 6, 7;
INSERT INTO roll_up_minute
  SELECT partition, accepted_at / 60000, account, '',
         ifnull(json_extract(CAST(life AS TEXT), '$[0][0][2][#-1][1]'), lane),
         iif(state = 'submitting', 'accepted', state), code, '', count(*),
         sum(json_array_length(CAST(life AS TEXT), '$[0]')), 0, 0
  FROM message GROUP BY 1, 2, 3, 4, 5, 6, 7;
