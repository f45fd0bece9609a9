"""The door for carriers: receipts and people's messages that they post to `/carriers/NAME/receipts` and `…/messages`.

What a carrier posts is answered 200 only after it is stored (I5), else 503, so that it posts it again. Whoever does not
show the carrier's secret learns nothing, not even whether there is such a carrier.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from heliograph.carriers.port import CarrierSink, Delivery
from heliograph.carriers.posted import Entry, Unfit, entries_of
from heliograph.carriers.posted_message import MessageForm, message_of
from heliograph.carriers.posted_receipt import ReceiptForm, receipt_of
from heliograph.carriers.webhook_auth import WebhookAuth
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.sms.clock import Clock
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(room="carriers")

#: How long the store may take before the carrier is told to come back.
_STORE_SECONDS: Final = 20.0

_COME_BACK = (("Retry-After", "5"),)

_TEXT = "text/plain;charset=utf-8"


@dataclass(frozen=True, slots=True)
class Webhook:
    """One carrier's."""

    auth: WebhookAuth
    receipts: ReceiptForm
    messages: MessageForm
    reply: str = "OK"
    """The body that tells the carrier that we have it."""


class CarrierDoor:
    """The application for every path below `/carriers`."""

    def __init__(self, webhooks: Mapping[str, Webhook], sink: CarrierSink, clock: Clock, metrics: Metrics) -> None:
        self._webhooks = dict(webhooks)
        self._sink = sink
        self._clock = clock
        self._posts = metrics.counter(
            "heliograph_carrier_posts_total", "What carriers posted, by what became of it.", ("carrier", "outcome")
        )

    def admit(self, webhooks: Mapping[str, Webhook]) -> None:
        """Take posts for these carriers from now on, and for no others."""
        self._webhooks = dict(webhooks)

    async def __call__(self, request: Request) -> Response:
        name, kind = _place(request.path)
        webhook = self._webhooks.get(name)
        if webhook is None or kind not in ("receipts", "messages"):
            return _says(404, "There is nothing here.")
        if not webhook.auth.admits(request, self._clock.utc_ms()):
            self._posts.add(1, name, "refused")
            log.warning("a post to a carrier's webhook was refused: wrong secret or address", carrier=name)
            return _says(404, "There is nothing here.")
        if request.method not in ("POST", "GET", "PUT"):
            return Response(405, b"", _TEXT, (("Allow", "GET, POST, PUT"),))
        is_receipt = kind == "receipts"
        try:
            entries = entries_of(request, webhook.receipts.within if is_receipt else webhook.messages.within)
        except Unfit as fault:
            self._posts.add(1, name, "unreadable")
            log.warning("a carrier posted what cannot be read", carrier=name, fault=str(fault))
            return _says(400, str(fault))
        stored = await self._stored(name, webhook, entries, is_receipt)
        self._posts.add(1, name, "stored" if stored else "given_back")
        if not stored:
            return Response(503, b"Not stored; post it again.", _TEXT, _COME_BACK)
        is_json = webhook.reply.startswith(("{", "["))
        return Response(200, webhook.reply.encode(), "application/json;charset=utf-8" if is_json else _TEXT)

    async def _stored(self, name: str, webhook: Webhook, entries: Sequence[Entry], is_receipt: bool) -> bool:
        """Whether all of it is durable now. What is, when another part is not, comes again and changes nothing."""
        now = self._clock.steady_ms()
        waits: list[asyncio.Future[bool]] = []

        def acknowledge() -> Callable[[bool], None]:
            wait = asyncio.get_running_loop().create_future()
            waits.append(wait)
            return lambda kept: None if wait.done() else wait.set_result(kept)

        deliveries: list[Delivery] = [
            receipt_of(entry, webhook.receipts, now, acknowledge())
            if is_receipt
            else message_of(entry, webhook.messages, now, acknowledge())
            for entry in entries
        ]
        self._sink.delivered(name, deliveries)
        try:
            async with asyncio.timeout(_STORE_SECONDS):
                return all(await asyncio.gather(*waits))
        except TimeoutError:
            return False


def _place(path: str) -> tuple[str, str]:
    """The carrier's name and what is posted; empty for a path of another form."""
    parts = path.split("/")
    return (parts[2], parts[3]) if len(parts) == 4 else ("", "")


def _says(status: int, text: str) -> Response:
    return Response(status, text.encode(), _TEXT)
