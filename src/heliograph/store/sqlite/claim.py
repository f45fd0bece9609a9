"""Moves due segments from the outbox to `inflight` and writes their attempts as submitting."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from heliograph.sms.cost import segments_of_part
from heliograph.sms.events import Claimed, Stray, ValidityOver
from heliograph.sms.fair_share import Turn, Turns
from heliograph.sms.message import Body, Message
from heliograph.sms.prices import NO_PRICE, Price
from heliograph.store.port import Claim
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.rows import BODY_COLUMNS, ManyRows, Row, body_of, id_list
from heliograph.store.sqlite.work import Place, Work


class Wish(msgspec.Struct, frozen=True, gc=False):
    """What a link asks for."""

    lane: str
    owner: str
    segments_max: int


Claiming: TypeAlias = Command[Wish]

#: With one process a lease ends with it, and a start finds the rows; the column is for stores that several share.
LEASE_MS = 300_000

# One row more than wanted, due or not: it says when the account goes on. Nothing else that is not due is looked at.
_OF_ACCOUNT = (
    "SELECT lane, priority, account, due, id, segment FROM outbox "
    "WHERE partition = ? AND lane = ? AND priority = ? AND account = ? ORDER BY due, id, segment LIMIT ?"
)

_BODIES = f"SELECT id, {BODY_COLUMNS} FROM body WHERE id IN (SELECT value FROM json_each(?))"

_INFLIGHT = ManyRows("INSERT INTO inflight (partition, id, segment, attempt, lane, owner, lease_end) VALUES {rows}", 7)


#: The price of a segment to this number (digits) of this country over this lane's carrier.
PriceOf: TypeAlias = Callable[[str, str, str], Price]


def no_price(lane: str, digits: str, country: str) -> Price:
    """The price where there is no list."""
    return NO_PRICE


def claim(work: Work, directory: Directory, commands: Sequence[Claiming], price_of: PriceOf = no_price) -> None:
    """Each call in turn; what one took is not there for the next."""
    for command in commands:
        wish = command.payload
        turns = work.lines.of(wish.lane)
        taken: list[tuple[int, int, int]] = []
        while plan := turns.plan(wish.segments_max - len(taken), work.now):
            taken += _take(work, wish, _places(work, wish.lane, turns, plan), price_of)
        if len(taken) < wish.segments_max:
            # All that is due was taken, also what this transaction put there: a hint would bring a claim of nothing.
            work.lanes_due.discard(wish.lane)
        bodies = _bodies(work.connection, {message_id for message_id, _, _ in taken})
        command.came = len(taken)
        command.answer = [
            Claim(work.messages[message_id], bodies[message_id], segment, attempt)
            for message_id, segment, attempt in taken
        ]


def _places(work: Work, lane: str, turns: Turns, plan: Sequence[Turn]) -> list[Place]:
    """The rows whose turn it is, in the order of the plan; where an account has fewer, `turns` is told."""
    found: dict[Turn, Iterator[Place]] = {}
    for (priority, account), wanted in Counter(plan).items():
        rows: list[Place] = work.connection.execute(
            _OF_ACCOUNT, (work.partition, lane, priority, account, wanted + 1)
        ).fetchall()
        due = [row for row in rows[:wanted] if row[3] <= work.now]
        if len(due) == len(rows):
            turns.short(priority, account, wanted - len(due), None)
        elif rows[len(due)][3] > work.now:
            turns.short(priority, account, wanted - len(due), rows[len(due)][3])
        found[priority, account] = iter(due)
    return [place for turn in plan if (place := next(found[turn], None)) is not None]


def claimed(lane: str, message: Message, segment: int, price_of: PriceOf) -> Claimed:
    """The event of a segment that the lane's carrier takes, with what it charges for it."""
    price = price_of(lane, message.to, message.life.country)
    # A text that goes as one payload is billed as the segments it makes.
    return Claimed(segment, lane, price.micro * segments_of_part(message.life, segment), price.currency)


def write_inflight(work: Work, lane: str, owner: str, taken: Sequence[tuple[int, int, int]]) -> None:
    """Note (id, segment, attempt) as under way."""
    lease_end = work.now + LEASE_MS
    rows: list[Row] = [(work.partition, *key, lane, owner, lease_end) for key in taken]
    _INFLIGHT.run(work.connection, rows)


def _take(work: Work, wish: Wish, places: Sequence[Place], price_of: PriceOf) -> list[tuple[int, int, int]]:
    """Claim these; returns (id, segment, attempt) of those that may go out."""
    work.load({message_id for *_, message_id, _ in places})
    taken: list[tuple[int, int, int]] = []
    for place in places:
        *_, message_id, segment = place
        work.take(place)
        message = work.messages.get(message_id)
        if message is not None and work.now >= message.validity_until:
            # `wake` would say so a moment later; nothing is handed over after its time.
            work.apply(message_id, ValidityOver(segment))
            continue
        event = claimed(wish.lane, message, segment, price_of) if message is not None else Claimed(segment, wish.lane)
        effects = work.apply(message_id, event)
        if message is not None and not any(isinstance(effect, Stray) for effect in effects):
            taken.append((message_id, segment, work.messages[message_id].life.segments[segment - 1].handed))
    work.flush()
    work.claimed[wish.lane] += len(taken)
    write_inflight(work, wish.lane, wish.owner, taken)
    return taken


def _bodies(connection: sqlite3.Connection, ids: set[int]) -> dict[int, Body]:
    rows = connection.execute(_BODIES, (id_list(ids),)) if ids else ()
    return {row[0]: body_of(row[1:]) for row in rows}
