"""Lets messages that wait in the outbox of a carrier that takes nothing go on to the next one of their plan."""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from heliograph.sms.events import Reroute
from heliograph.sms.failover import may_reroute, reroute_in
from heliograph.store.port import Mark, Rerouted
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.work import Work


class Wish(msgspec.Struct, frozen=True, gc=False):
    """Where to look, and how far."""

    lane: str
    limit: int
    behind: Mark | None


Rerouting: TypeAlias = Command[Wish]

# From the mark on in the order of the outbox itself: a pass reads every row once, however many batches it takes.
_WAITING = (
    "SELECT priority, account, due, id, segment FROM outbox WHERE partition = ? AND lane = ? "
    "AND (priority, account, due, id, segment) > (?, ?, ?, ?, ?) ORDER BY priority, account, due, id, segment LIMIT ?"
)
_BEFORE_ALL: Mark = (-1, "", 0, 0, 0)


def reroute(work: Work, directory: Directory, commands: Sequence[Rerouting]) -> None:
    """Each call in turn looks at its rows, and lets go on what may."""
    for command in commands:
        wish = command.payload
        asked = (work.partition, wish.lane, *(wish.behind or _BEFORE_ALL), wish.limit)
        rows: list[Mark] = work.connection.execute(_WAITING, asked).fetchall()
        work.load({message_id for *_, message_id, _ in rows})
        moved, waits = 0, 0
        for *_, message_id, segment in rows:
            message = work.messages.get(message_id)
            if message is None or message.lane != wish.lane:
                continue  # An earlier part of it has taken it along.
            if may_reroute(message, work.standing, work.now):
                work.apply(message_id, Reroute(segment))
                moved += 1
            else:
                wait = reroute_in(message, work.standing)
                waits = min(waits or wait, wait or waits)
        work.flush()
        command.came = len(rows)
        command.answer = Rerouted(moved, waits, rows[-1] if len(rows) == wish.limit else None)
