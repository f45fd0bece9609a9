"""Writes what a transaction has changed in the figures, a few rows for all its messages, and reads those of days."""

import sqlite3
from collections.abc import Sequence

from heliograph.sms.roll_up import MINUTE_MS, Counts
from heliograph.sms.statistics import HOUR_MINUTES
from heliograph.store.roll_ups import HOURS_KEPT, MINUTES_KEPT, DayKey, DayRow
from heliograph.store.sqlite.folding import HOUR_KEY, TIME_KEY, fold, folded_to
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


_BEGUN = "SELECT 1 FROM roll_up_minute WHERE partition = ? AND minute = ? LIMIT 1"


def write_tally(work: Work) -> None:
    """Write what the messages of the transaction have changed. Raises sqlite3.Error."""
    work.begin()
    counts = work.total.counts()
    if not counts:
        return
    now = work.now // MINUTE_MS
    newest = max(minute for _, minute, *_ in counts)
    oldest_minute, oldest_hour = now - MINUTES_KEPT, now // HOUR_MINUTES - HOURS_KEPT
    if newest >= oldest_minute and not work.connection.execute(_BEGUN, (work.partition, newest)).fetchone():
        fold(work, now, oldest_minute, oldest_hour)
    rows = _Rows(work.partition, oldest_minute, oldest_hour, folded_to(work))
    for (day, minute, *key), sums in counts.items():
        rows.add(_DAYS, (work.partition, day, *key), sums)
        rows.add_minute((_MINUTES, _HOURS), minute, key, sums)
    for (day, minute, *took), count in work.total.times.items():
        rows.add(_TIME_DAYS, (work.partition, day, *took), [count])
        rows.add_minute((_TIME_MINUTES, _TIME_HOURS), minute, took, [count])
    rows.write(work)


class _Rows:
    """What is to be written, by statement; what has one key is one row."""

    def __init__(self, partition: int, oldest_minute: int, oldest_hour: int, folded: int) -> None:
        self._partition = partition
        self._oldest_minute = oldest_minute
        self._oldest_hour = oldest_hour
        self._folded = folded
        self._sums: dict[ManyRows, dict[Row, list[int]]] = {}

    def add(self, statement: ManyRows, key: Row, sums: Sequence[int]) -> None:
        rows = self._sums.setdefault(statement, {})
        kept = rows.get(key)
        if kept is None:
            rows[key] = list(sums)
        else:
            for n, number in enumerate(sums):
                kept[n] += number

    def add_minute(
        self, tables: tuple[ManyRows, ManyRows], minute: int, key: Sequence[object], sums: Sequence[int]
    ) -> None:
        """By the minute while it is kept, and by its hour where that has taken it over."""
        minutes, hours = tables
        kept = minute >= self._oldest_minute
        if kept:
            self.add(minutes, (self._partition, minute, *key), sums)
        hour = minute // HOUR_MINUTES
        if hour >= self._oldest_hour and (minute < self._folded or not kept):
            # Hours know no currency and no costs: reports are of days.
            self.add(hours, (self._partition, hour, *key[:5]), sums[:1])

    def write(self, work: Work) -> None:
        """Write all rows, a few statements for all of them. Raises sqlite3.Error."""
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
