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
        if table == "roll_up_minute":
            # What an hour has taken over, or of it, is held against the messages by `_hours_wrong`.
            folded = {hour for (hour,) in connection.execute("SELECT hour FROM roll_up_hour WHERE messages != 0")}
            kept, expected = (
                {place: sums for place, sums in rows.items() if place[0] // 60 not in folded}
                for rows in (kept, expected)
            )
        if kept != expected:
            wrong.append(
                f"{table} has {sorted(set(kept.items()) - set(expected.items()))} "
                f"and lacks {sorted(set(expected.items()) - set(kept.items()))}"
            )
    return wrong


def _hours_wrong(connection: sqlite3.Connection, tally: Tally) -> list[str]:
    """Of each hour, what the tables of hours and minutes say together."""
    counted: Counter[tuple[Any, ...]] = Counter()
    for (_, minute, *key, _), (messages, *_) in tally.counts().items():
        counted[(minute // 60, *key)] += messages
    kept: Counter[tuple[Any, ...]] = Counter()
    for table, hour in (("roll_up_hour", "hour"), ("roll_up_minute", "minute / 60")):
        key = "account, country, carrier, state, code"
        for *place, messages in connection.execute(f"SELECT {hour}, {key}, messages FROM {table}"):
            kept[tuple(place)] += messages
    off = {place: kept[place] - counted[place] for place in kept | counted if kept[place] != counted[place]}
    return [f"roll_up_hour and roll_up_minute are off by {off}"] if off else []
