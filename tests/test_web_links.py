"""If this fails, what an operator set about a carrier over HTTP does not reach its connector, or its webhook."""

import json
import random
from typing import Any

import pytest

from carriers.doubles import LoopClock, Sink
from heliograph.carriers.door import CarrierDoor
from heliograph.carriers.port import ReceiptDelivery
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.settings import DysmsapiCarrierSettings, HttpCarrierSettings, Secret, Settings
from heliograph.settings.carrier import CarrierKind
from heliograph.settings.networks import Networks
from heliograph.settings.web_carrier import WebhookAuth
from heliograph.sms.message import Attempt, Life, Message, Segment, State
from heliograph.telemetry.metrics import Metrics
from heliograph.web_links import awaited_in, web_carrier, webhooks_of


@pytest.fixture
async def sink() -> Sink:
    return Sink()


def http_carrier(**changes: Any) -> HttpCarrierSettings:
    return HttpCarrierSettings(
        name="carrier",
        kind=CarrierKind.HTTP,
        url="https://net.example/messages",
        body='{"to": "{to}"}',
        webhook_secret=Secret("knock-knock"),
        **changes,
    )


def dysmsapi_carrier(**changes: Any) -> DysmsapiCarrierSettings:
    return DysmsapiCarrierSettings(
        name="carrier",
        kind=CarrierKind.DYSMSAPI,
        access_key_id="id",
        access_key_secret=Secret("secret"),
        allowed_numbers=("85261234567",),
        **changes,
    )


async def posted(
    settings: Settings, sink: Sink, document: Any, peer: str = "192.0.2.7", kind: str = "receipts"
) -> Response:
    path = f"/carriers/carrier/{kind}"
    headers = {"content-type": ("application/json",), "x-webhook-secret": ("knock-knock",)}
    door = CarrierDoor(webhooks_of(settings.carriers), sink, LoopClock(), Metrics())
    return await door(Request("POST", path, path, "", headers, json.dumps(document).encode(), peer))


@pytest.mark.parametrize("carrier", [http_carrier(window=7), dysmsapi_carrier(window=7)])
async def test_each_kind_becomes_its_connector(
    carrier: HttpCarrierSettings | DysmsapiCarrierSettings, sink: Sink
) -> None:
    made = web_carrier(carrier, LoopClock(), random.Random(1), Metrics())
    made.start(sink)
    await sink.until_ready()
    assert (made.name, made.window(), made.free()) == ("carrier", 7, 7)
    assert "secret" not in repr(made.__dict__)
    await made.stop(0)


async def test_the_settings_say_how_receipts_are_read(sink: Sink) -> None:
    carrier = http_carrier(
        receipt_list="events",
        receipt_id="ref",
        receipt_state="state",
        receipt_code="why",
        receipt_to="msisdn",
        receipt_states={"Gone": "failed"},
        webhook_reply="thank you",
    )
    document = {"events": [{"ref": "r1", "state": "gone", "why": "left", "msisdn": "+85261234567"}]}
    response = await posted(Settings(carriers=(carrier,)), sink, document)
    assert (response.status, response.body) == (200, b"thank you")
    [receipt] = sink.deliveries
    assert isinstance(receipt, ReceiptDelivery)
    assert (receipt.key, receipt.to, receipt.state, receipt.code) == ("r1", "85261234567", State.FAILED, "LEFT")


async def test_the_service_s_own_posts_are_read_and_confirmed_in_its_form(sink: Sink) -> None:
    settings = Settings(carriers=(dysmsapi_carrier(webhook_secret=Secret("knock-knock")),))
    reports = [
        {"To": "85261234567", "Status": "1", "ErrorCode": "success", "MessageId": "1", "TaskId": "42-1-1"},
        {"To": "85261234567", "Status": "2", "ErrorCode": "UNDELIV", "MessageId": "2"},
        {"To": "85261234567", "Status": "6", "ErrorCode": "", "MessageId": "3"},
    ]
    response = await posted(settings, sink, reports)
    assert json.loads(response.body)["code"] == 0
    found = [(d.key, d.state, d.code) for d in sink.deliveries if isinstance(d, ReceiptDelivery)]
    assert found == [
        ("1", State.DELIVERED, "DELIVERED"),
        ("2", State.FAILED, "UNDELIV"),
        ("3", State.EXPIRED, "EXPIRED"),
    ]
    up = {"phone_number": "85261234567", "content": "STOP", "dest_code": "10690", "sequence_id": 7}
    assert (await posted(settings, sink, [up], kind="messages")).status == 200
    assert len(sink.deliveries) == 4


async def test_without_a_secret_or_from_elsewhere_there_is_no_webhook(sink: Sink) -> None:
    document = {"id": "1", "status": "DELIVRD"}
    near = http_carrier(webhook_addresses=Networks("192.0.2.0/24"))
    assert (await posted(Settings(carriers=(near,)), sink, document)).status == 200
    assert (await posted(Settings(carriers=(near,)), sink, document, peer="198.51.100.1")).status == 404
    assert (await posted(Settings(carriers=(dysmsapi_carrier(),)), sink, document)).status == 404
    signed = http_carrier(webhook_auth=WebhookAuth.HELIOGRAPH)
    assert (await posted(Settings(carriers=(signed,)), sink, document)).status == 404
    assert len(sink.deliveries) == 1


class OneMessage:
    """A store with one message that has not ended, tried at two carriers."""

    async def awaiting(self, after: tuple[int, int] = (0, 0), limit: int = 500) -> list[Message]:
        attempts = (
            Attempt(1, "other", State.SUBMITTED, "o1"),
            Attempt(2, "carrier", State.REJECTED, ""),
            Attempt(3, "carrier", State.IN_DOUBT, ""),
            Attempt(4, "carrier", State.SUBMITTED, "c4"),
        )
        life = Life((Segment(1, None, attempts),))
        return [Message(1, "a", "r", "85261234567", "carrier", 1, 0, 1_000, life, wake_at=1_000)]


async def test_only_what_this_carrier_has_is_asked_for() -> None:
    assert await awaited_in(OneMessage())("carrier")((0, 0)) == ([("c4", "85261234567")], None)
