"""The dialect of a carrier whose requests an operator wrote as templates, and whose replies they described."""

import base64

from heliograph.carriers.port import HandOver
from heliograph.carriers.verdict import ReplyRules, Verdict, verdict_of
from heliograph.carriers.whole_text import whole_text_of
from heliograph.http_client.reply import Reply
from heliograph.http_client.request import request_octets
from heliograph.sms.carrier_request import CarrierRequest
from heliograph.sms.push_target import PushUrl

#: The words for the priorities of hand-overs.
_TYPES = ("OTP", "NOTIFY", "MKT")


def key_of(handover: HandOver) -> str:
    """A name of this hand-over that no other has: what a carrier without ids of its own may call it by."""
    return f"{handover.message_id}-{handover.segment}-{handover.attempt}"


class Templated:
    """A `Dialect`. Its secret shows in no text of it."""

    def __init__(
        self,
        url: PushUrl,
        method: str,
        request: CarrierRequest,
        rules: ReplyRules,
        *,
        sender: str = "",
        secret: str = "",
    ) -> None:
        """`sender` is the source where the client gave none."""
        self._url = url
        self._method = method
        self._request = request
        self._rules = rules
        self._sender = sender
        self._secret = secret
        self._basic = base64.b64encode(secret.encode()).decode()

    def request(self, handover: HandOver) -> bytes:
        filled = self._request.fill(self._values(handover))
        return request_octets(self._url, self._method, filled.query, filled.headers, filled.body)

    def verdict(self, handover: HandOver, reply: Reply) -> Verdict:
        return verdict_of(reply, self._rules, key_of(handover))

    def _values(self, handover: HandOver) -> dict[str, str]:
        return {
            "to": handover.to,
            "sender": handover.sender or self._sender,
            "text": whole_text_of(handover),
            "type": _TYPES[handover.priority],
            "key": key_of(handover),
            "repeat_key": f"{handover.message_id}-{handover.segment}",
            "message_id": str(handover.message_id),
            "part": str(handover.part),
            "parts": str(handover.total),
            "attempt": str(handover.attempt),
            "reference": str(handover.reference),
            "validity_seconds": str(handover.validity_seconds),
            "secret": self._secret,
            "basic": self._basic,
        }
