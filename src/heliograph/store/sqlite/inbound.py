"""Stores inbound messages, once each, and tells those that are whole to the subscribers of their account."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from heliograph.store.port import Inbound
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.rows import ManyRows, Row
from heliograph.store.sqlite.work import Work

Arrived: TypeAlias = Command[Sequence[Inbound]]

#: Parts of one message come within minutes; a reference comes round, so older ones are of another message.
_PARTS_WITHIN_MS = 86_400_000

_KEEP = ManyRows(
    "INSERT INTO inbound (partition, carrier, key, received_at, pdu, account, source, destination, octets, "
    "data_coding, reference, total, number) VALUES {rows} "
    "ON CONFLICT (carrier, key) DO NOTHING RETURNING id, carrier, key",
    13,
)
_PARTS = (
    "SELECT number, id FROM inbound WHERE carrier = ? AND source = ? AND destination = ? AND reference = ? "
    "AND total = ? AND whole IS NULL AND total > 1 AND received_at > ? ORDER BY id"
)
_WHOLE = ManyRows(
    "WITH part (id, whole) AS (VALUES {rows}) "
    "UPDATE inbound SET whole = part.whole FROM part WHERE inbound.id = part.id",
    2,
)


class Hearer:
    """The kind `inbound`, with what says whose account a number is."""

    def __init__(self, account_of: Callable[[str], str]) -> None:
        self._account_of = account_of

    def apply(self, work: Work, directory: Directory, commands: Sequence[Arrived]) -> None:
        """A repeat, known by carrier and key, is one row and is told once."""
        given = {(m.carrier, m.key): m for command in reversed(commands) for m in reversed(command.payload)}
        rows = [self._row(work.partition, message) for message in reversed(given.values())]
        stored = sorted(_KEEP.read(work.connection, rows))
        work.count("inbound", len(stored))
        for row_id, carrier, key in stored:
            message = given[carrier, key]
            if message.said is not None and (message.said.total == 1 or _completes(work, message, row_id)):
                work.heard(self._account_of(message.said.destination), row_id)

    def _row(self, partition: int, message: Inbound) -> Row:
        known = (partition, message.carrier, message.key, message.received_at, message.pdu)
        said = message.said
        if said is None:
            return (*known, "", "", "", b"", 0, 0, 1, 1)
        account = self._account_of(said.destination)
        return (
            *known,
            account,
            said.source,
            said.destination,
            said.octets,
            said.data_coding,
            said.reference,
            said.total,
            said.number,
        )


def _completes(work: Work, message: Inbound, row_id: int) -> bool:
    """Whether the part just stored was the last that its message lacked; then all of them are bound together."""
    said = message.said
    assert said is not None
    since = message.received_at - _PARTS_WITHIN_MS
    named = (message.carrier, said.source, said.destination, said.reference, said.total, since)
    parts: dict[int, int] = dict(work.connection.execute(_PARTS, named).fetchall())
    if set(parts) != set(range(1, said.total + 1)):
        return False
    _WHOLE.run(work.connection, [(part, row_id) for part in parts.values()])
    return True
