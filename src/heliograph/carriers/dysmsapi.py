"""The dialect of Alibaba Cloud's international SMS service, Dysmsapi 2018-05-01: SendMessageToGlobe and its codes.

Only numbers that the operator chose are sent to; whatever else is handed over is refused before it leaves.
Sources: pages SendMessageToGlobe, International error codes, and the gateway's common error codes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from heliograph.carriers.port import HandOver
from heliograph.carriers.templated import key_of
from heliograph.carriers.unsendable import Unsendable
from heliograph.carriers.verdict import ShutOut, Taken, Unclear, Verdict, retry_after_ms
from heliograph.carriers.whole_text import whole_text_of
from heliograph.http_client.reply import Reply
from heliograph.sms.command_status import StatusClass
from heliograph.sms.field_path import json_of
from heliograph.sms.refusal import NUMBER_NOT_ALLOWED, Refusal, code_of_http, code_of_word

#: Makes the whole signed request of one call, from its action and parameters.
Sign: TypeAlias = Callable[[str, Mapping[str, str]], bytes]

_TYPES = ("OTP", "NOTIFY", "MKT")
_OK = "OK"

#: What the service's own validity can be at most, in seconds; ours is cut to it.
_VALIDITY_MAX: Final = 86_400

#: The key, its rights or its account: nothing goes out until a person has looked.
_SHUT_OUT: Final = re.compile(
    r"InvalidAccessKeyId\b.*|InvalidSecurityToken\b.*|IncompleteSignature|SignatureDoesNotMatch"
    r"|InvalidTimeStamp\b.*|IllegalTimestamp|Forbidden\b.*|NoPermission|InvalidProtocol\.NeedSsl|InvalidApi\.NotFound"
    r"|InvalidProduct\.NotFound|NoSuchVersion"
    r"|(is[vp]\.)?(FORBIDDEN_ACTION|OUT_OF_SERVICE|ACCOUNT_NOT_EXISTS|ACCOUNT_ABNORMAL|ACCOUNT_ILLEGAL"
    r"|AMOUNT_NOT_ENOUGH|RAM_PERMISSION_DENY|RAM_CHECK_FAILED|PRODUCT_NOT_SUBSCRIBED|PRODUCT_UN_SUBSCRIPT"
    r"|RES_OWNER_ID_UNKNOWN)"
)
_THROTTLE: Final = re.compile(
    r"Throttling\b.*|ServiceUnavailable|(is[vp]\.)?(QPS_LIMIT_CONTROL|BUSINESS_LIMIT_CONTROL)"
)
#: A copy of the request came before this one, and may have been taken.
_NONCE_USED: Final = "SignatureNonceUsed"

#: Limits of one number pass by themselves and say nothing of the others.
_RETRY: Final = re.compile(
    r"(is[vp]\.)?(BUSINESS_LIMIT_CONTROL_MINUTE|BUSINESS_LIMIT_CONTROL_PHONE|BUSINESS_LIMIT_HOUR|SYSTEM_ERROR"
    r"|GATEWAY_ERROR|ONLINE_BILLING_FAILED|BILLING_DEDUCTION_ERROR|UNKNOWN)"
)

#: How a receipt that the service posts says what became of a message (page smsreport-http-intl).
REPORT_STATES: Final = MappingProxyType({"1": "delivered", "2": "failed", "6": "expired"})


class AllowedNumbers:
    """The numbers that may be sent to. Empty, it lets none through."""

    def __init__(self, entries: Sequence[str]) -> None:
        """Whole numbers, and beginnings with a star behind them."""
        self._numbers = frozenset(entry for entry in entries if not entry.endswith("*"))
        self._beginnings = tuple(entry[:-1] for entry in entries if entry.endswith("*") and entry != "*")

    def __contains__(self, number: str) -> bool:
        return number in self._numbers or bool(self._beginnings and number.startswith(self._beginnings))


class Dysmsapi:
    """A `Dialect`."""

    def __init__(
        self,
        sign: Sign,
        allowed: AllowedNumbers,
        *,
        sender: str = "",
        taken: Callable[[str, str], None] = lambda carrier_message_id, to: None,
    ) -> None:
        """`taken` hears the id and the number of each message that the service took."""
        self._sign = sign
        self._allowed = allowed
        self._sender = sender
        self._taken = taken

    def request(self, handover: HandOver) -> bytes:
        if handover.to not in self._allowed:
            raise Unsendable(NUMBER_NOT_ALLOWED)
        parameters = {
            "To": handover.to,
            "Message": whole_text_of(handover),
            "Type": _TYPES[handover.priority],
            "TaskId": key_of(handover),
            "ValidityPeriod": str(min(handover.validity_seconds, _VALIDITY_MAX)),
        }
        sender = handover.sender or self._sender
        if sender:
            parameters["From"] = sender
        return self._sign("SendMessageToGlobe", parameters)

    def verdict(self, handover: HandOver, reply: Reply) -> Verdict:
        verdict = verdict_of_call(reply)
        if isinstance(verdict, Taken):
            self._taken(verdict.carrier_message_id, handover.to)
        return verdict


def verdict_of_call(reply: Reply) -> Verdict:
    """What a reply to SendMessageToGlobe means; never raises."""
    document = json_of(reply.body)
    if not isinstance(document, dict):
        return _without_document(reply)
    code = str(document.get("ResponseCode" if reply.status == 200 else "Code") or "")
    if reply.status == 200 and code == _OK:
        found = document.get("MessageId")
        return Taken(found) if isinstance(found, str) and found else Unclear("OK without a MessageId")
    return _refused(code, reply) if code else _without_document(reply)


def _refused(code: str, reply: Reply) -> Verdict:
    word = code_of_word(code)
    if _SHUT_OUT.fullmatch(code):
        return ShutOut(word)
    pause = _pause_ms(reply)
    if _THROTTLE.fullmatch(code):
        return Refusal(word, StatusClass.THROTTLE, retry_after_ms=pause)
    if _RETRY.fullmatch(code):
        return Refusal(word, StatusClass.RETRY, retry_after_ms=pause)
    if reply.status >= 500 or code == _NONCE_USED:
        return Unclear(f"{word} with HTTP {reply.status}")
    return Refusal(word, StatusClass.PERMANENT)


def _pause_ms(reply: Reply) -> int:
    """The pause that the gateway asks for, in milliseconds, by its own header or by the usual one."""
    text = reply.headers.get("x-acs-retry-after", "")
    return int(text[:9]) if text.isascii() and text.isdigit() else retry_after_ms(reply)


def _without_document(reply: Reply) -> Verdict:
    """Something in between has answered, or the service in a way that is not its own."""
    if reply.status in (429, 503):
        return Refusal(code_of_http(reply.status), StatusClass.THROTTLE, retry_after_ms=retry_after_ms(reply))
    if 300 <= reply.status < 500:
        return ShutOut(code_of_http(reply.status))
    return Unclear(f"HTTP {reply.status} without a document of the API")


def answer_of_query(reply: Reply) -> Mapping[str, Any] | None:
    """The answer to QueryMessage; None where there is none, or none yet."""
    document = json_of(reply.body)
    if reply.status != 200 or not isinstance(document, dict) or document.get("ResponseCode") != _OK:
        return None
    return document
