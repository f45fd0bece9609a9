-- Administrative records: accounts, users, keys, policies, templates, subscriptions. The document is its owner's affair.
CREATE TABLE record (
  kind     TEXT    NOT NULL,
  account  TEXT    NOT NULL,
  key      TEXT    NOT NULL,
  body     BLOB    NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (kind, account, key)
) STRICT, WITHOUT ROWID;
