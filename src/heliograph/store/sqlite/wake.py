"""Applies what time alone has brought: validity over, doubts to resolve, receipts that will not come any more."""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from heliograph.sms.events import DeadlinePassed, Event, Resolve
from heliograph.sms.lifecycle import LOOK_AGAIN_MS, events_due, wake_at
from heliograph.sms.message import Attempt, Message, State
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.settle import arrived
from heliograph.store.sqlite.work import Work

Wake: TypeAlias = Command[int]

_DUE = "SELECT id FROM message WHERE partition = ? AND wake_at <= ? ORDER BY wake_at LIMIT ?"


def wake(work: Work, directory: Directory, commands: Sequence[Wake]) -> None:
    """Each call in turn takes the messages that have waited longest."""
    for command in commands:
        rows = work.connection.execute(_DUE, (work.partition, work.now, command.payload)).fetchall()
        ids = [message_id for (message_id,) in rows]
        work.load(ids)
        for message_id in ids:
            _wake_one(work, directory, message_id)
        work.flush()
        directory.flush()
        command.answer = len(ids)


def _wake_one(work: Work, directory: Directory, message_id: int) -> None:
    for event in events_due(work.messages[message_id], work.now):
        _bring(work, directory, message_id, event)
    message = work.messages[message_id]
    if message.wake_at and message.wake_at <= work.now:
        # Nothing was due after all, for instance a hand-over still under way: look again, but not at once.
        later = wake_at(message, work.now)
        work.set_wake(message, later if later == 0 or later > work.now else work.now + LOOK_AGAIN_MS)


def _bring(work: Work, directory: Directory, message_id: int, event: Event) -> None:
    """Apply an event of time, unless a receipt that waits without an attempt tells what became of the doubt (I4)."""
    message = work.messages[message_id]
    doubt = _doubt_of(message, event) if isinstance(event, Resolve | DeadlinePassed) else None
    if doubt is None:
        work.apply(message_id, event)
        return
    assert isinstance(event, Resolve | DeadlinePassed)
    candidates = directory.waiting_for(doubt.carrier, message.to, doubt.claimed_at)
    if len(candidates) == 1:
        entry = candidates[0]
        directory.give(entry, message, event.segment, event.attempt)
        work.count("receipt_rematched")
        for seen in entry.since(doubt.claimed_at):
            work.apply(message_id, arrived(event.segment, event.attempt, entry.key, seen))
        return
    if candidates:
        work.count("ambiguous")
    if candidates and isinstance(event, Resolve):
        event = msgspec.structs.replace(event, candidates=len(candidates))
    work.apply(message_id, event)


def _doubt_of(message: Message, event: Resolve | DeadlinePassed) -> Attempt | None:
    """The attempt that the event names, while it is in doubt."""
    attempts = message.life.segments[event.segment - 1].attempts
    return next((a for a in attempts if a.number == event.attempt and a.state is State.IN_DOUBT), None)
