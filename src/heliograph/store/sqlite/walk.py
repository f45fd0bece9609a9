"""Walks through an account's messages in search of some, a slice at a time, and jumps where the figures say none are.

A slice is one statement that looks at so many messages along an index and names those that pass the sieve. Where a
slice has found nothing, the figures of minutes, and of days before those, tell where the next message can be that
counts as what is wanted. A figure counts by the time of the accept, an id by the clock that made it: they are the same
clock, milliseconds apart. Where it was set back between two runs of the server, ids of the later run may be ahead of
their accepts by as much; such a message can be passed over by a jump.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import orjson

from heliograph.sms.message_id import ID_MAX, first_of, time_of
from heliograph.sms.roll_up import DAY_MINUTES, MINUTE_MS
from heliograph.sms.search.grammar import Term
from heliograph.sms.search.match import Wanted
from heliograph.store.sqlite import sieve

_DAY_MS = DAY_MINUTES * MINUTE_MS

#: Between the accept of a message and the making of its id.
_SLACK_MS = 1_000

#: How far the operator's midnight may be from that in UTC: offsets go from -12 to +14 hours.
_BEHIND_MS = 12 * 3_600_000
_AHEAD_MS = 14 * 3_600_000

#: Messages of the first slice; each that finds nothing is followed by one twice as long.
_SLICE_MIN, _SLICE_MAX = 250, 4_000

#: Messages to numbers of a prefix that are gathered and put in order, some 10 ms. Where there are more, looking back
#: through all the account's messages soon meets some.
_GATHERED_MAX = 20_000


class Slice(NamedTuple):
    """What one step has found."""

    ids: Sequence[int]
    """Messages that passed the sieve, in the order of the walk."""
    reached: int
    """The last id looked at; 0 where there was none."""
    examined: int
    """How many messages were looked at."""
    ended: bool
    """Whether there are none behind."""


class Walk:
    """A walk from the newest message downwards, or upwards from one."""

    def __init__(
        self,
        account: str,
        partition: int,
        wanted: Wanted,
        *,
        before: int = 0,
        after: int = 0,
        minutes_since: int,
    ) -> None:
        """`minutes_since` is the first minute whose figures are kept."""
        self._account = account
        self._partition = partition
        self._up = bool(after)
        self._low = max(wanted.first, after + 1)
        self._high = min(wanted.end, before or ID_MAX)
        self._minutes_since = minutes_since
        self._size = _SLICE_MIN
        self._missed = True
        self._figures = sieve.of_figures(wanted.terms)
        self._source = _source_of(wanted.terms)
        self._sieve = sieve.of_messages(wanted.terms)
        self._gathered: list[int] | None = None

    def step(self, connection: sqlite3.Connection, limit: int, examined_max: int) -> Slice:
        """The next slice: no more than `limit` messages of no more than `examined_max`. Raises sqlite3.Error."""
        self._settle(connection)
        if self._missed and not self._up and self._gathered is None and self._figures != sieve.ALL:
            self._jump(connection)
        if self._low >= self._high:
            return Slice((), 0, 0, True)
        found = self._look(connection, limit, min(self._size, examined_max))
        if found.reached:
            if self._up:
                self._low = found.reached + 1
            else:
                self._high = found.reached
        self._missed = not found.ids
        self._size = min(self._size * 2, _SLICE_MAX) if self._missed else self._size
        return found

    # --- where candidates come from ---

    def _settle(self, connection: sqlite3.Connection) -> None:
        """Find out once whether the numbers asked for are one, few or many."""
        if self._source.settled:
            return
        self._source = self._source._replace(settled=True)
        if self._source.ids:
            self._gathered = sorted(self._source.ids)
            return
        low, high = self._source.prefix, self._source.prefix + ":"
        first, last = (
            connection.execute(
                f"SELECT {end}(recipient) FROM message WHERE account = ? AND recipient >= ? AND recipient < ?",
                (self._account, low, high),
            ).fetchone()[0]
            for end in ("min", "max")
        )
        if first is None:
            self._gathered = []
        elif first == last:
            self._source = self._source._replace(number=first)
        else:
            # Of all times: the index is by number, and to pass over ids out of bounds would have no end.
            rows = connection.execute(
                "SELECT id FROM message INDEXED BY message_by_recipient "
                "WHERE account = ? AND recipient >= ? AND recipient < ? LIMIT ?",
                (self._account, low, high, _GATHERED_MAX + 1),
            ).fetchall()
            if len(rows) <= _GATHERED_MAX:
                self._gathered = sorted(row[0] for row in rows if self._low <= row[0] < self._high)

    def _look(self, connection: sqlite3.Connection, limit: int, size: int) -> Slice:
        order = "ASC" if self._up else "DESC"
        if self._gathered is not None:
            candidates = [i for i in self._gathered if self._low <= i < self._high]
            candidates = candidates[:size] if self._up else candidates[: -size - 1 : -1]
            chosen: tuple[str, tuple[str | int, ...]] = (
                f"SELECT value AS id FROM json_each(?) ORDER BY 1 {order}",
                (orjson.dumps(candidates).decode(),),
            )
        else:
            index, where = "message_by_account", "account = ?"
            values: tuple[str, ...] = (self._account,)
            if self._source.number:
                index, where = "message_by_recipient", "account = ? AND recipient = ?"
                values += (self._source.number,)
            chosen = (
                f"SELECT id FROM message INDEXED BY {index} WHERE {where} AND id >= ? AND id < ? "
                f"ORDER BY id {order} LIMIT ?",
                (*values, self._low, self._high, size),
            )
        far = "max" if self._up else "min"
        statement = (
            f"WITH slice AS MATERIALIZED ({chosen[0]}) SELECT (SELECT count(*) FROM slice), "
            f"(SELECT {far}(id) FROM slice), (SELECT json_group_array(id) FROM (SELECT message.id AS id FROM slice "
            "CROSS JOIN message ON message.id = slice.id CROSS JOIN body ON body.id = slice.id "
            f"WHERE message.account = ? AND {self._sieve.sql} ORDER BY slice.id {order} LIMIT ?))"
        )
        asked = (*chosen[1], self._account, *self._sieve.values, limit)
        count, reached, passed = connection.execute(statement, asked).fetchone()
        ids: list[int] = orjson.loads(passed)
        if len(ids) == limit:
            return Slice(ids, ids[-1], count, False)
        return Slice(ids, reached or 0, count, count < size)

    # --- where there can be none ---

    def _jump(self, connection: sqlite3.Connection) -> None:
        """Go down to where the figures have the next message that can be meant."""
        end = self._end_of_next(connection)
        if end is None:
            self._high = self._low
        elif first_of(end) < self._high:
            self._high, self._size = first_of(end), _SLICE_MIN

    def _end_of_next(self, connection: sqlite3.Connection) -> int | None:
        """The moment above which no message is meant that the walk has not seen; None where there is none below."""
        newest = time_of(self._high - 1) + _SLACK_MS
        oldest = time_of(self._low) - _SLACK_MS
        below = (newest + _AHEAD_MS) // _DAY_MS
        # Days are few; of the minutes only those are asked that can be of the day found.
        while (day := self._last(connection, "day", below, (oldest - _BEHIND_MS) // _DAY_MS)) is not None:
            begin, end = day * _DAY_MS - _AHEAD_MS, (day + 1) * _DAY_MS + _BEHIND_MS
            first = max(oldest // MINUTE_MS, begin // MINUTE_MS, self._minutes_since)
            minute = self._last(connection, "minute", min(newest, end) // MINUTE_MS, first)
            if minute is not None:
                return (minute + 1) * MINUTE_MS + _SLACK_MS
            if begin < self._minutes_since * MINUTE_MS:
                return min(end, self._minutes_since * MINUTE_MS + _SLACK_MS)
            # All that this day counts lies above.
            below = day - 1
        return None

    def _last(self, connection: sqlite3.Connection, unit: str, newest: int, oldest: int) -> int | None:
        """The last minute or day, one seek for each, in which something is counted that can be meant."""
        first, last = (
            connection.execute(
                f"SELECT {end}({unit}) FROM roll_up_{unit} WHERE partition = ?", (self._partition,)
            ).fetchone()[0]
            for end in ("min", "max")
        )
        if first is None or min(newest, last) < max(oldest, first):
            return None
        row = connection.execute(
            "WITH RECURSIVE time(n) AS (SELECT ? UNION ALL SELECT n - 1 FROM time WHERE n > ?) "
            f"SELECT n FROM time WHERE EXISTS (SELECT 1 FROM roll_up_{unit} WHERE partition = ? AND {unit} = n "
            f"AND account = ? AND messages > 0 AND {self._figures.sql}) LIMIT 1",
            (min(newest, last), max(oldest, first), self._partition, self._account, *self._figures.values),
        ).fetchone()
        return None if row is None else row[0]


class _Source(NamedTuple):
    """What narrows the candidates by an index of its own."""

    settled: bool = True
    ids: tuple[int, ...] = ()
    prefix: str = ""
    number: str = ""


def _source_of(terms: Sequence[Term]) -> _Source:
    for term in terms:
        if term.field == "id" and not term.negated:
            return _Source(False, tuple(int(value) for value in term.values))
    for term in terms:
        if term.field == "to" and not term.negated and len(term.values) == 1 and term.values[0][0] != "*":
            return _Source(False, prefix=term.values[0])
    return _Source()
