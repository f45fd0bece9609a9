"""If these fail, what was sent cannot be found again: the operations over a SQLite store, through the gateway."""

from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from heliograph.gateway import GatewaySettings
from heliograph.identity import AccountLimits, Credential, SendLimits
from heliograph.sms.events import ReceiptArrived, SubmitOk
from heliograph.sms.message import State
from heliograph.store.port import Settlement
from heliograph.store.sqlite import SqliteMessageStore


@pytest.fixture
async def world(new_world, tmp_path: Path) -> AsyncIterator[object]:
    world = new_world(GatewaySettings(limits_enforced=False))
    world.store = SqliteMessageStore(tmp_path, clock=world.clock, metrics=world.metrics, mode="inline")
    world.records = world.conversions = world.lists = world.store
    await world.store.start()
    yield await world.start()
    await world.store.close()


async def ask(world, action: str, version: str = "2018-05-01", **parameters: object) -> dict[str, object]:
    """The answer to a call, by the root key unless `key` is another."""
    _, document = await world.ask(world.v3(action, headers={"x-acs-version": version}, **parameters))
    return document


async def customer(world, **parameters: str) -> tuple[str, Credential]:
    """A new account and its root key."""
    made = await ask(world, "CreateAccount", "2026-11-01", AccountName="Acme", **parameters)
    account = str(made["AccountId"])
    return account, Credential(str(made["AccessKeyId"]), str(made["AccessKeySecret"]), account)


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


async def test_a_template_is_made_approved_and_sent_and_its_conversion_told(world) -> None:
    ours = "2026-11-01"
    await ask(world, "CreateTemplate", ours, TemplateCode="SMS_1", TemplateContent="Your code is ${code}.")
    await ask(world, "CreateSignature", ours, SignName="Acme")
    asked = {"To": "8615012345678", "From": "Acme", "TemplateCode": "SMS_1", "TemplateParam": '{"code":"1234"}'}
    assert (await ask(world, "SendMessageWithTemplate", **asked))["ResponseCode"] == "SMS_SIGN_NAME_ILLEGAL"
    await ask(world, "ApproveSignature", ours, SignName="Acme")
    assert (await ask(world, "SendMessageWithTemplate", **asked))["ResponseCode"] == "SMS_CONTENT_CODE_ILLEGAL"
    await ask(world, "ApproveTemplate", ours, TemplateCode="SMS_1")
    sent = await ask(world, "SendMessageWithTemplate", **asked)
    found = await ask(world, "QueryMessage", MessageId=sent["MessageId"])
    assert (found["Message"], found["To"]) == ("【Acme】Your code is 1234.", "8615012345678")
    [row] = (await ask(world, "ListMessages", ours))["Messages"]
    assert (row["Action"], "From" in row) == ("SendMessageWithTemplate", False)
    assert (await ask(world, "SmsConversion", To="8615012345678", Delivered="True"))["ResponseCode"] == "OK"
    [day] = (await ask(world, "GetConversionReport", ours))["Days"]
    assert (day["Reported"], day["Converted"]) == ("1", "1")
    await ask(world, "RejectTemplate", ours, TemplateCode="SMS_1", Reason="Not yours.")
    assert (await ask(world, "SendMessageWithTemplate", **asked))["ResponseCode"] == "SMS_CONTENT_CODE_ILLEGAL"


async def test_a_customer_approves_nothing_of_its_own(world) -> None:
    ours = "2026-11-01"
    account, key = await customer(world)
    await ask(world, "CreateTemplate", ours, key=key, TemplateCode="SMS_1", TemplateContent="Your code is ${code}.")
    await ask(world, "CreateSignature", ours, key=key, SignName="Acme")
    asked = {"To": "8615012345678", "From": "Acme", "TemplateCode": "SMS_1", "TemplateParam": '{"code":"1234"}'}
    for verb in ("Approve", "Reject"):
        for noun, named in (("Template", {"TemplateCode": "SMS_1"}), ("Signature", {"SignName": "Acme"})):
            assert (await ask(world, verb + noun, ours, key=key, **named))["Code"] == "Forbidden"
    assert (await ask(world, "SendMessageWithTemplate", key=key, **asked))["ResponseCode"] == "SMS_SIGN_NAME_ILLEGAL"
    await ask(world, "ApproveTemplate", ours, AccountId=account, TemplateCode="SMS_1")
    await ask(world, "ApproveSignature", ours, AccountId=account, SignName="Acme")
    assert (await ask(world, "SendMessageWithTemplate", key=key, **asked))["ResponseCode"] == "OK"


async def test_a_prepaid_account_sends_what_it_has_paid_for_and_nothing_more(world) -> None:
    ours = "2026-11-01"
    account, key = await customer(world, Prepaid="true")
    world.limits.note(account, AccountLimits(send=SendLimits(price_per_segment={"HK": 20})))

    async def send(text: str) -> object:
        return (await ask(world, "SendMessageToGlobe", key=key, To="85261234567", Message=text))["ResponseCode"]

    async def left() -> object:
        return (await ask(world, "GetBalance", ours, key=key))["Balance"]

    assert (await send("Hello"), await left()) == ("AMOUNT_NOT_ENOUGH", "0")
    payment = {"AccountId": account, "Amount": "70", "Reference": "invoice-1"}
    assert (await ask(world, "AddBalance", ours, key=key, **payment))["Code"] == "Forbidden"
    for _ in range(2):
        assert (await ask(world, "AddBalance", ours, **payment))["Balance"] == "70"
    assert (await send("Hello"), await left()) == ("OK", "50")
    assert (await send("x" * 161), await left()) == ("OK", "10"), "of two segments"
    assert (await send("Hello"), await left()) == ("AMOUNT_NOT_ENOUGH", "10")
    await ask(world, "AddBalance", ours, AccountId=account, Amount="10", Reference="invoice-2")
    assert (await send("Hello"), await left()) == ("OK", "0")
    sent = (await ask(world, "ListMessages", ours, key=key))["Messages"]
    assert len(sent) == 3, "a message that was refused is not there"


async def test_a_rate_is_posted_as_a_form_and_never_got(world) -> None:
    status, document = await world.ask(world.v1("ConversionData", method="GET", ConversionRate="0.5"))
    assert (status, document["Code"]) == (400, "UnsupportedHTTPMethod")
    _, document = await world.ask(world.v1("ConversionData", form={"ConversionRate": "0.5"}))
    assert document["ResponseCode"] == "OK"
    [day] = (await ask(world, "GetConversionReport", "2026-11-01"))["Days"]
    assert day["GivenRate"] == "0.5"


@pytest.mark.parametrize("action", ["SendMessageWithTemplate", "SmsConversion", "ConversionData"])
async def test_they_answer_in_xml_where_no_format_is_asked_for(world, action: str) -> None:
    parameters = {
        "SendMessageWithTemplate": {"To": "8615012345678", "From": "Acme", "TemplateCode": "SMS_1"},
        "SmsConversion": {"MessageId": "1", "Delivered": "true"},
        "ConversionData": {"ConversionRate": "0.5"},
    }[action]
    response = await world.send(world.v1(action, drop=("Format",), **parameters))
    assert response.content_type == "text/xml;charset=utf-8"
    assert response.body.startswith(f'<?xml version="1.0" encoding="utf-8"?><{action}Response>'.encode())
    assert b"<ResponseCode>" in response.body
