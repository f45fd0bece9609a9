"""Stores inbound messages, once each, with the opt-outs that they ask for."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from heliograph.sms.block_list import BlockChange
from heliograph.store.port import Inbound
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.rows import ManyRows, Row
from heliograph.store.sqlite.work import Work

Arrived: TypeAlias = Command[Sequence[Inbound]]

_KEEP = ManyRows(
    "INSERT INTO inbound (partition, carrier, key, received_at, pdu) VALUES {rows} "
    "ON CONFLICT (carrier, key) DO NOTHING",
    5,
)


class Mailroom:
    """The kind `inbound`; `opt_out` makes a change of a block list in the transaction that it is given."""

    def __init__(self, opt_out: Callable[[Work, BlockChange], int]) -> None:
        self._opt_out = opt_out

    def apply(self, work: Work, directory: Directory, commands: Sequence[Arrived]) -> None:
        """A repeat, known by carrier and key, is one row and one change; changes are made in the order they came."""
        arrived = [message for command in commands for message in command.payload]
        rows = [_row(work, message) for message in arrived if message.opt_out is None]
        work.count("inbound", _KEEP.run(work.connection, rows))
        for message in arrived:
            change = message.opt_out
            if change is not None and _KEEP.run(work.connection, [_row(work, message)]):
                work.count("inbound")
                self._opt_out(work, change)
                work.count("opted_out" if change.blocked else "opted_in")


def _row(work: Work, message: Inbound) -> Row:
    return (work.partition, message.carrier, message.key, message.received_at, message.pdu)
