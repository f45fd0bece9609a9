"""The ledger: every submit_sm that the simulated SMSC received, one JSON object a line, for tests to compare with.

A line is in the file before the response to its submit_sm leaves, so it survives a `kill -9` of this process; with
`sync` it survives a power cut as well.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

#: How far back a line that was cut short is looked for: several times the longest line (64 KiB of payload in hex).
_TORN_MAX = 1 << 20


class LedgerLine(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One submit_sm."""

    at: int
    """UTC milliseconds of its arrival."""
    id: str
    """message_id as the response has it, or would have had; empty when the submit_sm was refused, or at it the
    link stalled."""
    command_status: int
    """Of the submit_sm_resp; 0 also where there was none."""
    reaction: str
    """`answer`, `silence`, `drop` or `stall`: whether a response was sent."""
    system_id: str
    source_ton: int
    source_npi: int
    source: str
    destination_ton: int
    destination_npi: int
    destination: str
    esm_class: int
    registered_delivery: int
    validity_period: str
    data_coding: int
    udh: str
    """User data header with its length octet, in hex; empty without one."""
    octets: str
    """What follows the header in short_message (or message_payload), in hex: `udh` + `octets` is what was sent."""
    reference: int
    """Concatenation reference; 0 for a message of one part."""
    part: int
    total: int
    text: str | None = None
    """The whole text, on the line of the part that completed it; absent on other parts, refusals and binary."""
    tlvs: tuple[tuple[int, str], ...] = ()
    """Optional parameters but for message_payload: (tag, value in hex); absent without any."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(LedgerLine).decode


class Ledger:
    """An append-only file of ledger lines. Blocks for the write alone, which ends in the page cache."""

    def __init__(self, path: Path, *, sync: bool = False) -> None:
        """Opens or makes the file, readable for its owner only: it holds texts and numbers. Raises OSError."""
        self._sync = sync
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._waiting: list[bytes] = []
        self._cut_torn_line()

    def _cut_torn_line(self) -> None:
        """A process killed inside a write may leave half a line; no response for it ever left."""
        size = os.fstat(self._file).st_size
        length = min(size, _TORN_MAX)
        tail = os.pread(self._file, length, size - length)
        torn = len(tail) - (tail.rfind(b"\n") + 1)
        if torn:
            os.ftruncate(self._file, size - torn)

    def add(self, line: LedgerLine) -> None:
        """Takes a line for the next `flush`."""
        self._waiting.append(_encode(line))

    def flush(self) -> None:
        """Writes the lines that wait, with one write. Raises OSError, for instance on a full disk."""
        if not self._waiting:
            return
        self._waiting.append(b"")
        octets = b"\n".join(self._waiting)
        self._waiting.clear()
        while octets:
            octets = octets[os.write(self._file, octets) :]
        if self._sync:
            os.fdatasync(self._file)

    def close(self) -> None:
        """Flushes, and gives the file back."""
        try:
            self.flush()
        finally:
            os.close(self._file)


def read_ledger(path: Path) -> Iterator[LedgerLine]:
    """The lines of a ledger in order; one that is still being written, at the end, is left out."""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield _decode(line)
