"""Stores inbound messages, once each."""

from collections.abc import Sequence
from typing import TypeAlias

from heliograph.store.port import Inbound
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.rows import ManyRows
from heliograph.store.sqlite.work import Work

Arrived: TypeAlias = Command[Sequence[Inbound]]

_KEEP = ManyRows(
    "INSERT INTO inbound (partition, carrier, key, received_at, pdu) VALUES {rows} "
    "ON CONFLICT (carrier, key) DO NOTHING",
    5,
)


def inbound(work: Work, directory: Directory, commands: Sequence[Arrived]) -> None:
    """A repeat, known by carrier and key, is one row."""
    rows = [(work.partition, m.carrier, m.key, m.received_at, m.pdu) for command in commands for m in command.payload]
    work.count("inbound", _KEEP.run(work.connection, rows))
