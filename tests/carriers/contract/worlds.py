"""A carrier of each kind with a peer that does what a test says, behind the same words."""

import ipaddress
import json
import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from carriers.conftest import settings_for
from carriers.doubles import LoopClock, Sink, Smsc
from heliograph.carriers.door import CarrierDoor, Webhook
from heliograph.carriers.dysmsapi import REPORT_STATES, AllowedNumbers, Dysmsapi
from heliograph.carriers.http import Dialect, HttpCarrier
from heliograph.carriers.http_settings import HttpSettings
from heliograph.carriers.port import Carrier
from heliograph.carriers.posted_message import MessageForm
from heliograph.carriers.posted_receipt import ReceiptForm
from heliograph.carriers.smpp import SmppCarrier
from heliograph.carriers.templated import Templated
from heliograph.carriers.verdict import ReplyRules
from heliograph.carriers.webhook_auth import WebhookAuth, WebhookScheme
from heliograph.client import Key, signed_request, to_octets
from heliograph.http.request import Request
from heliograph.http_client.pool import HttpPool
from heliograph.smpp import pdu as smpp
from heliograph.sms.carrier_request import BodyKind, CarrierRequest
from heliograph.sms.field_path import read_path
from heliograph.sms.message import State
from heliograph.sms.push_target import Address, PushUrl, read_networks, read_push_url
from heliograph.telemetry.metrics import Metrics
from http_peer import Asked, HttpPeer, reply

SECRET = "knock-knock"


class World(ABC):
    """One carrier and its peer. The carrier is called `carrier`, its window is 4."""

    carrier: Carrier

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    @abstractmethod
    async def open(self) -> None:
        """Let the peer listen and the carrier begin."""

    async def close(self) -> None:
        await self.carrier.stop(0)
        await self.close_peer()

    @abstractmethod
    async def close_peer(self) -> None:
        """The peer is gone, and what was connected to it."""

    @abstractmethod
    async def open_peer_again(self) -> None: ...

    @abstractmethod
    def written(self) -> list[str]:
        """The texts that came to the peer, each as often as it came."""

    @abstractmethod
    async def until_written(self, count: int) -> object: ...

    @abstractmethod
    def refuse(self) -> str:
        """Say no for good from now on; the code that it is to be told by."""

    @abstractmethod
    def throttle(self) -> None: ...

    @abstractmethod
    def stay_silent(self) -> None: ...

    @abstractmethod
    def cut(self) -> None:
        """Take each and close the connection without an answer."""

    @abstractmethod
    async def send_receipt(self, carrier_message_id: str, to: str) -> bool | None:
        """A receipt of delivery; whether the carrier was told that it is kept."""


class SmppWorld(World):
    def __init__(self, sink: Sink) -> None:
        super().__init__(sink)
        self.smsc = Smsc()

    async def open(self) -> None:
        await self.smsc.listen()
        settings = settings_for(self.smsc, window=4, response_timeout_seconds=0.3)
        self.carrier = SmppCarrier(settings, LoopClock(), random.Random(7), Metrics())
        self.carrier.start(self.sink)

    async def close_peer(self) -> None:
        await self.smsc.close()

    async def open_peer_again(self) -> None:
        self.smsc.answer = self.smsc.take
        await self.smsc.listen(self.smsc.port)

    def written(self) -> list[str]:
        return [submit.short_message.decode("ascii") for submit in self.smsc.submits]

    async def until_written(self, count: int) -> object:
        return await self.smsc.until_submits(count)

    def refuse(self) -> str:
        self._answer_with(smpp.ESME_RINVDSTADR)
        return "ESME_RINVDSTADR"

    def throttle(self) -> None:
        self._answer_with(smpp.ESME_RTHROTTLED)

    def stay_silent(self) -> None:
        self.smsc.answer = None

    def cut(self) -> None:
        self.smsc.answer = lambda link, event: link.abort()

    async def send_receipt(self, carrier_message_id: str, to: str) -> bool | None:
        text = f"id:{carrier_message_id} stat:DELIVRD".encode()
        before = len(self.smsc.events)
        self.smsc.deliver(smpp.DeliverSm(source_addr=to, esm_class=4, short_message=text))
        answered = await self.smsc.until(
            lambda: next((event for event in self.smsc.events[before:] if hasattr(event, "command_status")), None)
        )
        return answered.command_status == smpp.ESME_ROK

    def _answer_with(self, status: int) -> None:
        self.smsc.answer = lambda link, event: link.session.respond(event.sequence, smpp.SubmitSmResp(""), status)


async def here(host: str, port: int) -> Sequence[Address]:
    return [ipaddress.ip_address("127.0.0.1")]


class WebWorld(World):
    """What the two kinds over HTTP share."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(sink)
        self.peer = HttpPeer()
        self.taken = 0

    async def open(self) -> None:
        await self.peer.listen()
        self.peer.answer = self.take
        url = read_push_url(f"http://net.example:{self.peer.port}/")
        assert isinstance(url, PushUrl)
        pool = HttpPool(url, lookup=here, allowed=read_networks("127.0.0.0/8"), opened_by="allow", connect_seconds=5.0)
        self.carrier = HttpCarrier(
            HttpSettings(
                name="carrier",
                window=4,
                response_timeout_seconds=0.3,
                pause_first_seconds=0.01,
                pause_longest_seconds=0.05,
                shut_out_first_seconds=0.02,
            ),
            self.dialect(url),
            pool,
            clock=LoopClock(),
            random_source=random.Random(7),
            metrics=Metrics(),
        )
        self.carrier.start(self.sink)

    @abstractmethod
    def dialect(self, url: PushUrl) -> Dialect: ...

    @abstractmethod
    async def take(self, asked: Asked) -> bytes | None: ...

    async def close_peer(self) -> None:
        self.peer.silence.set()
        await self.peer.close()

    async def open_peer_again(self) -> None:
        self.peer.answer = self.take
        await self.peer.listen(self.peer.port)

    async def until_written(self, count: int) -> object:
        return await self.peer.until_asked(count)

    def stay_silent(self) -> None:
        self.peer.answer = self.peer.stay_silent

    def cut(self) -> None:
        self.peer.always(None)

    async def post(self, webhook: Webhook, document: Any, secret: str = SECRET) -> int:
        door = CarrierDoor({"carrier": webhook}, self.sink, LoopClock(), Metrics())
        path = "/carriers/carrier/receipts"
        headers = {"content-type": ("application/json",), "x-webhook-secret": (secret,)}
        response = await door(Request("POST", path, path, "", headers, json.dumps(document).encode()))
        return response.status


AUTH = WebhookAuth(WebhookScheme.HEADER, SECRET, "x-webhook-secret")


class HttpWorld(WebWorld):
    def dialect(self, url: PushUrl) -> Dialect:
        request = CarrierRequest(BodyKind.JSON, '{"to": "{to}", "text": "{text}"}', {}, {})
        rules = ReplyRules(read_path("id"), read_path("error"), classes={"busy": "throttle"})
        return Templated(url, "POST", request, rules)

    async def take(self, asked: Asked) -> bytes | None:
        self.taken += 1
        return reply(200, json.dumps({"id": f"id-{self.taken}"}).encode())

    def written(self) -> list[str]:
        return [json.loads(asked.body)["text"] for asked in self.peer.asked]

    def refuse(self) -> str:
        self.peer.always(reply(400, b'{"error": "no-number"}'))
        return "NO_NUMBER"

    def throttle(self) -> None:
        self.peer.always(reply(200, b'{"error": "busy"}'))

    async def send_receipt(self, carrier_message_id: str, to: str) -> bool | None:
        form = ReceiptForm(id=read_path("id"), state=read_path("state"), to=read_path("to"))
        document = {"id": carrier_message_id, "state": "delivrd", "to": f"+{to}"}
        return await self.post(Webhook(AUTH, form, MessageForm()), document) == 200


class DysmsapiWorld(WebWorld):
    def dialect(self, url: PushUrl) -> Dialect:
        def sign(action: str, parameters: dict[str, str]) -> bytes:
            request = signed_request(
                Key("id", "secret"), action, "2018-05-01", parameters, now_ms=0, nonce="n", host=url.authority
            )
            return to_octets(request)

        return Dysmsapi(sign, AllowedNumbers(["8526123*"]))

    async def take(self, asked: Asked) -> bytes | None:
        self.taken += 1
        return reply(200, json.dumps({"ResponseCode": "OK", "MessageId": f"id-{self.taken}"}).encode())

    def written(self) -> list[str]:
        return [parse_qs(urlsplit(asked.target).query)["Message"][0] for asked in self.peer.asked]

    def refuse(self) -> str:
        self.peer.always(reply(200, b'{"ResponseCode": "MOBILE_NUMBER_ILLEGAL"}'))
        return "MOBILE_NUMBER_ILLEGAL"

    def throttle(self) -> None:
        self.peer.always(reply(400, b'{"Code": "Throttling.User", "Message": "Slow down."}'))

    async def send_receipt(self, carrier_message_id: str, to: str) -> bool | None:
        states = {word: State(state) for word, state in REPORT_STATES.items()}
        form = ReceiptForm(id=read_path("MessageId"), state=read_path("Status"), to=read_path("To"), states=states)
        document = [{"To": to, "Status": "1", "MessageId": carrier_message_id, "ErrorCode": "success"}]
        return await self.post(Webhook(AUTH, form, MessageForm()), document) == 200


KINDS: dict[str, type[World]] = {"smpp": SmppWorld, "http": HttpWorld, "dysmsapi": DysmsapiWorld}
