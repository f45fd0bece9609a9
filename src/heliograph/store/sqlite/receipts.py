"""Stores receipts and applies those whose attempt is known; the others wait in the directory (I5)."""

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from heliograph.store.port import Receipt
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory, Entry, Seen
from heliograph.store.sqlite.settle import arrived
from heliograph.store.sqlite.work import Work

Receipts: TypeAlias = Command[Sequence[Receipt]]


def receipts(work: Work, directory: Directory, commands: Sequence[Receipts]) -> None:
    """Every receipt finds its row, or makes one; those with an attempt step its message."""
    given = [receipt for command in commands for receipt in command.payload]
    directory.load({(receipt.carrier, receipt.key) for receipt in given})
    owners = [directory.owner_of(receipt) for receipt in given]
    work.load({owner.message for owner in owners if owner is not None and owner.message is not None})
    for receipt, owner in zip(given, owners, strict=True):
        if owner is not None:
            _apply(work, directory, receipt, owner)
        else:
            _wait(work, directory, receipt)
    work.flush()
    directory.flush()


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
