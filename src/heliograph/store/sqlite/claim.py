"""Moves due segments from the outbox to `inflight` and writes their attempts as submitting."""

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from heliograph.sms.events import Claimed, Stray, ValidityOver
from heliograph.sms.message import Body
from heliograph.store.port import Claim
from heliograph.store.sqlite.accept import PRIORITY_MAX
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

# One branch a priority, each read in the order of the outbox itself and only as far as the limit: no sort, and nothing
# that is not due is looked at.
_DUE = (
    " UNION ALL ".join(
        "SELECT * FROM (SELECT lane, priority, due, id, segment FROM outbox WHERE partition = ?1 AND lane = ?2 "
        f"AND priority = {priority} AND due <= ?3 ORDER BY due, id, segment LIMIT ?4)"
        for priority in range(PRIORITY_MAX + 1)
    )
    + " LIMIT ?4"
)

_BODIES = f"SELECT id, {BODY_COLUMNS} FROM body WHERE id IN (SELECT value FROM json_each(?))"

_INFLIGHT = ManyRows("INSERT INTO inflight (partition, id, segment, attempt, lane, owner, lease_end) VALUES {rows}", 7)


def claim(work: Work, directory: Directory, commands: Sequence[Claiming]) -> None:
    """Each call in turn; what one took is not there for the next."""
    for command in commands:
        taken: list[tuple[int, int, int]] = []
        while len(taken) < command.payload.segments_max:
            places = _due(work, command.payload, command.payload.segments_max - len(taken))
            if not places:
                break
            taken += _take(work, command.payload, places)
        bodies = _bodies(work.connection, {message_id for message_id, _, _ in taken})
        command.answer = [
            Claim(work.messages[message_id], bodies[message_id], segment, attempt)
            for message_id, segment, attempt in taken
        ]


def _due(work: Work, wish: Wish, room: int) -> list[Place]:
    return work.connection.execute(_DUE, (work.partition, wish.lane, work.now, room)).fetchall()


def _take(work: Work, wish: Wish, places: Sequence[Place]) -> list[tuple[int, int, int]]:
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
        effects = work.apply(message_id, Claimed(segment, wish.lane))
        if message is not None and not any(isinstance(effect, Stray) for effect in effects):
            taken.append((message_id, segment, work.messages[message_id].life.segments[segment - 1].handed))
    work.flush()
    lease_end = work.now + LEASE_MS
    rows: list[Row] = [(work.partition, *key, wish.lane, wish.owner, lease_end) for key in taken]
    _INFLIGHT.run(work.connection, rows)
    return taken


def _bodies(connection: sqlite3.Connection, ids: set[int]) -> dict[int, Body]:
    rows = connection.execute(_BODIES, (id_list(ids),)) if ids else ()
    return {row[0]: body_of(row[1:]) for row in rows}
