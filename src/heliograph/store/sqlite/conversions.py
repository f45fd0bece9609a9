"""Conversions in the store's file: the last word about each message, and the figures of a day counted beside it."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from heliograph.store.conversions import Conversion, ConversionDay, ConversionRate
from heliograph.store.port import Nonce
from heliograph.store.sqlite.accept import burn
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.rows import ManyRows, Row, id_list
from heliograph.store.sqlite.work import Work

Converting: TypeAlias = Command[tuple[Conversion | ConversionRate, Nonce | None]]

#: About what a waiting call holds in memory.
CALL_OCTETS = 800

_BEFORE = "SELECT message, day, delivered FROM conversion WHERE message IN (SELECT value FROM json_each(?))"

#: The day of the first report stays, so that a later one takes back what that one counted.
_PUT = ManyRows(
    "INSERT INTO conversion (message, partition, account, day, delivered, converted_at, reported_at) VALUES {rows} "
    "ON CONFLICT (message) DO UPDATE SET delivered = excluded.delivered, converted_at = excluded.converted_at, "
    "reported_at = excluded.reported_at",
    7,
)
_COUNT = ManyRows(
    "INSERT INTO conversion_day (partition, account, day, reported, converted) VALUES {rows} "
    "ON CONFLICT (partition, account, day) DO UPDATE SET reported = reported + excluded.reported, "
    "converted = converted + excluded.converted",
    5,
)
_PUT_RATE = ManyRows(
    "INSERT INTO conversion_rate (partition, account, day, at, rate, reported_at) VALUES {rows} "
    "ON CONFLICT (partition, account, day, at) DO UPDATE SET rate = excluded.rate, reported_at = excluded.reported_at",
    6,
)
_DAYS = (
    "SELECT day, reported, converted, (SELECT rate FROM conversion_rate AS told WHERE told.partition = one.partition "
    "AND told.account = one.account AND told.day = one.day ORDER BY at DESC LIMIT 1) "
    "FROM conversion_day AS one WHERE partition = ? AND account = ? AND day < ? ORDER BY day DESC LIMIT ?"
)

#: Later than any day that a 64-bit time has.
_NEVER = 2**62


def convert(work: Work, directory: Directory, commands: Sequence[Converting]) -> None:
    """All calls at once, in their order: of two about one message the second holds."""
    payloads = [command.payload for command in commands]
    said = [one for one, _ in payloads if isinstance(one, Conversion)]
    rates = [one for one, _ in payloads if isinstance(one, ConversionRate)]
    counted = _put_conversions(work, said)
    # Within one statement a key may come once only on some engines; the last word is taken here already.
    last = {(rate.account, rate.day, rate.at): rate for rate in rates}
    _PUT_RATE.run(
        work.connection, [(work.partition, r.account, r.day, r.at, r.rate, r.reported_at) for r in last.values()]
    )
    for rate in rates:
        counted[rate.account, rate.day, "reported"] += 0
    _count(work, counted)
    burn(work, [nonce for _, nonce in payloads if nonce is not None])


def _put_conversions(work: Work, said: Sequence[Conversion]) -> "Counter[tuple[str, int, str]]":
    """Write what is said of messages; returns what it adds to the figures, by account, day and column."""
    last = {one.message_id: one for one in said}
    before = {
        message: (day, delivered)
        for message, day, delivered in work.connection.execute(_BEFORE, (id_list(last),)).fetchall()
    }
    counted: Counter[tuple[str, int, str]] = Counter()
    rows: list[Row] = []
    for one in last.values():
        day, was = before.get(one.message_id, (one.day, 0))
        counted[one.account, day, "reported"] += one.message_id not in before
        counted[one.account, day, "converted"] += one.delivered - was
        rows.append(
            (
                one.message_id,
                work.partition,
                one.account,
                day,
                int(one.delivered),
                one.converted_at,
                one.reported_at,
            )
        )
    _PUT.run(work.connection, rows)
    return counted


def _count(work: Work, counted: "Counter[tuple[str, int, str]]") -> None:
    days = dict.fromkeys((account, day) for account, day, _ in counted)
    _COUNT.run(
        work.connection,
        [
            (work.partition, account, day, counted[account, day, "reported"], counted[account, day, "converted"])
            for account, day in days
        ],
    )


def conversion_days(
    connection: sqlite3.Connection, partition: int, account: str, before: int, limit: int
) -> Sequence[ConversionDay]:
    """A search for the first day and a step for each; a search more for the rate of each."""
    rows = connection.execute(_DAYS, (partition, account, before or _NEVER, max(0, limit)))
    return [ConversionDay(*row) for row in rows]
