"""Counts the messages of a store one by one and holds that against its figures: they must be the same at any moment."""

import sqlite3
from collections import Counter
from typing import Any

from heliograph.sms.message import summarise
from heliograph.sms.roll_up import Tally, parts_of
from heliograph.store.sqlite.rows import MESSAGE_COLUMNS, message_of

_KEY = "account, country, carrier, state, code, currency"


def misses(connection: sqlite3.Connection) -> list[str]:
    """In words, each place where the figures are not what the messages come to; empty where all are right."""
    tally = Tally()
    for row in connection.execute(f"SELECT {MESSAGE_COLUMNS} FROM message"):
        message = message_of(row)
        tally.added(parts_of(message, summarise(message)))
    wrong = _hours_wrong(connection, tally)
    for table, first, place_of in (
        ("roll_up_day", "day", lambda place: (place[0], *place[2:])),
        ("roll_up_minute", "minute", lambda place: place[1:]),
    ):
        counted: dict[tuple[Any, ...], Counter[int]] = {}
        for place, sums in tally.counts().items():
            counted.setdefault(place_of(place), Counter()).update(dict(enumerate(sums)))
        kept = {
            tuple(row[:7]): tuple(row[7:])
            for row in connection.execute(f"SELECT {first}, {_KEY}, messages, segments, charged, cost FROM {table}")
            if any(row[7:])
        }
        expected = {place: tuple(sums[n] for n in range(4)) for place, sums in counted.items()}
        if kept != expected:
            wrong.append(
                f"{table} has {sorted(set(kept.items()) - set(expected.items()))} "
                f"and lacks {sorted(set(expected.items()) - set(kept.items()))}"
            )
    return wrong


def _hours_wrong(connection: sqlite3.Connection, tally: Tally) -> list[str]:
    """An hour has what its minutes came to that are folded, however late a change was."""
    [folded] = connection.execute("SELECT minute FROM folded").fetchone() or (0,)
    counted: Counter[tuple[Any, ...]] = Counter()
    for (_, minute, *key, _), (messages, *_) in tally.counts().items():
        if minute < folded:
            counted[(minute // 60, *key)] += messages
    columns = "hour, account, country, carrier, state, code, messages"
    kept = {tuple(place): messages for *place, messages in connection.execute(f"SELECT {columns} FROM roll_up_hour")}
    off = {place: kept.get(place, 0) - counted[place] for place in {*kept, *counted}}
    wrong = {place: by for place, by in off.items() if by}
    return [f"roll_up_hour is off by {wrong}"] if wrong else []
