"""If this fails, a receipt is confirmed before it is kept, or a stranger learns which carriers there are."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest

from carriers.doubles import LoopClock, Sink
from heliograph.carriers.door import CarrierDoor, Webhook
from heliograph.carriers.port import InboundDelivery, ReceiptDelivery, Wrote
from heliograph.carriers.posted import ENTRIES_MAX
from heliograph.carriers.posted_message import MessageForm
from heliograph.carriers.posted_receipt import ReceiptForm
from heliograph.carriers.webhook_auth import WebhookAuth, WebhookScheme
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.sms.field_path import read_path
from heliograph.sms.message import State
from heliograph.telemetry.metrics import Metrics

WEBHOOK = Webhook(
    WebhookAuth(WebhookScheme.HEADER, "knock", "x-secret"),
    ReceiptForm(
        within=read_path("events"),
        id=read_path("message.id"),
        state=read_path("state"),
        code=read_path("error.code"),
        to=read_path("to"),
        states={"bounced": State.FAILED, "queued": State.SUBMITTED},
    ),
    MessageForm(
        within=read_path("messages"),
        source=read_path("from"),
        destination=read_path("to"),
        text=read_path("text"),
        id=read_path("ref"),
    ),
    '{"status": "kept"}',
)
FLAT = Webhook(
    WEBHOOK.auth,
    ReceiptForm(id=read_path("id"), state=read_path("dlr")),
    MessageForm(source=read_path("from"), destination=read_path("to"), text=read_path("text")),
)


@pytest.fixture
def door(sink: Sink, metrics: Metrics) -> CarrierDoor:
    return CarrierDoor({"carrier": WEBHOOK}, sink, LoopClock(), metrics)


async def ask(
    door: CarrierDoor,
    document: Any = None,
    path: str = "/carriers/carrier/receipts",
    method: str = "POST",
    query: str = "",
    content_type: str = "application/json; charset=utf-8",
    secret: str = "knock",
) -> Response:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    headers = {"content-type": (content_type,), "x-secret": (secret,)}
    return await door(Request(method, path, path, query, headers, body, "192.0.2.7"))


def receipt(named: str = "ab", state: str = "DELIVRD", **more: Any) -> dict[str, Any]:
    return {"message": {"id": named}, "state": state, **more}


async def test_a_batch_is_kept_and_then_confirmed(door: CarrierDoor, sink: Sink) -> None:
    batch = [
        receipt("1", "delivered", to="+85261234567", error={"code": 0}),
        receipt("2", "Bounced", error={"code": "absent subscriber"}),
        receipt("3", "queued"),
        receipt("4", "news to us"),
        receipt("5", "UNDELIV"),
    ]
    response = await ask(door, {"events": batch})
    assert (response.status, response.body) == (200, b'{"status": "kept"}')
    assert response.content_type.startswith("application/json")
    assert sink.delivery_batches == [5]
    found = [(d.key, d.to, d.state, d.code) for d in sink.deliveries if isinstance(d, ReceiptDelivery)]
    assert found == [
        ("1", "85261234567", State.DELIVERED, "DELIVERED"),
        ("2", "", State.FAILED, "ABSENT_SUBSCRIBER"),
        ("3", "", State.SUBMITTED, "ENROUTE"),
        ("4", "", State.SUBMITTED, "NEWS_TO_US"),
        ("5", "", State.FAILED, "UNDELIV"),
    ]
    second = sink.deliveries[1]
    assert isinstance(second, ReceiptDelivery)
    assert (second.words.stat, second.words.err) == ("Bounced", "absent subscriber")


async def test_what_the_store_cannot_take_is_to_come_again(door: CarrierDoor, sink: Sink) -> None:
    sink.stored = False
    response = await ask(door, {"events": [receipt()]})
    assert response.status == 503
    assert ("Retry-After", "5") in response.headers


async def test_nothing_is_confirmed_before_the_store_says_so(
    door: CarrierDoor, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.carriers.door._STORE_SECONDS", 0.05)
    sink.stored = None
    assert (await ask(door, {"events": [receipt()]})).status == 503
    sink.deliveries[0].acknowledge(True)  # Too late, and harmless.


async def test_a_receipt_that_names_nothing_is_kept_whole(door: CarrierDoor, sink: Sink) -> None:
    entry = {"state": "delivered", "odd": [1, {"a": None}]}
    assert (await ask(door, {"events": entry})).status == 200
    [delivery] = sink.deliveries
    assert isinstance(delivery, InboundDelivery)
    assert json.loads(delivery.raw) == entry
    assert delivery.wrote is None


async def test_people_s_messages_come_by_their_id_once(door: CarrierDoor, sink: Sink) -> None:
    told = {"from": "+85261234567", "to": "10690", "text": "STOP \U0001f600", "ref": "m1"}
    path = "/carriers/carrier/messages"
    assert (await ask(door, {"messages": [told, {**told, "ref": "m2"}]}, path)).status == 200
    await ask(door, {"messages": [told]}, path)
    first, second, again = sink.deliveries
    assert isinstance(first, InboundDelivery)
    assert first.wrote == Wrote("85261234567", "10690", "STOP \U0001f600".encode("utf-16-be"), 8)
    assert first.key == again.key != second.key


async def test_forms_and_queries_are_read_as_well(sink: Sink, metrics: Metrics) -> None:
    door = CarrierDoor({"carrier": FLAT}, sink, LoopClock(), metrics)
    fields = urlencode({"id": "a&b=c", "dlr": "DELIVRD"})
    path = "/carriers/carrier/receipts"
    form = await ask(door, fields.encode(), path, content_type="application/x-www-form-urlencoded;charset=UTF-8")
    query = await ask(door, b"", path, method="GET", query=fields)
    assert [(one.status, one.body) for one in (form, query)] == [(200, b"OK"), (200, b"OK")]
    assert [(d.key, d.state) for d in sink.deliveries if isinstance(d, ReceiptDelivery)] == [
        ("a&b=c", State.DELIVERED)
    ] * 2


@pytest.mark.parametrize(
    "more",
    [
        {"secret": "knack"},
        {"secret": ""},
        {"path": "/carriers/nobody/receipts"},
        {"path": "/carriers/carrier/secrets"},
        {"path": "/carriers/carrier"},
        {"path": "/carriers"},
        {"path": "/carriers/carrier/receipts/more"},
    ],
)
async def test_a_stranger_learns_nothing(door: CarrierDoor, sink: Sink, more: dict[str, str]) -> None:
    response = await ask(door, {"events": [receipt()]}, **more)
    assert (response.status, response.body) == (404, b"There is nothing here.")
    assert not sink.deliveries


BAD: Sequence[Any] = [
    b"",
    b"{",
    {"events": []},
    {"events": "one"},
    {"events": [1]},
    {"other": []},
    {"events": [receipt()] * (ENTRIES_MAX + 1)},
    b"\xff" * 10,
    b"[" * 100_000,
]


@pytest.mark.parametrize("document", BAD, ids=range(len(BAD)))
async def test_what_cannot_be_read_is_refused_and_stops_nothing(door: CarrierDoor, sink: Sink, document: Any) -> None:
    assert (await ask(door, document)).status == 400
    assert not sink.deliveries
    assert (await ask(door, {"events": receipt()})).status == 200


async def test_only_posts_and_gets_are_taken(door: CarrierDoor) -> None:
    assert (await ask(door, {"events": receipt()}, method="DELETE")).status == 405
