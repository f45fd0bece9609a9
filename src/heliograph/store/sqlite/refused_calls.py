"""Refused calls in the store's file: added at the end, removed at the beginning, read along an index.

Where an action or a code is asked for, there is a page for each code that is meant, along the index of just that, and
the page that is answered is the newest of all of them: codes are few, and none of the calls is looked at in vain.
"""

import sqlite3
from collections.abc import Sequence
from heapq import merge
from itertools import islice
from typing import TypeAlias

from heliograph.store.refused_calls import BODY_OCTETS_MAX, KEPT_MAX, Place, RefusedCall, Sought
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.rows import ManyRows, Row
from heliograph.store.sqlite.work import Work

Keeping: TypeAlias = Command[Sequence[RefusedCall]]

_PUT = ManyRows("INSERT INTO refused_call (at, account, request_id, action, code, body) VALUES {rows}", 6)

#: Along the table's own key, so that what is removed is found at its beginning.
_FORGET = "DELETE FROM refused_call WHERE number <= (SELECT max(number) FROM refused_call) - ?"

_COLUMNS = "request_id, at, account, action, code, body, number"
_PAGE = (
    f"SELECT {_COLUMNS} FROM refused_call WHERE account = ? {{named}} AND at >= ? AND at < ? "
    "AND (at, number) < (?, ?) ORDER BY at DESC, number DESC LIMIT ?"
)
#: A seek for each code that there is.
_CODES = (
    "WITH RECURSIVE found(code) AS (SELECT min(code) FROM refused_call WHERE account = ? {named} UNION ALL "
    "SELECT (SELECT min(code) FROM refused_call WHERE account = ? {named} AND code > found.code) FROM found "
    "WHERE code IS NOT NULL) SELECT code FROM found WHERE code IS NOT NULL"
)
_ONE = f"SELECT {_COLUMNS} FROM refused_call WHERE request_id = ?"

#: Behind every place: a page begins at the newest.
_TOP = Place(2**63 - 1, 2**63 - 1)


def keep(work: Work, directory: Directory, commands: Sequence[Keeping]) -> None:
    """All calls at once."""
    rows = [
        (one.at, one.account, one.request_id, one.action, one.code, one.body)
        for command in commands
        for one in command.payload
    ]
    _PUT.run(work.connection, rows)
    work.connection.execute(_FORGET, (KEPT_MAX,))


def check(calls: Sequence[RefusedCall]) -> None:
    """Refuse what is larger than may be kept. Raises ValueError."""
    if any(len(one.body) > BODY_OCTETS_MAX for one in calls):
        raise ValueError(f"A refused call's body is above {BODY_OCTETS_MAX} octets.")


def page(connection: sqlite3.Connection, account: str, sought: Sought, limit: int) -> Sequence[RefusedCall]:
    bounds = (sought.since, sought.until, *(sought.before or _TOP), limit)
    named, whose = ("AND action = ?", (account, sought.action)) if sought.action else ("", (account,))
    if not (sought.action or sought.code or sought.codes):
        return [_call(row) for row in connection.execute(_PAGE.format(named=""), (*whose, *bounds))]
    there = [row[0] for row in connection.execute(_CODES.format(named=named), (*whose, *whose))]
    of_code = _PAGE.format(named=f"{named} AND code = ?")
    pages = [
        [_call(row) for row in connection.execute(of_code, (*whose, code, *bounds))]
        for code in there
        if sought.has(code)
    ]
    newest = merge(*pages, key=lambda call: (call.at, call.number), reverse=True)
    return list(islice(newest, limit))


def one(connection: sqlite3.Connection, request_id: str) -> RefusedCall | None:
    row = connection.execute(_ONE, (request_id,)).fetchone()
    return _call(row) if row is not None else None


def _call(row: Row) -> RefusedCall:
    return RefusedCall(*row)
