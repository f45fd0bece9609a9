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
        command.answer = command.came = len(ids)


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
    doubts = _doubts_on(doubt.carrier, message)
    fit = _fit_of(candidates, doubts, doubt.claimed_at)
    if fit is Fit.SETTLES and _may_be_anothers(work, message, doubt, candidates):
        fit = Fit.INCOMPLETE
    if fit is Fit.SETTLES:
        # Together, or one that waits for its deadline would see a late response take the receipt that was left for it.
        settled = doubts if len(candidates) == len(doubts) else [(event.segment, doubt)]
        for (segment, attempt), entry in zip(settled, candidates, strict=False):
            _settle(work, directory, message_id, segment, attempt, entry)
        return
    if fit is Fit.AMBIGUOUS:
        work.count("ambiguous")
    if isinstance(event, Resolve):
        event = msgspec.structs.replace(event, candidates=len(candidates), incomplete=fit is Fit.INCOMPLETE)
    work.apply(message_id, event)


def _settle(work: Work, directory: Directory, message_id: int, segment: int, doubt: Attempt, entry: Entry) -> None:
    """Apply the receipts of a row to a doubt, and give it the row, unless they came before it or it is settled."""
    message = work.messages[message_id]
    receipts = entry.since(doubt.claimed_at)
    if not receipts or (segment, doubt) not in _doubts_on(doubt.carrier, message):
        return
    directory.give(entry, message, segment, doubt.number)
    work.count("receipt_rematched")
    for seen in receipts:
        work.apply(message_id, arrived(segment, doubt.number, entry.key, seen))


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


def _fit_of(candidates: Sequence[Entry], doubts: Sequence[tuple[int, Attempt]], claimed_at: int) -> Fit:
    """A receipt names the recipient and no part, so all parts in doubt on the carrier are looked at together."""
    if not candidates:
        return Fit.NONE
    if len(candidates) > len(doubts) or len({entry.verdict(claimed_at) for entry in candidates}) > 1:
        return Fit.AMBIGUOUS
    one_part = len({segment for segment, _ in doubts}) == 1
    return Fit.SETTLES if one_part or len(candidates) == len(doubts) else Fit.INCOMPLETE


def _doubts_on(carrier: str, message: Message) -> list[tuple[int, Attempt]]:
    """Hand-overs in doubt on a carrier, of parts that are not known to be delivered, with their segment's number; the
    oldest first, since receipts come by and large in the order of what they are about."""
    found = [
        (segment.number, attempt)
        for segment in message.life.segments
        if segment_state(segment) is not State.DELIVERED
        for attempt in segment.attempts
        if attempt.state is State.IN_DOUBT and attempt.carrier == carrier
    ]
    return sorted(found, key=lambda one: one[1].claimed_at)


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
