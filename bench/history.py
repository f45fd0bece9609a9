"""Fills a store with a history of messages as the server would have left it, through its schema and its own figures.

Messages come evenly over the days before now, over ten countries and three carriers; most were delivered, some failed,
some got no receipt, and the newest are on their way. Nothing is synced while it is written.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from heliograph.operations.calls import SeenCall
from heliograph.sms.message import Attempt, Life, Message, Segment, State, summarise
from heliograph.sms.message_id import EPOCH_MS, first_id_at
from heliograph.sms.roll_up import MINUTE_MS, Tally, parts_of
from heliograph.store.refused_calls import KEPT_MAX
from heliograph.store.sqlite.migrate import migrate
from heliograph.store.sqlite.roll_ups import write_tally
from heliograph.store.sqlite.rows import Row, encode_life
from heliograph.store.sqlite.work import Work

ACCOUNT = "1000000000000001"
DAY_MS = 86_400_000
OFFSET_MINUTES = 480

#: What a history spans, up to now.
DAYS = 30

#: Country, what its numbers begin with, and how many of a hundred go there.
COUNTRIES = (
    *(("HK", "8526", 30), ("SG", "658", 15), ("DE", "49151", 12), ("GB", "4477", 10), ("FR", "336", 8)),
    *(("US", "1202555", 8), ("TH", "668", 6), ("ID", "62812", 5), ("VN", "8490", 4), ("JP", "8190", 2)),
)
CARRIERS = ("net-one", "net-two", "net-three")

#: What became of a message, and of a thousand how many it was.
ENDS = (
    *((State.DELIVERED, "DELIVRD", 930), (State.FAILED, "UNDELIV", 25), (State.FAILED, "EXPIRED", 12)),
    *((State.FAILED, "REJECTD", 8), (State.UNKNOWN, "", 15), (State.SUBMITTED, "", 10)),
)

_TEXTS = ("Your code is {}. Do not share it.", "Your parcel {} is on its way.", "Sale: {} percent off today")

_MESSAGE = f"INSERT INTO message VALUES ({', '.join('?' * 16)})"
_BODY = (
    "INSERT INTO body (id, partition, text, sender, type, task_id, channel_id, country, region, carrier, segments, "
    f"action, given) VALUES ({', '.join('?' * 13)})"
)


def fill(folder: Path, count: int, days: int = DAYS, now_ms: int | None = None) -> None:
    """Write `count` messages of the last `days` days into a new store in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    now = now_ms if now_ms is not None else time.time_ns() // 1_000_000
    connection = sqlite3.connect(folder / "messages.sqlite3", isolation_level=None)
    migrate(connection)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
    last = 0
    for minute, messages in itertools.groupby(_history(count, days, now), lambda one: one[0].accepted_at // MINUTE_MS):
        connection.execute("BEGIN IMMEDIATE")
        last = _write(connection, minute, list(messages))
        connection.execute("COMMIT")
    connection.execute("UPDATE fence SET id_floor = ?", (last,))
    connection.close()


def go_back(folder: Path, copies: int, days: int = DAYS) -> None:
    """Add the same messages again, so many times, each time that many days earlier. No figure counts them."""
    connection = sqlite3.connect(folder / "messages.sqlite3", isolation_level=None)
    connection.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
    (first,) = connection.execute("SELECT min(id) FROM message").fetchone()
    for table in ("message", "body"):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        assert columns[0] == "id"
        for copy in range(1, copies + 1):
            earlier = first_id_at(EPOCH_MS + copy * days * DAY_MS)
            connection.execute(
                f"INSERT INTO {table} SELECT id - {earlier}, {', '.join(columns[1:])} FROM {table} WHERE id >= ?",
                (first,),
            )
    connection.close()


def refuse(folder: Path, count: int = KEPT_MAX, days: int = DAYS) -> None:
    """Add refused calls to a store that is filled, evenly over the same days."""
    now = time.time_ns() // 1_000_000
    connection = sqlite3.connect(folder / "messages.sqlite3", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    columns = ("at", "account", "request_id", "action", "code", "body")
    connection.executemany(
        f"INSERT INTO refused_call ({', '.join(columns)}) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (one.at, one.account, one.request_id, one.action, one.code, msgspec.json.encode(one))
            for one in _refused(now - days * DAY_MS, days * DAY_MS // count, count)
        ),
    )
    connection.execute("COMMIT")
    connection.close()


def _refused(first: int, step: int, count: int) -> Iterator[SeenCall]:
    codes = itertools.cycle(("MOBILE_NUMBER_ILLEGAL", "Throttling.User", "PARAM_NOT_NULL"))
    for number, code in zip(range(count), codes, strict=False):
        yield SeenCall(
            request_id=f"refused-{number}",
            at=first + number * step,
            account=ACCOUNT,
            principal=f"acs:ram::{ACCOUNT}:root",
            access_key_id="LTAI5tExample",
            action="SendMessageToGlobe",
            version="2018-05-01",
            scheme="V3",
            peer="192.0.2.7",
            client="AlibabaCloud (linux) Python/3.11",
            code=code,
            status=400,
            request="POST /?Action=SendMessageToGlobe\n" * 20,
            reply='{"Code":"x"}',
        )


def _history(count: int, days: int, now: int) -> Iterator[tuple[Message, str, str]]:
    """Messages in the order of their accept, each with its code and its text."""
    dice = random.Random(1)
    countries = [country for country in COUNTRIES for _ in range(country[2])]
    ends = [end for end in ENDS for _ in range(end[2])]
    first, step = now - days * DAY_MS, days * DAY_MS / count
    last_id = 0
    for number in range(count):
        at = first + int(number * step)
        message_id = last_id = max(first_id_at(at), last_id + 1)
        country, prefix, _ = dice.choice(countries)
        state, code, _ = dice.choice(ends)
        carrier = dice.choice(CARRIERS)
        to = prefix + f"{dice.randrange(10**9):09}"[: 11 - len(prefix)]
        sent = at + int(dice.lognormvariate(3.2, 0.8))
        receipt = sent + int(dice.lognormvariate(7.5, 1.1))
        if state is State.SUBMITTED and now - at > 3_600_000:
            state, code = State.DELIVERED, "DELIVRD"
        over = state in (State.DELIVERED, State.FAILED)
        attempt = Attempt(
            1, carrier, state, f"{message_id:x}", sent, receipt if over else 0, code, sent - 5, None, 7_500, "EUR", True
        )
        day = (at + OFFSET_MINUTES * MINUTE_MS) // DAY_MS
        life = Life((Segment(1, None, (attempt,), handed=1),), country=country, billed=1, day=day)
        wake = now + DAY_MS if state is State.SUBMITTED else 0
        text = dice.choice(_TEXTS).format(dice.randrange(100_000, 999_999))
        yield Message(message_id, ACCOUNT, f"r{number}", to, carrier, 1, at, at + DAY_MS, life, wake), code, text


def _write(connection: sqlite3.Connection, minute: int, messages: list[tuple[Message, str, str]]) -> int:
    """One minute's messages with what they add to the figures; returns the last id."""
    tally = Tally()
    rows: list[Row] = []
    bodies: list[Row] = []
    for message, _, text in messages:
        told = summarise(message)
        parts = parts_of(message, told)
        tally.added(parts)
        if told.sent_at:
            tally.took(parts, "submit", told.sent_at - message.accepted_at)
        if told.received_at:
            tally.took(parts, "receipt", told.received_at - told.sent_at)
        rows.append(
            (message.id, 0, message.account, message.request_id, message.to, message.lane, message.priority,
             message.accepted_at, message.validity_until, message.wake_at or None, told.state, told.code, told.sent_at,
             told.received_at, encode_life(message.life), b"")
        )  # fmt: skip
        bodies.append(
            (
                message.id,
                0,
                text,
                "Heliograph",
                "OTP",
                "",
                "",
                message.life.country,
                "",
                "",
                1,
                "SendMessageToGlobe",
                b"",
            )
        )
    connection.executemany(_MESSAGE, rows)
    connection.executemany(_BODY, bodies)
    work = Work(connection, 0, minute * MINUTE_MS, {})
    work.total.add(tally)
    write_tally(work)
    return messages[-1][0].id
