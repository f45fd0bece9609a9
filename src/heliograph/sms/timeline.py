"""What happened to a message, kept with it as compact JSON lines for people to read.

One line per event, written in the same transaction as the change; nothing rewrites it. Keys: `t` UTC milliseconds,
`e` the event, `s` segment, `a` attempt, `to` the segment's state after it, `!` for a stray, and the event's own fields
where they are set. Where the message went on to another carrier another line says so: `left` and `lane` are the two,
`why` one of `events.Why`. No text and no number of a recipient is ever in it.
"""

import re
from functools import cache

import msgspec

from heliograph.sms.events import Effect, Event, FailedOver, ReceiptArrived, Reroute, Resolve, Stray
from heliograph.sms.message import Message, segment_state

#: Enough for ten segments with a failed attempt each.
ENTRIES_MAX = 64

#: The last places are kept for what is no routine: a message that a carrier throttles for hours shows its end as well.
ENTRIES_KEPT = 24

#: How a line of routine is known: taken, given back, put off, or looked at in vain. One search, since each of a
#: message's four lines or so is asked, takes a quarter of the time of one for each.
_is_routine = re.compile(rb'"e":"claimed"|"e":"released"|"e":"query|"retry_at":|"candidates":').search

_NAMES = {
    "Claimed": "claimed",
    "Released": "released",
    "SubmitOk": "submit_ok",
    "SubmitError": "submit_error",
    "SubmitLost": "submit_lost",
    "Resolve": "resolve",
    "ReceiptArrived": "receipt",
    "QueryDue": "query",
    "QueryRefused": "query_refused",
    "DeadlinePassed": "deadline_passed",
    "Overdue": "overdue",
    "Reroute": "reroute",
    "ValidityOver": "validity_over",
    "Cancelled": "cancelled",
    "Refused": "refused",
}

#: What `e` of a line may be.
EVENTS = ("accepted", *_NAMES.values(), "failed_over")

_FIELDS = ("carrier", "carrier_message_id", "code", "handed_at", "received_at", "retry_at", "candidates", "asked")
_WORDS = ("stat", "err", "network_error", "done_date", "named")


@cache
def _fields_of(kind: type[Event]) -> tuple[tuple[str, str], ...]:
    """The keys of a line for events of this kind, and the fields that they are of."""
    names = (("a", "attempt"), *((name, name) for name in _FIELDS))
    return tuple((key, name) for key, name in names if name in kind.__struct_fields__)


_encode = msgspec.json.Encoder().encode


def accepted_line(message: Message) -> bytes:
    """The first line: accepted, with the lane it went to and how many segments it has."""
    line = {"t": message.accepted_at, "e": "accepted", "lane": message.lane, "segments": len(message.segments)}
    return _encode(line) + b"\n"


def line(event: Event, after: Message, effects: tuple[Effect, ...], now: int) -> bytes:
    """The line for one event, given the message after it."""
    entry: dict[str, object] = {"t": now, "e": _NAMES[type(event).__name__], "s": event.segment}
    for key, name in _fields_of(type(event)):
        value = getattr(event, name)
        if value:
            entry[key] = value
    if isinstance(event, ReceiptArrived) and event.words is not None:
        entry.update((name, said) for name in _WORDS if (said := getattr(event.words, name)))
    if any(isinstance(effect, Stray) for effect in effects):
        entry["!"] = "stray"
    if 0 < event.segment <= len(after.segments):
        entry["to"] = str(segment_state(after.segments[event.segment - 1]))
    return _encode(entry) + b"\n"


def lines(event: Event, after: Message, effects: tuple[Effect, ...], now: int) -> list[bytes]:
    """The lines for one event, given the message after it: its own, and one where the message went on.

    That a held doubt was looked at in vain is said once.
    """
    in_vain = isinstance(event, Resolve) and not event.candidates and not effects
    if in_vain and after.life.segments[event.segment - 1].looks > 1:
        return []
    written = [_moved_line(effect, now) for effect in effects if isinstance(effect, FailedOver)]
    return written if isinstance(event, Reroute) and written else [line(event, after, effects, now), *written]


def _moved_line(moved: FailedOver, now: int) -> bytes:
    entry: dict[str, object] = {"t": now, "e": "failed_over", "s": moved.segment}
    entry |= {"left": moved.left, "lane": moved.lane, "why": str(moved.why)}
    if moved.code:
        entry["code"] = moved.code
    if moved.again:
        entry["again"] = moved.again
    return _encode(entry) + b"\n"


def append(message: Message, given: list[bytes]) -> tuple[Message, bytes]:
    """The lines that still fit, as one value to append, and the message that counts them.

    A line of routine fits while more than `ENTRIES_KEPT` places are left, any other while one is left.
    """
    entries = message.life.entries
    kept: list[bytes] = []
    for written in given:
        if entries < (ENTRIES_MAX - ENTRIES_KEPT if _is_routine(written) else ENTRIES_MAX):
            kept.append(written)
            entries += 1
    if not kept:
        return message, b""
    life = msgspec.structs.replace(message.life, entries=entries)
    return msgspec.structs.replace(message, life=life), b"".join(kept)
