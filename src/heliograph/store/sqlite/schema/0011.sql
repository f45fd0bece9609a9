-- Calls that were refused, for whoever looks why: a bounded number of the newest (`store/refused_calls.py`). What is in the
-- body was masked before it came here. An empty account: nobody has proven to be the caller.
CREATE TABLE refused_call (
  number     INTEGER PRIMARY KEY,
  at         INTEGER NOT NULL,
  account    TEXT    NOT NULL,
  request_id TEXT    NOT NULL,
  action     TEXT    NOT NULL,
  code       TEXT    NOT NULL,
  body       BLOB    NOT NULL
) STRICT;
CREATE INDEX refused_call_by_account ON refused_call (account, at, number);
CREATE INDEX refused_call_by_code ON refused_call (account, code, at, number);
CREATE INDEX refused_call_by_action ON refused_call (account, action, code, at, number);
CREATE INDEX refused_call_by_request_id ON refused_call (request_id);
