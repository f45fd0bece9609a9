-- How much of a limit is used, one row for each account, limit and what it counts for (a recipient, a country, or ''
-- for all). A row whose window has ended counts nothing and is removed or begun anew; the index finds those without a
-- scan. Written in the accept's own transaction, so that it says what the messages say.
CREATE TABLE usage (
  id        INTEGER PRIMARY KEY,
  partition INTEGER NOT NULL,
  account   TEXT    NOT NULL,
  kind      TEXT    NOT NULL,
  subject   TEXT    NOT NULL,
  ends_at   INTEGER NOT NULL,
  used      INTEGER NOT NULL CHECK (used >= 0)
) STRICT;
CREATE UNIQUE INDEX usage_once ON usage (partition, account, kind, subject);
CREATE INDEX usage_by_end ON usage (partition, ends_at);

-- Numbers that an account does not send to: from one sender, or with '' from any. Asked by its key at every accept of
-- an account that has any.
CREATE TABLE blocked (
  account TEXT    NOT NULL,
  sender  TEXT    NOT NULL,
  number  TEXT    NOT NULL,
  source  TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (account, sender, number)
) STRICT, WITHOUT ROWID;

-- What an account has paid in advance, in millionths of a currency unit; an account without a row pays later.
CREATE TABLE balance (
  account TEXT    PRIMARY KEY,
  micro   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was paid in or taken out by people, by the payer's own reference: the same one counts once.
CREATE TABLE balance_entry (
  account TEXT    NOT NULL,
  entry   TEXT    NOT NULL,
  micro   INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (account, entry)
) STRICT, WITHOUT ROWID;
