"""Block lists in the store's file: entered and removed in the same transactions as everything else, read by key."""

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

from heliograph.sms.block_list import Block, BlockChange, Source
from heliograph.store.port import Nonce
from heliograph.store.sqlite.accept import burn
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.rows import ManyRows
from heliograph.store.sqlite.work import Work

Blocking: TypeAlias = Command[tuple[BlockChange, Nonce | None]]

#: Numbers of one change: as many as one call of the API may name.
NUMBERS_MAX = 1_000

_INSERT = (
    "INSERT INTO blocked (account, sender, number, source, at) VALUES {rows} ON CONFLICT (account, sender, number) "
)
_ENTER_AS_RECIPIENT = ManyRows(_INSERT + "DO NOTHING", 5)
#: What was there already is counted apart: it is written too, and no new number.
_ENTER_AS_OPERATOR = ManyRows(_INSERT + "DO UPDATE SET source = excluded.source, at = excluded.at", 5)
_THERE = ManyRows.matching("SELECT number FROM blocked WHERE {rows}", "account, sender, number")
_REMOVE = ManyRows.deleting("blocked", "account, sender, number")
_TAKE_BACK = ManyRows.deleting("blocked", "account, sender, number, source")

_COLUMNS = "account, sender, number, source, at"
_OF_ALL = (
    f"SELECT {_COLUMNS} FROM blocked WHERE account = ? AND (sender, number) > (?, ?) ORDER BY sender, number LIMIT ?"
)
_OF_SENDER = f"SELECT {_COLUMNS} FROM blocked WHERE account = ? AND sender = ? AND number > ? ORDER BY number LIMIT ?"

#: The accounts that have entries, each found by one search.
_ACCOUNTS = (
    "WITH RECURSIVE found (account) AS (SELECT min(account) FROM blocked UNION ALL "
    "SELECT (SELECT min(account) FROM blocked WHERE blocked.account > found.account) FROM found "
    "WHERE found.account IS NOT NULL) SELECT account FROM found WHERE account IS NOT NULL"
)


class Blocker:
    """The kind `blocks`. Notes in `blocking` whose accounts have entries; those of others need not be asked for."""

    def __init__(self, blocking: set[str]) -> None:
        self._blocking = blocking

    def apply(self, work: Work, directory: Directory, commands: Sequence[Blocking]) -> None:
        for command in commands:
            command.answer = self.change(work, command.payload[0])
        burn(work, [c.payload[1] for c in commands if c.payload[1] is not None])

    def change(self, work: Work, change: BlockChange) -> int:
        """Make one change; how many numbers it entered that were not there, or removed that were."""
        if not change.blocked:
            return _remove(work, change)
        # Before the commit: an account too many costs a look-up, one too few would send what is blocked.
        self._blocking.add(change.account)
        sender = change.sender.lower()
        numbers = dict.fromkeys(change.numbers)
        rows = [(change.account, sender, number, change.source, work.now) for number in numbers]
        if change.source is Source.RECIPIENT:
            return _ENTER_AS_RECIPIENT.run(work.connection, rows)
        there = len(_THERE.read(work.connection, [row[:3] for row in rows]))
        return _ENTER_AS_OPERATOR.run(work.connection, rows) - there


def _remove(work: Work, change: BlockChange) -> int:
    sender = change.sender.lower()
    keys = [(change.account, sender, number) for number in change.numbers]
    if change.source is Source.OPERATOR:
        return _REMOVE.run(work.connection, keys)
    keys += [(change.account, "", number) for number in change.numbers if sender]
    return _TAKE_BACK.run(work.connection, [(*key, Source.RECIPIENT) for key in keys])


def accounts(connection: sqlite3.Connection) -> set[str]:
    """The accounts that have entries."""
    return {account for (account,) in connection.execute(_ACCOUNTS)}


def check(change: BlockChange) -> None:
    """Refuse what would hold everybody up. Raises ValueError."""
    if len(change.numbers) > NUMBERS_MAX:
        raise ValueError(f"A change of {len(change.numbers)} numbers is above {NUMBERS_MAX}.")


def blocked(
    connection: sqlite3.Connection, account: str, sender: str | None, after: tuple[str, str], limit: int
) -> Sequence[Block]:
    if sender is None:
        rows = connection.execute(_OF_ALL, (account, *after, limit))
    else:
        rows = connection.execute(_OF_SENDER, (account, sender.lower(), after[1], limit))
    return [Block(of, name, number, Source(source), at) for of, name, number, source, at in rows]
