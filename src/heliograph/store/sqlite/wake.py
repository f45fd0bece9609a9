"""Applies what time alone has brought: validity over, doubts to resolve, receipts that will not come any more."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import TypeAlias

import msgspec

from heliograph.sms.events import DeadlinePassed, Event, Resolve
from heliograph.sms.failover import ALL_ABLE
from heliograph.sms.lifecycle import LOOK_AGAIN_MS, events_due, wake_at
from heliograph.sms.message import Attempt, Message, State, segment_state
from heliograph.store.sqlite.claim import LEASE_MS
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory, Entry
from heliograph.store.sqlite.settle import arrived
from heliograph.store.sqlite.work import Work

Wake: TypeAlias = Command[int]

_DUE = "SELECT id FROM message WHERE partition = ? AND wake_at <= ? ORDER BY wake_at LIMIT ?"

#: A hand-over to this recipient that is under way and was claimed by then.
_UNDER_WAY = (
    "SELECT 1 FROM inflight AS i JOIN message AS m ON m.id = i.id "
    "WHERE i.partition = ? AND i.lane = ? AND i.lease_end <= ? AND m.recipient = ? LIMIT 1"
)


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
    message = work.messages[message_id]
    lanes = work.standing if message.life.failover is not None else ALL_ABLE
    for event in events_due(message, work.now, lanes):
        _bring(work, directory, message_id, event)
    message = work.messages[message_id]
    if message.wake_at and message.wake_at <= work.now:
        # Nothing was due after all, for instance a hand-over still under way: look again, but not at once.
        later = wake_at(message, work.now)
        work.set_wake(message, later if later == 0 or later > work.now else work.now + LOOK_AGAIN_MS)


def _bring(work: Work, directory: Directory, message_id: int, event: Event) -> None:
    """Apply an event of time, unless receipts that wait without an attempt tell what became of the doubt (I4)."""
    message = work.messages[message_id]
    doubt = _doubt_of(message, event) if isinstance(event, Resolve | DeadlinePassed) else None
    if doubt is None:
        work.apply(message_id, event)
        return
    assert isinstance(event, Resolve | DeadlinePassed)
    candidates = directory.waiting_for(doubt.carrier, message.to, doubt.claimed_at)
    fit = _fit_of(candidates, message, doubt)
    if fit is Fit.SETTLES and _may_be_anothers(work, message, doubt, candidates):
        fit = Fit.INCOMPLETE
    if fit is Fit.SETTLES:
        entry = candidates[0]
        directory.give(entry, message, event.segment, event.attempt)
        work.count("receipt_rematched")
        for seen in entry.since(doubt.claimed_at):
            work.apply(message_id, arrived(event.segment, event.attempt, entry.key, seen))
        return
    if fit is Fit.AMBIGUOUS:
        work.count("ambiguous")
    if isinstance(event, Resolve):
        event = msgspec.structs.replace(event, candidates=len(candidates), incomplete=fit is Fit.INCOMPLETE)
    work.apply(message_id, event)


class Fit(Enum):
    """What the receipts without an attempt say of a doubt."""

    NONE = auto()
    SETTLES = auto()
    """Any of them may be taken for it without telling an untruth of the message."""
    INCOMPLETE = auto()
    """They are of some parts of the message, or of a hand-over whose response is still to come; nobody can say of
    which."""
    AMBIGUOUS = auto()
    """There are more than doubts, or they say different things."""


def _fit_of(candidates: Sequence[Entry], message: Message, doubt: Attempt) -> Fit:
    """A receipt names the recipient and no part, so all parts in doubt on the carrier are looked at together."""
    if not candidates:
        return Fit.NONE
    by_segment = [
        sum(attempt.state is State.IN_DOUBT and attempt.carrier == doubt.carrier for attempt in segment.attempts)
        for segment in message.life.segments
        if segment_state(segment) is not State.DELIVERED
    ]
    doubts, parts = sum(by_segment), sum(count > 0 for count in by_segment)
    if len(candidates) > doubts or len({entry.verdict(doubt.claimed_at) for entry in candidates}) > 1:
        return Fit.AMBIGUOUS
    return Fit.SETTLES if parts == 1 or len(candidates) == doubts else Fit.INCOMPLETE


def _may_be_anothers(work: Work, message: Message, doubt: Attempt, candidates: Sequence[Entry]) -> bool:
    """Whether a hand-over to the same recipient is under way that one of the receipts may have overtaken: its response
    will name its receipt, so until then nothing is taken for the doubt."""
    latest = max(seen.received_at for entry in candidates for seen in entry.since(doubt.claimed_at))
    wanted = (work.partition, doubt.carrier, latest + LEASE_MS, message.to)
    return work.connection.execute(_UNDER_WAY, wanted).fetchone() is not None


def _doubt_of(message: Message, event: Resolve | DeadlinePassed) -> Attempt | None:
    """The attempt that the event names, while it is in doubt."""
    attempts = message.life.segments[event.segment - 1].attempts
    return next((a for a in attempts if a.number == event.attempt and a.state is State.IN_DOUBT), None)
