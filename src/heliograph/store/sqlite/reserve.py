"""Decides which messages of a batch fit their limits, and writes what they take: inside the accept's transaction."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from heliograph.sms.message import Body, Message
from heliograph.store.holds import Hold, Limit, Refusals
from heliograph.store.sqlite.rows import ManyRows
from heliograph.store.sqlite.work import Work

#: (account, limit, subject)
Key = tuple[str, str, str]

_USED = ManyRows.matching(
    "SELECT account, kind, subject, ends_at, used FROM usage WHERE {rows}", "partition, account, kind, subject"
)
_USE = ManyRows(
    "INSERT INTO usage (partition, account, kind, subject, ends_at, used) VALUES {rows} "
    "ON CONFLICT (partition, account, kind, subject) DO UPDATE SET ends_at = excluded.ends_at, used = excluded.used",
    6,
)

#: Two ended windows are removed for each that is written, the longest ended first: the table shrinks, never scanned.
_FORGET = (
    "DELETE FROM usage WHERE id IN (SELECT id FROM usage WHERE partition = ? AND ends_at <= ? ORDER BY ends_at LIMIT ?)"
)
_FORGOTTEN = 2

_ONE = "SELECT used FROM usage WHERE partition = ? AND account = ? AND kind = ? AND subject = ? AND ends_at > ?"
_GIVE_BACK = (
    "UPDATE usage SET used = used - ? WHERE partition = ? AND account = ? AND kind = ? AND subject = ? AND ends_at = ?"
)
_BLOCKED = ManyRows.matching("SELECT account, sender, number FROM blocked WHERE {rows}", "account, sender, number")
_BALANCE = "SELECT micro FROM balance WHERE account = ?"
_PAY = "UPDATE balance SET micro = micro - ? WHERE account = ?"


class Charge(msgspec.Struct, frozen=True, gc=False):
    """What one message has taken from one limit."""

    account: str
    limit: Limit
    subject: str
    ends_at: int
    """Which window it counts in; 0 of a balance."""
    amount: int


class Taken(msgspec.Struct, frozen=True, gc=False):
    """What came of an accept whose messages have limits."""

    refused: Refusals
    charges: Mapping[int, Sequence[Charge]]
    """By message id."""


#: One message, whom and what it says, and what it takes.
Wanted = tuple[Message, Body, Sequence[Hold]]


class Reservation:
    """What is used now, read once for a batch; each message asked for is judged by what those before it left."""

    def __init__(self, work: Work, wanted: Sequence[Wanted], blocking: set[str]) -> None:
        self._work = work
        self._used = _used_by(work, wanted)
        self._changed: set[Key] = set()
        self._blocked = _blocked_of(work, wanted, blocking)
        self._balances: dict[str, int | None] = {}
        self._spent: dict[str, int] = {}

    def take(self, message: Message, body: Body, holds: Sequence[Hold]) -> Limit | list[Charge]:
        """All that the message takes, or the first limit that refuses it, and then nothing is taken."""
        if self._blocked and not self._blocked.isdisjoint(_block_keys(message, body)):
            return Limit.BLOCKED
        charges: list[Charge] = []
        for hold in holds:
            charge = self._charge(message.account, hold)
            if charge is None:
                return hold.limit
            charges.append(charge)
        for charge in charges:
            self._note(charge)
        return charges

    def _charge(self, account: str, hold: Hold) -> Charge | None:
        """What the hold takes, in the window that runs; None where there is not so much left."""
        if hold.limit is Limit.BALANCE:
            left = self._left(account)
            fits = left is None or left >= hold.amount
            return Charge(account, hold.limit, "", 0, hold.amount if left is not None else 0) if fits else None
        ends_at, used = self._used.get((account, hold.limit, hold.subject), (0, 0))
        if ends_at <= self._work.now:
            ends_at, used = hold.ends_at, 0
        fits = used + hold.amount <= hold.most
        return Charge(account, hold.limit, hold.subject, ends_at, hold.amount) if fits else None

    def _note(self, charge: Charge) -> None:
        account = charge.account
        if charge.limit is Limit.BALANCE:
            self._spent[account] = self._spent.get(account, 0) + charge.amount
            return
        key = (account, charge.limit, charge.subject)
        ends_at, used = self._used.get(key, (0, 0))
        self._used[key] = charge.ends_at, charge.amount + (used if ends_at == charge.ends_at else 0)
        self._changed.add(key)

    def _left(self, account: str) -> int | None:
        if account not in self._balances:
            row = self._work.connection.execute(_BALANCE, (account,)).fetchone()
            self._balances[account] = row[0] if row is not None else None
        left = self._balances[account]
        return None if left is None else left - self._spent.get(account, 0)

    def write(self) -> None:
        """Write what was taken, and remove some windows that have ended."""
        work = self._work
        if self._changed:
            _USE.run(work.connection, [(work.partition, *key, *self._used[key]) for key in self._changed])
            work.connection.execute(_FORGET, (work.partition, work.now, _FORGOTTEN * len(self._changed)))
        for account, micro in self._spent.items():
            work.connection.execute(_PAY, (micro, account))


def give_back(work: Work, charges: Iterable[Charge]) -> None:
    """Return what a withdrawn message had taken; of a window that has ended nothing is left to return to."""
    for charge in charges:
        if charge.limit is Limit.BALANCE:
            work.connection.execute(_PAY, (-charge.amount, charge.account))
        else:
            key = (work.partition, charge.account, charge.limit, charge.subject, charge.ends_at)
            work.connection.execute(_GIVE_BACK, (charge.amount, *key))


def used(connection: sqlite3.Connection, partition: int, key: Key, now: int) -> int:
    """What is used of a limit in the window that runs at `now`."""
    row = connection.execute(_ONE, (partition, *key, now)).fetchone()
    return row[0] if row is not None else 0


def _used_by(work: Work, wanted: Sequence[Wanted]) -> dict[Key, tuple[int, int]]:
    """(ends_at, used) of every limit that the messages count for."""
    keys = {
        (work.partition, message.account, hold.limit, hold.subject)
        for message, _, holds in wanted
        for hold in holds
        if hold.limit is not Limit.BALANCE
    }
    found = _USED.read(work.connection, list(keys))
    return {(account, kind, subject): (ends_at, used) for account, kind, subject, ends_at, used in found}


def _blocked_of(work: Work, wanted: Sequence[Wanted], blocking: set[str]) -> set[Key]:
    """Those of the messages' own entries that are there."""
    keys = {key for message, body, _ in wanted if message.account in blocking for key in _block_keys(message, body)}
    return set(_BLOCKED.read(work.connection, list(keys)))


def _block_keys(message: Message, body: Body) -> tuple[Key, Key]:
    """The two entries that may block a message: of its sender, and of all senders."""
    return (message.account, body.sender.lower(), message.to), (message.account, "", message.to)
