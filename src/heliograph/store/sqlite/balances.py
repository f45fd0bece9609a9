"""Prepaid balances in the store's file: paid in once for each reference, read by account."""

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

from heliograph.store.port import Nonce
from heliograph.store.sqlite.accept import burn
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.work import Work

#: (account, millionths, the payer's reference) and the nonce.
Paying: TypeAlias = Command[tuple[str, int, str, Nonce | None]]

_ENTER = "INSERT INTO balance_entry (account, entry, micro, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_ADD = (
    "INSERT INTO balance (account, micro) VALUES (?, ?) "
    "ON CONFLICT (account) DO UPDATE SET micro = micro + excluded.micro"
)
_BALANCE = "SELECT micro FROM balance WHERE account = ?"


class Cashier:
    """The kind `balances`. Notes in `prepaid` which accounts have one."""

    def __init__(self, prepaid: set[str]) -> None:
        self._prepaid = prepaid

    def apply(self, work: Work, directory: Directory, commands: Sequence[Paying]) -> None:
        for command in commands:
            account, micro, entry, _ = command.payload
            if work.connection.execute(_ENTER, (account, entry, micro, work.now)).rowcount:
                work.connection.execute(_ADD, (account, micro))
            # Before the commit: an account too many is found to have none at its next accept.
            self._prepaid.add(account)
            command.answer = balance(work.connection, account)
        burn(work, [c.payload[3] for c in commands if c.payload[3] is not None])


def accounts(connection: sqlite3.Connection) -> set[str]:
    """The accounts that have a balance: few, and all of them rows of one small table."""
    return {account for (account,) in connection.execute("SELECT account FROM balance")}


def balance(connection: sqlite3.Connection, account: str) -> int | None:
    row = connection.execute(_BALANCE, (account,)).fetchone()
    return row[0] if row is not None else None
