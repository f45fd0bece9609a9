"""Applies events to messages, in the order they were brought."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from heliograph.sms.events import ReceiptArrived, Refer, SubmitOk
from heliograph.sms.message import Message
from heliograph.store.port import Settlement
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory, Seen
from heliograph.store.sqlite.work import Work

Settle: TypeAlias = Command[Sequence[Settlement]]


def settle(work: Work, directory: Directory, commands: Sequence[Settle]) -> None:
    """Step every message; a response writes the directory and applies the receipt that waits there (I5)."""
    step_settled(work, directory, commands)
    work.flush()
    directory.flush()


def step_settled(work: Work, directory: Directory, commands: Sequence[Settle]) -> None:
    """As `settle`, in memory only."""
    settlements = [settlement for command in commands for settlement in command.payload]
    work.load({settlement.message_id for settlement in settlements})
    directory.load(_keys(work, settlements))
    for settlement in settlements:
        for effect in work.apply(settlement.message_id, settlement.event):
            # A carrier that names no id cannot be found by it: every one of its messages would share a row.
            if isinstance(effect, Refer) and effect.key:
                _refer(work, directory, settlement.message_id, effect)


def _refer(work: Work, directory: Directory, message_id: int, refer: Refer) -> None:
    directory.load(work.id_forms.waiting_keys(refer.carrier, refer.key))
    message, named = work.messages[message_id], (refer.segment, refer.attempt, refer.carrier, refer.key)
    waiting = work.id_forms.bind(directory, work.connection, message, *named)
    for seen in waiting:
        work.count("early_receipt")
        work.apply(message_id, arrived(refer.segment, refer.attempt, refer.key, seen))


def arrived(segment: int, attempt: int, key: str, seen: Seen) -> ReceiptArrived:
    """The event that a receipt is for the attempt it belongs to."""
    return ReceiptArrived(segment, attempt, seen.state, seen.code, seen.received_at, key, seen.words)


def _keys(work: Work, settlements: Sequence[Settlement]) -> Iterator[tuple[str, str]]:
    for settlement in settlements:
        event = settlement.event
        message = work.messages.get(settlement.message_id)
        if isinstance(event, SubmitOk) and event.carrier_message_id and message is not None:
            carrier = _carrier_of(message, event)
            if carrier is not None:
                yield from work.id_forms.waiting_keys(carrier, event.key or event.carrier_message_id)


def _carrier_of(message: Message, event: SubmitOk) -> str | None:
    for segment in message.life.segments:
        if segment.number == event.segment:
            return next((a.carrier for a in segment.attempts if a.number == event.attempt), None)
    return None
