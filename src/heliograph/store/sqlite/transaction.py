"""Runs what waits as one transaction, each kind in a savepoint of its own."""

import contextlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from heliograph.store.port import Unavailable
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.receipts import settle_and_receipts
from heliograph.store.sqlite.roll_ups import write_tally
from heliograph.store.sqlite.work import Work

Kind: TypeAlias = Callable[[Work, Directory, Sequence[Command[Any]]], None]

#: What waits, by the name of its kind.
Batch: TypeAlias = Mapping[str, Sequence[Command[Any]]]

#: Called with the name of each step before it is taken: "begin", a kind's name, "commit", and "committed" once it is
#: durable but nobody has been told. What it raises happens there: see `SqliteMessageStore`.
Point: TypeAlias = Callable[[str], None]


class TransactionLost(Exception):
    """The whole transaction is gone, surely not committed; `kind` is what ran, empty where it had not begun."""

    def __init__(self, kind: str, cause: Exception) -> None:
        super().__init__(str(cause))
        self.kind = kind
        self.cause = cause


def run(work: Work, kinds: Mapping[str, Kind], batch: Batch, point: Point) -> None:
    """Begin, and apply every kind in the order of `kinds`; the commit is left to the caller.

    Every command has its answer or error then. Raises `TransactionLost`.
    """
    directory = Directory(work.connection)
    try:
        point("begin")
        work.connection.execute("BEGIN IMMEDIATE")
    except Exception as error:
        raise TransactionLost("", error) from error
    done = _TOGETHER if _apply_together(work, directory, batch, point) else ()
    for name, kind in kinds.items():
        commands = batch.get(name)
        if commands and name not in done:
            _apply(work, directory, name, kind, commands, point)
    try:
        write_tally(work)
    except sqlite3.Error as error:
        with contextlib.suppress(sqlite3.Error):
            work.connection.execute("ROLLBACK")
        raise TransactionLost("", error) from error


#: What carriers said, which comes before everything else.
_TOGETHER = ("settle", "receipts")


def _apply_together(work: Work, directory: Directory, batch: Batch, point: Point) -> bool:
    """Apply both kinds of what carriers said in one savepoint; False where there is one only, or where that fails: then
    each is for itself."""
    settled, received = (batch.get(name) for name in _TOGETHER)
    if not settled or not received:
        return False
    work.begin()
    try:
        work.connection.execute("SAVEPOINT kind")
        for name in _TOGETHER:
            point(name)
        settle_and_receipts(work, directory, settled, received)
        work.connection.execute("RELEASE kind")
    except Exception as error:
        _roll_back_kind(work, directory, _TOGETHER[0], error)
        return False
    return True


def _apply(
    work: Work, directory: Directory, name: str, kind: Kind, commands: Sequence[Command[Any]], point: Point
) -> None:
    """Apply one kind; where that fails, its commands one by one, so that each fails for its own reason only."""
    work.begin()
    try:
        work.connection.execute("SAVEPOINT kind")
        point(name)
        kind(work, directory, commands)
        work.flush()
        work.connection.execute("RELEASE kind")
    except Exception as error:
        _roll_back_kind(work, directory, name, error)
        for command in commands:
            command.answer, command.error = None, None
        if len(commands) == 1:
            commands[0].error = ours(error)
            return
        for command in commands:
            _apply(work, directory, name, kind, [command], point)


def _roll_back_kind(work: Work, directory: Directory, name: str, error: Exception) -> None:
    # A full disk can roll back the whole transaction at once, savepoints or not.
    if not work.connection.in_transaction:
        raise TransactionLost(name, error) from error
    try:
        work.connection.execute("ROLLBACK TO kind")
        work.connection.execute("RELEASE kind")
    except sqlite3.Error as second:
        with contextlib.suppress(sqlite3.Error):
            work.connection.execute("ROLLBACK")
        raise TransactionLost(name, second) from error
    work.revert()
    directory.revert()


def ours(error: Exception) -> Exception:
    """The error as the port names it: SQLite's own do not leave this room."""
    return Unavailable(f"the store cannot write: {error}") if isinstance(error, sqlite3.Error) else error
