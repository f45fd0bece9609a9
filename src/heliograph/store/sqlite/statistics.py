"""Reads the figures of a span of minutes, hours or days, by key, and what is to be done just now."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from heliograph.sms.statistics import HOUR_MINUTES, OutcomeRow, Step, TimeRow
from heliograph.store.roll_ups import Span, Undone
from heliograph.store.sqlite.folding import FOLDED
from heliograph.store.sqlite.lines import Backlog, Lines
from heliograph.store.sqlite.rows import Row, id_list

_OUTCOME = "country, carrier, state, code, messages"
_TIME = "country, carrier, what, below, messages"

_IN_FLIGHT = "SELECT count(*) FROM inflight WHERE partition = ?"
_IN_FLIGHT_OF = (
    "SELECT count(*) FROM inflight JOIN message ON message.id = inflight.id "
    "WHERE inflight.partition = ? AND account = ?"
)


def outcomes(connection: sqlite3.Connection, partition: int, span: Span) -> Sequence[OutcomeRow]:
    """Along the key, a step at a time; of one account the others' rows are passed over."""
    return _read(connection, partition, span, "roll_up", _OUTCOME)


def times(connection: sqlite3.Connection, partition: int, span: Span, apart: bool) -> Sequence[TimeRow]:
    """Likewise. Not apart they are summed up here, which is four times as fast as one by one."""
    if apart:
        return _read(connection, partition, span, "time", _TIME)
    return _read(connection, partition, span, "time", "'', '', what, below, sum(messages)", "GROUP BY what, below")


def _read(
    connection: sqlite3.Connection, partition: int, span: Span, table: str, columns: str, end: str = ""
) -> list[Any]:
    read = _table_reader(connection, partition, span, table, columns, end)
    match span.step:
        case Step.HOUR:
            row = connection.execute(FOLDED, (partition,)).fetchone()
            first = max(span.first * HOUR_MINUTES, row[0] if row is not None else 0)
            minutes = read("minute", first, span.last * HOUR_MINUTES + HOUR_MINUTES - 1)
            return read("hour", span.first, span.last) + [(row[0] // HOUR_MINUTES, *row[1:]) for row in minutes]
        case _:
            return read(span.step.value, span.first, span.last)


def _table_reader(
    connection: sqlite3.Connection, partition: int, span: Span, table: str, columns: str, end: str
) -> Callable[[str, int, int], list[Row]]:
    conditions: list[str] = []
    values: list[Any] = []
    for column in ("country", "carrier"):
        wanted = getattr(span, column)
        if wanted is not None:
            conditions.append(f" AND {column} = ?")
            values.append(wanted)

    def read(first_column: str, first: int, last: int) -> list[Row]:
        """The rows of a table whose key begins with partition, step and account."""
        of_steps = f"{first_column} BETWEEN ? AND ?"
        steps: list[Any] = [first, last]
        if span.account is not None:
            # A seek for each step: by BETWEEN the rows of all accounts would be read.
            of_steps = f"{first_column} IN (SELECT value FROM json_each(?)) AND account = ?"
            steps = [id_list(range(first, last + 1)), span.account]
        return connection.execute(
            f"SELECT {first_column}, {columns} FROM {table}_{first_column} "
            f"WHERE partition = ? AND {of_steps}{''.join(conditions)} AND messages != 0 {end}",
            (partition, *steps, *values),
        ).fetchall()

    return read


def undone(
    connection: sqlite3.Connection,
    partition: int,
    lines: Lines,
    backlog: Backlog,
    account: str | None,
    carrier: str | None,
) -> Undone:
    """What waits as counted by commits, the first of it by the key of the outbox, and the few that are in flight."""
    lanes = [lane for lane, count in backlog.by_lane.items() if count and carrier in (None, lane)]
    if account is None:
        waiting = sum(backlog.by_lane[lane] for lane in lanes)
        dues = [lines.next_due(connection, partition, lane) for lane in lanes]
    else:
        waiting = sum(backlog.of_account(lane, account) for lane in lanes)
        dues = [lines.next_due_of(connection, partition, lane, account) for lane in lanes]
    statement = _IN_FLIGHT if account is None else _IN_FLIGHT_OF
    values: list[Any] = [partition] if account is None else [partition, account]
    if carrier is not None:
        statement += " AND inflight.lane = ?"
        values.append(carrier)
    (in_flight,) = connection.execute(statement, values).fetchone()
    return Undone(waiting, in_flight, min((due for due in dues if due is not None), default=0))
