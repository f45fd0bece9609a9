"""Stores receipts and applies those whose attempt is known; the others wait in the directory (I5)."""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from heliograph.store.port import Receipt
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory, Entry, Seen
from heliograph.store.sqlite.settle import Settle, arrived, step_settled
from heliograph.store.sqlite.work import Work

#: Receipts that are looked at again when a form of ids was learnt; they are those of the first few minutes.
MATCHED_AGAIN_MAX = 1_000

Receipts: TypeAlias = Command[Sequence[Receipt]]


def receipts(work: Work, directory: Directory, commands: Sequence[Receipts]) -> None:
    """Every receipt finds its row, or makes one; those with an attempt step its message."""
    _step_received(work, directory, commands)
    _write(work, directory)


def settle_and_receipts(
    work: Work, directory: Directory, settled: Sequence[Settle], received: Sequence[Receipts]
) -> None:
    """Responses, then receipts. A carrier that delivers at once sends both at once, and each message and each row of
    the directory is then written once for both."""
    step_settled(work, directory, settled)
    _step_received(work, directory, received)
    _write(work, directory)


def _step_received(work: Work, directory: Directory, commands: Sequence[Receipts]) -> None:
    given = [receipt for command in commands for receipt in command.payload]
    directory.load(set(work.id_forms.keys_of(given)))
    owners = [work.id_forms.owner_of(directory, work.connection, receipt) for receipt in given]
    work.load({owner.message for owner in owners if owner is not None and owner.message is not None})
    for receipt, owner in zip(given, owners, strict=True):
        if owner is not None:
            _apply(work, directory, receipt, owner)
        else:
            _wait(work, directory, receipt)


def _write(work: Work, directory: Directory) -> None:
    """Write what was stepped; then look again at receipts that wait where the form of a carrier's ids was learnt."""
    work.flush()
    directory.flush()
    for carrier in work.id_forms.newly_learnt():
        _match_again(work, directory, carrier)


def _match_again(work: Work, directory: Directory, carrier: str) -> None:
    """The form of a carrier's ids was learnt just now: what waits may be of messages that it could not be told to."""
    waiting = directory.waiting_in(carrier, MATCHED_AGAIN_MAX)
    by_entry = [(entry, [_receipt(entry, seen) for seen in entry.receipts]) for entry in waiting]
    directory.load(set(work.id_forms.keys_of(receipt for _, receipts in by_entry for receipt in receipts)))
    for entry, receipts in by_entry:
        owner = work.id_forms.owner_of(directory, work.connection, receipts[-1])
        message = None if owner is None or owner is entry else owner.message
        if owner is None or message is None:
            continue
        work.load([message])
        work.count("receipt_rematched")
        directory.give(entry, work.messages[message], owner.segment, owner.attempt)
        for seen in entry.receipts:
            work.apply(message, arrived(owner.segment, owner.attempt, entry.key, seen))
    work.flush()
    directory.flush()


def _receipt(entry: Entry, seen: Seen) -> Receipt:
    return Receipt(entry.carrier, entry.key, entry.recipient, seen.state, seen.code, seen.received_at, words=seen.words)


def _apply(work: Work, directory: Directory, receipt: Receipt, owner: Entry) -> None:
    assert owner.message is not None
    if not directory.keep(owner, receipt):
        if not receipt.asked:
            work.count("receipt_repeated")
        return
    seen = Seen(receipt.state, receipt.code, receipt.received_at, words=receipt.words)
    event = arrived(owner.segment, owner.attempt, receipt.key, seen)
    work.apply(owner.message, msgspec.structs.replace(event, asked=True) if receipt.asked else event)


def _wait(work: Work, directory: Directory, receipt: Receipt) -> None:
    if directory.disputed(receipt):
        work.count("receipt_disputed")
    if directory.wait(receipt):
        work.count("receipt_orphan")
    else:
        work.count("receipt_repeated")
