"""Writes the JSON array that a subscriber reads: reports or inbound messages, never both in one."""

from collections.abc import Sequence

import msgspec

from heliograph.sms.report import Outcome, Written, sms_report, sms_up
from heliograph.store.told import Kind, Telling

CONTENT_TYPE = "application/json;charset=UTF-8"

_encode = msgspec.json.Encoder().encode


def body_of(tellings: Sequence[Telling], offset_minutes: int) -> bytes:
    """The array, one object for each telling, in their order."""
    return _encode([_written(telling, offset_minutes) for telling in tellings])


def by_kind(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """The tellings in their order, apart by kind: a receiver expects one kind at a URL, as the cloud has it."""
    parts = ([t for t in tellings if t.key.kind is kind] for kind in Kind)
    return [part for part in parts if part]


def _written(telling: Telling, offset_minutes: int) -> Written:
    about = telling.about
    if isinstance(about, Outcome):
        return sms_report(telling.key.message, about, offset_minutes)
    return sms_up(telling.key.message, about, offset_minutes)
