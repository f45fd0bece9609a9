"""Writes what subscribers read: `SmsReport` of a message that has ended, `SmsUp` of an inbound one.

Fields, their order and their types are those of the cloud's pages, so that a receiver written for it reads ours: all
values are text, dates have the offset that the server is set to. What is not known is absent, as in QueryMessage.

Sources: pages smsreport-http-intl, smsreport-mns-intl (both forms with TaskId and SmsSize), smsup-http, sms-up.
"""

from typing import TypeAlias

import msgspec

from heliograph.sms.codes import meaning
from heliograph.sms.dates import api_date, plain_date
from heliograph.sms.message import State

#: `Status` of a report.
_ARRIVED, _FAILED, _EXPIRED = "1", "2", "6"

#: Submitted is an end only where receipts never come; handed over is then all that can be known.
_GOOD = frozenset({State.DELIVERED, State.SUBMITTED})

_SUCCESS = "success"

Written: TypeAlias = dict[str, str]


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What a report tells of a message."""

    account: str
    to: str
    sender: str
    task_id: str
    segments: int
    """Billed segments, as answered."""
    state: State
    code: str
    sent_at: int
    """UTC milliseconds of the hand-over to the carrier; 0 where there was none."""
    received_at: int
    """UTC milliseconds of the receipt's arrival; 0 where none came."""
    accepted_at: int = 0
    """UTC milliseconds when it was accepted."""
    text: str = ""
    """How it begins, as far as a receipt repeats it."""
    given: bytes = b""
    """What was given beside the text: see `sms.given`."""


class Heard(msgspec.Struct, frozen=True, gc=False):
    """An inbound message, its parts joined."""

    account: str
    carrier: str
    source: str
    destination: str
    text: str
    """Upper-case hex digits where the octets are no text."""
    received_at: int
    """UTC milliseconds when its last part came."""
    octets: bytes = b""
    """What was written, as the carrier brought it, without headers."""
    data_coding: int = 0


def sms_report(message_id: int, outcome: Outcome, offset_minutes: int) -> Written:
    """The report of a message, for HTTP and for queues alike."""
    good = outcome.state in _GOOD
    status = _ARRIVED if good else _EXPIRED if outcome.state is State.EXPIRED else _FAILED
    code = _SUCCESS if good else outcome.code or "UNKNOWN"
    written: Written = {"To": outcome.to}
    if outcome.sent_at:
        written["SendDate"] = api_date(outcome.sent_at, offset_minutes)
    if outcome.received_at:
        written["ReceiveDate"] = api_date(outcome.received_at, offset_minutes)
    written |= {
        "Status": status,
        "ErrorCode": code,
        "ErrorDescription": _SUCCESS if good else meaning(code),
        "TaskId": outcome.task_id,
        "SmsSize": str(outcome.segments),
        "MessageId": str(message_id),
    }
    return written


def sms_up(inbound_id: int, heard: Heard, offset_minutes: int) -> Written:
    """An inbound message as HTTP subscribers read it. In a queue `sequence_id` is a number."""
    return {
        "phone_number": heard.source,
        "content": heard.text,
        "send_time": plain_date(heard.received_at // 1000, offset_minutes),
        "dest_code": heard.destination,
        "sequence_id": str(inbound_id),
    }
