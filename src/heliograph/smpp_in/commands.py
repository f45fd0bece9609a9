"""What query_sm and cancel_sm ask of the API, and how the answer of a query reads as query_sm_resp."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final

from heliograph.smpp.pdu import CancelSm, QuerySmResp
from heliograph.sms.codes import business
from heliograph.sms.message_state import BY_CODE

#: message_state of a message on its way, delivered, handed over where no receipts come, and failed in any other way.
_ENROUTE: Final = 1
_DELIVERED: Final = 2
_ACCEPTED: Final = 6
_UNDELIVERABLE: Final = 5

#: States that a message ends in but for good luck; by the API's ErrorCode.
_ENDS: Final = frozenset({3, 4, 5, 7, 8})


def query_resp(message_id: str, answer: Mapping[str, Any]) -> QuerySmResp:
    """The response for QueryMessage's answer; the final date is UTC, and absent until there is one."""
    code = str(answer.get("ErrorCode", ""))
    state = _state(str(answer.get("Status", "")), code)
    found = business(code)
    error = found.smpp if found is not None and state not in (_DELIVERED, _ACCEPTED) else 0
    return QuerySmResp(message_id, _final_date(str(answer.get("ReceiveDate", ""))), state, error & 0xFF)


def cancel_parameters(pdu: CancelSm) -> dict[str, str]:
    """The parameters of CancelMessage: an id, or else a destination with its source (SMPP 3.4 §4.9)."""
    if pdu.message_id:
        return {"MessageId": pdu.message_id}
    return {"To": pdu.destination_addr.lstrip("+"), "From": pdu.source_addr.lstrip("+")}


def _state(status: str, code: str) -> int:
    if status == "1":
        return _ACCEPTED if code == "success" else _DELIVERED
    if status != "2":
        return _ENROUTE
    known = BY_CODE.get(code)
    return known.value if known is not None and known.value in _ENDS else _UNDELIVERABLE


def _final_date(api_date: str) -> str:
    """An absolute time of SMPP for a date of the API."""
    return f"{parsedate_to_datetime(api_date).astimezone(UTC):%y%m%d%H%M%S}000+" if api_date else ""
