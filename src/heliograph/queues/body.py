"""Writes the body of a queue's message: one JSON object, where HTTP push sends a list of them."""

import orjson

from heliograph.sms.report import Outcome, sms_report, sms_up
from heliograph.store.told import Telling


def body_of(telling: Telling, offset_minutes: int) -> bytes:
    """The report or inbound message as the cloud's queues carry it; dates in the server's offset.

    Unlike in HTTP push, `sequence_id` of an inbound message is a number (page sms-up).
    """
    about, message = telling.about, telling.key.message
    if isinstance(about, Outcome):
        return orjson.dumps(sms_report(message, about, offset_minutes))
    return orjson.dumps({**sms_up(message, about, offset_minutes), "sequence_id": message})
