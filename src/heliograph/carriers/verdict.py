"""What a carrier's reply to an HTTP request means for the hand-over: taken, refused, shut out, or nobody can know."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from heliograph.http_client.reply import Reply
from heliograph.sms.command_status import StatusClass
from heliograph.sms.field_path import FieldPath, json_of, value_in
from heliograph.sms.refusal import Refusal, code_of_http, code_of_word


class Taken(msgspec.Struct, frozen=True):
    """The carrier has it."""

    carrier_message_id: str


class ShutOut(msgspec.Struct, frozen=True):
    """The carrier takes nothing from us at all: a wrong key, an account without money, an address that moved."""

    code: str


class Unclear(msgspec.Struct, frozen=True):
    """A reply from which nobody can tell whether the carrier has it."""

    says: str


Verdict: TypeAlias = Taken | Refusal | ShutOut | Unclear

#: The words of the settings for what a code means. `doubt` and `shut-out` are no classes of refusal.
DOUBT: Final = "doubt"
SHUT_OUT: Final = "shut-out"

#: Where nothing else is set. A gateway's 502 and 504 say only that it heard nothing from behind it.
_BY_STATUS: Final = MappingProxyType(
    {
        401: SHUT_OUT,
        402: SHUT_OUT,
        403: SHUT_OUT,
        407: SHUT_OUT,
        408: "retry",
        425: "retry",
        429: "throttle",
        500: "retry",
        502: DOUBT,
        503: "throttle",
        504: DOUBT,
    }
)

#: An hour; longer is no pause but an outage, and is tried meanwhile.
_RETRY_AFTER_MAX: Final = 3_600


class ReplyRules(msgspec.Struct, frozen=True):
    """How one carrier says yes and no."""

    id_path: FieldPath = FieldPath()
    """Where its message id stands; empty where it gives none and its receipts name our key."""
    error_path: FieldPath = FieldPath()
    accepted_codes: frozenset[str] = frozenset()
    """Values at `error_path` that are no error."""
    classes: Mapping[str, str] = {}
    """By error code, or by `HTTP_503`: throttle, retry, permanent, doubt or shut-out."""


def verdict_of(reply: Reply, rules: ReplyRules, key: str) -> Verdict:
    """The verdict on a whole reply; `key` is what the hand-over was called by us."""
    document = json_of(reply.body)
    error = value_in(reply.body, document, rules.error_path)
    good = 200 <= reply.status < 300
    if error and error not in rules.accepted_codes:
        usual = "permanent" if good else _usual(reply.status)
        kind = (
            rules.classes.get(error) or (rules.classes.get(code_of_http(reply.status)) if not good else None) or usual
        )
        known = error in rules.classes
        return _refused(kind, code_of_word(error) or code_of_http(reply.status), reply, vendor=not known)
    if not good:
        code = code_of_http(reply.status)
        return _refused(rules.classes.get(code) or _usual(reply.status), code, reply, vendor=False)
    if not rules.id_path:
        return Taken(key)
    found = value_in(reply.body, document, rules.id_path)
    return Taken(found) if found else Unclear("a reply that accepts it, without the id that reply_id looks for")


def retry_after_ms(reply: Reply) -> int:
    """The pause that Retry-After asks for in seconds (RFC 9110 §10.2.3); 0 for none, or for a date."""
    text = reply.headers.get("retry-after", "")
    return min(int(text[:9]), _RETRY_AFTER_MAX) * 1000 if text.isascii() and text.isdigit() else 0


def _usual(status: int) -> str:
    if 300 <= status < 400:
        return SHUT_OUT
    return _BY_STATUS.get(status, "permanent" if 400 <= status < 500 else "retry")


def _refused(kind: str, code: str, reply: Reply, *, vendor: bool) -> Verdict:
    if kind == DOUBT:
        return Unclear(f"{code}, from which nobody can tell")
    if kind == SHUT_OUT:
        return ShutOut(code)
    return Refusal(code, StatusClass(kind), vendor and kind == "permanent", retry_after_ms(reply))
