"""Writes what a transaction has changed in the figures, a few rows for all its messages, and reads those of days."""

import sqlite3
from collections.abc import Sequence

from heliograph.sms.roll_up import MINUTE_MS, Counts
from heliograph.sms.statistics import HOUR_MINUTES
from heliograph.store.roll_ups import HOURS_KEPT, MINUTES_KEPT, DayKey, DayRow
from heliograph.store.sqlite.folding import HOUR_KEY, TIME_KEY, fold
from heliograph.store.sqlite.rows import ManyRows, Row
from heliograph.store.sqlite.work import Work

_KEY = "account, country, carrier, state, code, currency"
_SUMS = "messages, segments, charged, cost"


def _upsert(table: str, key: str, sums: str) -> ManyRows:
    add = ", ".join(f"{name} = {name} + excluded.{name}" for name in sums.split(", "))
    key = f"partition, {key}"
    return ManyRows(
        f"INSERT INTO {table} ({key}, {sums}) VALUES {{rows}} ON CONFLICT ({key}) DO UPDATE SET {add}",
        len(key.split(", ")) + len(sums.split(", ")),
    )


_DAYS = _upsert("roll_up_day", f"day, {_KEY}", _SUMS)
_MINUTES = _upsert("roll_up_minute", f"minute, {_KEY}", _SUMS)
_HOURS = _upsert("roll_up_hour", f"hour, {HOUR_KEY}", "messages")
_TIME_DAYS = _upsert("time_day", f"day, {TIME_KEY}", "messages")
_TIME_MINUTES = _upsert("time_minute", f"minute, {TIME_KEY}", "messages")
_TIME_HOURS = _upsert("time_hour", f"hour, {TIME_KEY}", "messages")


def write_tally(work: Work) -> None:
    """Write what the messages of the transaction have changed. Raises sqlite3.Error."""
    work.begin()
    counts = work.total.counts()
    if not counts:
        return
    now = work.now // MINUTE_MS
    rows = _Rows(now - MINUTES_KEPT, now // HOUR_MINUTES - HOURS_KEPT)
    newest = 0
    for (day, minute, *key), sums in counts.items():
        rows.add(_DAYS, (work.partition, day, *key), sums)
        if minute >= rows.oldest_minute:
            newest = max(newest, minute)
            rows.add(_MINUTES, (work.partition, minute, *key), sums)
        elif minute // HOUR_MINUTES >= rows.oldest_hour:
            rows.add(_HOURS, (work.partition, minute // HOUR_MINUTES, *key[:-1]), sums[:1])
    for (day, minute, *took), count in work.total.times.items():
        rows.add(_TIME_DAYS, (work.partition, day, *took), [count])
        if minute >= rows.oldest_minute:
            rows.add(_TIME_MINUTES, (work.partition, minute, *took), [count])
        elif minute // HOUR_MINUTES >= rows.oldest_hour:
            rows.add(_TIME_HOURS, (work.partition, minute // HOUR_MINUTES, *took), [count])
    if newest:
        fold(work, newest, rows.oldest_minute, rows.oldest_hour)
    rows.write(work)


class _Rows:
    """What is to be written, by statement; what has one key is one row."""

    def __init__(self, oldest_minute: int, oldest_hour: int) -> None:
        self.oldest_minute = oldest_minute
        self.oldest_hour = oldest_hour
        self._sums: dict[ManyRows, dict[Row, list[int]]] = {}

    def add(self, statement: ManyRows, key: Row, sums: Sequence[int]) -> None:
        rows = self._sums.setdefault(statement, {})
        kept = rows.get(key)
        if kept is None:
            rows[key] = list(sums)
        else:
            for n, number in enumerate(sums):
                kept[n] += number

    def write(self, work: Work) -> None:
        for statement, rows in self._sums.items():
            statement.run(work.connection, [(*key, *sums) for key, sums in rows.items()])


def days(
    connection: sqlite3.Connection,
    partition: int,
    first: int,
    last: int,
    account: str | None,
    after: DayKey | None,
    limit: int,
) -> Sequence[DayRow]:
    """A page by the key. Of one account the others' rows of a day are passed over by the key, a day at a time."""
    found: list[DayRow] = []
    day = after.day if after is not None else first
    while day <= last and len(found) < limit:
        past = after[1:] if after is not None and after.day == day else ("", "", "", "", "", "")
        own, values = ("AND account = ? ", [account]) if account is not None else ("", [])
        rows = connection.execute(
            f"SELECT day, {_KEY}, {_SUMS} FROM roll_up_day WHERE partition = ? AND day = ? {own}"
            f"AND ({_KEY}) > (?, ?, ?, ?, ?, ?) AND (messages != 0 OR charged != 0) ORDER BY {_KEY} LIMIT ?",
            (partition, day, *values, *past, limit - len(found)),
        )
        found += [DayRow(DayKey(*row[:7]), Counts(*row[7:])) for row in rows]
        day += 1
    return found
