"""Joins the parts of a long message before any of them is answered, or lets them go one by one when some do not come.

A response is a promise that the message is kept. So a part waits for its response until the whole is stored, and one
whose others do not come in time is submitted as it is, with its header. Nothing is held that is not also a place in the
bind's window, which bounds it.
"""

from collections.abc import Sequence

import msgspec

from heliograph.smpp_in.submitted import Submitted, text_in, without_place
from heliograph.sms.segments import TEXT_MAX


class Ready(msgspec.Struct, frozen=True):
    """What is to be submitted, and the requests that its outcome answers."""

    sequences: tuple[int, ...]
    submitted: Submitted
    to: str
    to_ton_npi: tuple[int, int]


class _Open:
    """The parts that came of one message, by number."""

    __slots__ = ("due", "parts")

    def __init__(self, due: int) -> None:
        self.due = due
        self.parts: dict[int, Ready] = {}


class Reassembly:
    """Of one bind. Times are milliseconds of any steady clock."""

    def __init__(self, wait_ms: int) -> None:
        self._wait_ms = wait_ms
        self._open: dict[tuple[str, str, int, int, int], _Open] = {}

    def add(self, part: Ready, now: int) -> Sequence[Ready]:
        """What can be submitted now that this part is there: nothing yet, the whole, or parts that stand alone.

        A part that comes twice begins the message anew: references come round, and what was held goes as it is.
        """
        place = part.submitted.place
        assert place is not None
        key = (part.submitted.source, part.to, place.reference, place.total, part.submitted.data_coding)
        opened = self._open.get(key)
        alone: Sequence[Ready] = ()
        if opened is not None and place.number in opened.parts:
            alone = self._let_go(key)
            opened = None
        if opened is None:
            opened = self._open[key] = _Open(now + self._wait_ms)
        opened.parts[place.number] = part
        if len(opened.parts) < place.total:
            return alone
        del self._open[key]
        return (*alone, *_joined([opened.parts[number] for number in sorted(opened.parts)]))

    def due(self) -> int | None:
        """When `expired` has something; None for never. Messages are opened in the order of time."""
        return next(iter(self._open.values())).due if self._open else None

    def expired(self, now: int) -> Sequence[Ready]:
        """The parts whose others have not come in time, each for itself."""
        late = [key for key, opened in self._open.items() if opened.due <= now]
        return [part for key in late for part in self._let_go(key)]

    def _let_go(self, key: tuple[str, str, int, int, int]) -> Sequence[Ready]:
        parts = self._open.pop(key).parts
        return [parts[number] for number in sorted(parts)]


def _joined(parts: Sequence[Ready]) -> Sequence[Ready]:
    """The whole; or the parts as they are, where they make no text that can be sent as one."""
    first = parts[0]
    whole = without_place(first.submitted, b"".join(part.submitted.octets for part in parts))
    # Receipts are asked for with the last part by some senders, and with the first by others.
    asked = max(part.submitted.registered_delivery for part in parts)
    whole = msgspec.structs.replace(whole, registered_delivery=asked)
    text = text_in(whole)
    if not text or len(text) > TEXT_MAX:
        return parts
    sequences = tuple(sequence for part in parts for sequence in part.sequences)
    return [Ready(sequences, whole, first.to, first.to_ton_npi)]
