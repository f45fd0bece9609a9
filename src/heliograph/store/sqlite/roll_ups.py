"""Writes what a transaction has changed in the figures, a few rows for all its messages, and reads them."""

import sqlite3
from collections.abc import Sequence

from heliograph.sms.roll_up import DAY_MINUTES, MINUTE_MS, Counts
from heliograph.store.roll_ups import DayKey, DayRow
from heliograph.store.sqlite.rows import ManyRows, Row
from heliograph.store.sqlite.work import Work

#: Minutes are kept for a week; days for ever. A message that changes later than that changes its day only.
MINUTES_KEPT = 7 * DAY_MINUTES

_KEY = "account, country, carrier, state, code, currency"
_SUMS = "messages, segments, charged, cost"
_ADD = ", ".join(f"{name} = {name} + excluded.{name}" for name in _SUMS.split(", "))


def _upsert(table: str, first: str) -> ManyRows:
    return ManyRows(
        f"INSERT INTO {table} (partition, {first}, {_KEY}, {_SUMS}) VALUES {{rows}} "
        f"ON CONFLICT (partition, {first}, {_KEY}) DO UPDATE SET {_ADD}",
        12,
    )


_DAYS = _upsert("roll_up_day", "day")
_MINUTES = _upsert("roll_up_minute", "minute")
_TIMES = ManyRows(
    "INSERT INTO time_minute (partition, minute, account, country, carrier, what, below, messages) VALUES {rows} "
    "ON CONFLICT (partition, minute, account, country, carrier, what, below) "
    "DO UPDATE SET messages = messages + excluded.messages",
    8,
)

#: The two oldest minutes go for each that begins, so that the tables shrink and no commit removes much.
_FORGET = (
    "DELETE FROM {table} WHERE partition = ?1 AND minute < ?2 AND minute <= "
    "(SELECT min(minute) + 1 FROM {table} WHERE partition = ?1)"
)
_FORGETS = tuple(_FORGET.format(table=table) for table in ("roll_up_minute", "time_minute"))
_BEGUN = "SELECT 1 FROM roll_up_minute WHERE partition = ? AND minute = ? LIMIT 1"


def write_tally(work: Work) -> None:
    """Write what the messages of the transaction have changed. Raises sqlite3.Error."""
    work.begin()
    counts = work.total.counts()
    if not counts:
        return
    oldest = work.now // MINUTE_MS - MINUTES_KEPT
    days: dict[Row, list[int]] = {}
    minutes: list[Row] = []
    for (day, minute, *key), sums in counts.items():
        at = days.setdefault((work.partition, day, *key), [0, 0, 0, 0])
        for n, number in enumerate(sums):
            at[n] += number
        if minute >= oldest:
            minutes.append((work.partition, minute, *key, *sums))
    _DAYS.run(work.connection, [(*key, *sums) for key, sums in days.items()])
    if minutes:
        _forget(work, max(row[1] for row in minutes), oldest)
        _MINUTES.run(work.connection, minutes)
    times = [(work.partition, *took, count) for took, count in work.total.times.items() if took[0] >= oldest]
    if times:
        _TIMES.run(work.connection, times)


def _forget(work: Work, newest: int, oldest: int) -> None:
    if work.connection.execute(_BEGUN, (work.partition, newest)).fetchone() is None:
        for statement in _FORGETS:
            work.connection.execute(statement, (work.partition, oldest))


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
