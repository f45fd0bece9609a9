"""What the carrier network received, put together again from its ledger by rules written down here a second time.

Nothing of the product decodes anything here: a mistake that its two ends share would otherwise pass.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

#: 3GPP TS 23.038 §6.2.1, in the order of the codes, and its extension table.
DEFAULT = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€"}


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """One message as it reached the network, however often its parts came."""

    to: str
    sender: str
    text: str
    octets: bytes
    ucs2: bool
    times_by_part: dict[int, int]
    first_at: float
    last_at: float

    @property
    def segments(self) -> int:
        return len(self.times_by_part)

    @property
    def times(self) -> int:
        """How often the part came that came most often."""
        return max(self.times_by_part.values())


def read_ledger(path: Path) -> dict[str, ReceivedMessage]:
    """Every message of which all parts arrived, by its text."""
    groups: dict[tuple[object, ...], list[dict]] = defaultdict(list)
    for row in path.read_text().splitlines():
        line = json.loads(row)
        if line["command_status"] == 0:
            single = line["octets"] if line["total"] == 1 else ""
            groups[line["source"], line["destination"], line["reference"], line["total"], single].append(line)
    received = [_joined(lines) for lines in groups.values()]
    return {message.text: message for message in received if message is not None}


def _joined(lines: list[dict]) -> ReceivedMessage | None:
    parts = {line["part"] or 1: line for line in lines}
    if len(parts) < lines[0]["total"]:
        return None
    ordered = [parts[number] for number in sorted(parts)]
    octets = b"".join(bytes.fromhex(line["octets"]) for line in ordered)
    ucs2 = ordered[0]["data_coding"] == 8
    for line in ordered:
        check_size(line, ucs2)
    times: dict[int, int] = defaultdict(int)
    for line in lines:
        times[line["part"] or 1] += 1
    moments = [line["at"] / 1000 for line in lines]
    text = octets.decode("utf-16-be") if ucs2 else _gsm7(octets)
    first = ordered[0]
    return ReceivedMessage(
        first["destination"], first["source"], text, octets, ucs2, dict(times), min(moments), max(moments)
    )


def check_size(line: dict, ucs2: bool) -> None:
    """No part is longer than a handset takes, and none breaks a pair."""
    octets = bytes.fromhex(line["octets"])
    several = line["total"] > 1
    assert len(octets) <= ((134 if several else 140) if ucs2 else (153 if several else 160)), line
    assert (line["esm_class"] & 0x40 == 0x40) is several
    if ucs2:
        octets.decode("utf-16-be")
    else:
        assert not octets.endswith(b"\x1b"), "an escape pair was broken"


def _gsm7(octets: bytes) -> str:
    text, position = "", 0
    while position < len(octets):
        if octets[position] == 0x1B:
            text += EXTENSION[octets[position + 1]]
            position += 2
        else:
            text += DEFAULT[octets[position]]
            position += 1
    return text
