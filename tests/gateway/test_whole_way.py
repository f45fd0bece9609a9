"""If these fail, what was sent cannot be found again: the operations over a SQLite store, through the gateway."""

from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from heliograph.gateway import GatewaySettings
from heliograph.sms.events import ReceiptArrived, SubmitOk
from heliograph.sms.message import State
from heliograph.store.port import Settlement
from heliograph.store.sqlite import SqliteMessageStore


@pytest.fixture
async def world(new_world, tmp_path: Path) -> AsyncIterator[object]:
    world = new_world(GatewaySettings(limits_enforced=False))
    world.store = SqliteMessageStore(tmp_path, clock=world.clock, metrics=world.metrics, mode="inline")
    await world.store.start()
    yield await world.start()
    await world.store.close()


async def ask(world, action: str, version: str = "2018-05-01", **parameters: str) -> dict[str, object]:
    _, document = await world.ask(world.v3(action, headers={"x-acs-version": version}, **parameters))
    return document


async def test_a_message_is_followed_from_sending_to_its_receipt(world) -> None:
    sent = await ask(world, "SendMessageToGlobe", To="85261234567", Message="Hello", From="Heliograph")
    found = await ask(world, "QueryMessage", MessageId=sent["MessageId"])
    assert (found["Status"], found["Message"], found["To"]) == ("3", "Hello", "85261234567")
    assert "ErrorCode" not in found
    [claim] = await world.store.claim("simulator", "test", 10)
    now = world.clock.now
    await world.store.settle([Settlement(claim.message.id, SubmitOk(1, 1, "c1", now))])
    receipt = ReceiptArrived(1, 1, State.DELIVERED, "DELIVERED", now + 1000, "c1")
    await world.store.settle([Settlement(claim.message.id, receipt)])
    found = await ask(world, "QueryMessage", MessageId=sent["MessageId"])
    assert (found["Status"], found["ErrorCode"], found["ErrorDescription"]) == ("1", "DELIVERED", "success")
    assert found["SendDate"] < found["ReceiveDate"]
    shown = await ask(world, "GetMessage", "2026-11-01", MessageId=sent["MessageId"])
    assert [event["Event"] for event in shown["Timeline"]] == ["accepted", "claimed", "submit_ok", "receipt"]
    assert shown["SegmentParts"][0]["Attempts"][0]["CarrierMessageId"] == "c1"


@pytest.mark.parametrize("backwards", [True, False])
async def test_pages_show_every_message_once_in_either_direction(world, backwards: bool) -> None:
    batch = orjson.dumps([f"49151{n:08d}" for n in range(23)]).decode()
    texts = orjson.dumps(["x"] * 23).decode()
    sent = await ask(world, "BatchSendMessageToGlobe", To=batch, Message=texts)
    ids = orjson.loads(str(sent["MessageIdList"]))
    seen: list[str] = []
    where = {} if backwards else {"After": "1"}
    for _ in range(10):
        page = await ask(world, "ListMessages", "2026-11-01", MaxItems="5", **where)
        rows = [row["MessageId"] for row in page["Messages"]]
        seen = [*seen, *rows] if backwards else [*rows, *seen]
        if page["IsTruncated"] == "false":
            break
        where = {"Before": page["NextBefore"]} if backwards else {"After": page["NextAfter"]}
    assert seen == ids[::-1]


async def test_a_list_is_narrowed_to_one_number_and_one_account(world, keys) -> None:
    for to in ("85261234567", "4915112345678"):
        await ask(world, "SendMessageToGlobe", To=to, Message="Hello")
    page = await ask(world, "ListMessages", "2026-11-01", To="+85261234567")
    assert [row["To"] for row in page["Messages"]] == ["85261234567"]
    other = await world.gateway.dispatch(keys.other, "2026-11-01", "ListMessages", {})
    assert other["Messages"] == []


async def test_every_answer_can_be_given_as_xml(world) -> None:
    sent = await ask(world, "SendMessageToGlobe", To="85261234567", Message="a < b & c")
    request = world.v3(
        "GetMessage", headers={"x-acs-version": "2026-11-01", "accept": "text/xml"}, MessageId=sent["MessageId"]
    )
    response = await world.send(request)
    assert response.content_type == "text/xml;charset=utf-8"
    assert b"<Message>a &lt; b &amp; c</Message>" in response.body
    assert b"<Timeline><Date>" in response.body
