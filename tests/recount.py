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
    wrong = []
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
