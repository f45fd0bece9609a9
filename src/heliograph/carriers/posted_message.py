"""Reads the messages of people that a carrier posts, by where its settings say that each value stands."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Final

import msgspec

from heliograph.carriers.port import InboundDelivery, Wrote
from heliograph.carriers.posted import Entry, octets_of
from heliograph.carriers.posted_receipt import digits_of
from heliograph.sms.field_path import FieldPath, text_at, value_at
from heliograph.sms.segments import DataCoding

#: A carrier that did not see our answer repeats within minutes; the same words later are another message.
_REPEAT_MS: Final = 600_000

#: Far more than a handset sends, as all its parts joined.
_TEXT_MAX: Final = 40_000


class MessageForm(msgspec.Struct, frozen=True):
    """Where one carrier's inbound messages say what."""

    within: FieldPath = FieldPath()
    source: FieldPath = FieldPath()
    destination: FieldPath = FieldPath()
    text: FieldPath = FieldPath()
    id: FieldPath = FieldPath()
    """The carrier's id of the message, by which a repeat is known; without it, the same entry within ten minutes is."""


def message_of(
    entry: Entry, form: MessageForm, received_at: int, acknowledge: Callable[[bool], None]
) -> InboundDelivery:
    """The delivery of one entry; never raises. One from nobody is kept whole, and nobody wrote it."""
    raw = octets_of(entry)
    source, destination = value_at(entry, form.source), value_at(entry, form.destination)
    named = value_at(entry, form.id)
    said = f"id\0{named}" if named else f"{source}\0{destination}\0{received_at // _REPEAT_MS}\0{raw!r}"
    key = blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()
    if not source:
        return InboundDelivery(key, received_at, raw, acknowledge)
    octets = text_at(entry, form.text)[:_TEXT_MAX].encode("utf-16-be", "replace")
    wrote = Wrote(digits_of(source) or source, destination, octets, int(DataCoding.UCS2))
    return InboundDelivery(key, received_at, raw, acknowledge, wrote)
