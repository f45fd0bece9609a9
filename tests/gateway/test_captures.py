"""If these fail, a released SDK cannot talk to us.

Its requests, as they were on the wire, go through the gateway into a SQLite store on disk.
"""

import itertools
import random
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import msgspec
import orjson
import pytest

from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.identity import Credential, CredentialTable
from heliograph.sms.approval import Approval, MessageTemplate, Signature
from heliograph.store.conversions import ConversionDay
from heliograph.store.port import Stored
from heliograph.store.records import Change
from heliograph.store.sqlite import SqliteMessageStore
from vectors.captured import V1, V3, V3_SM3, Captured, captures
from vectors.recoding import RECODINGS, recoded, with_one_value_changed

ACCOUNT = "1000000000000001"
SERVED = frozenset(
    {
        "SendMessageToGlobe",
        "BatchSendMessageToGlobe",
        "SendMessageWithTemplate",
        "QueryMessage",
        "SmsConversion",
        "ConversionData",
    }
)

#: What a request is answered with, by how its name ends: the ResponseCode, or the Code of a 400. Whoever recorded them
#: gave batches one plain text where the page wants a JSON array, and a text of 2,760 characters; the present SDK's
#: templates have a ValidityPeriod of 0, and the message that converted is masked, as its number is.
EXPECTED = {
    "query": "INVALID_PARAMETERS",
    "query-empty": "MissingMessageId",
    "attempt1": "DATA_NOT_EXIST",
    "attempt2": "DATA_NOT_EXIST",
    "attempt3": "DATA_NOT_EXIST",
    "send-allopt": "OK",
    "send-ascii": "OK",
    "send-chinese": "INVALID_SENDERID",
    "send-emoji": "OK",
    "send-emptyopt": "OK",
    "send-long": "PARAM_LENGTH_LIMIT",
    "send-newline": "OK",
    "send-specials": "INVALID_SENDERID",
    "batch-1000": "INVALID_JSON_PARAM",
    "batch-two": "INVALID_JSON_PARAM",
    "get-query": "INVALID_SENDERID",
    "get-xml": "INVALID_PARAMETERS",
    "post-body": "INVALID_SENDERID",
    "post-mixed": "INVALID_SENDERID",
    "post-body-emptyopt": "OK",
    "post-body-chinese": "INVALID_SENDERID",
    "post-body-batch1000": "INVALID_JSON_PARAM",
    "post-jsonbody": "INVALID_PARAMETERS",
    "template": "OK",
    "smsconversion": "INVALID_PARAMETERS",
    "conversiondata": "OK",
}

#: What the captured requests send by. The code is what the index's samples have, masked as it is.
APPROVED_TEMPLATE = Change(
    "template",
    ACCOUNT,
    "SMS_****",
    msgspec.json.encode(
        MessageTemplate(code="SMS_****", content="您的${product}验证码是${code}", state=Approval.APPROVED)
    ),
)
APPROVED_SIGNATURE = Change(
    "signature", ACCOUNT, "阿里云", msgspec.json.encode(Signature(name="阿里云", state=Approval.APPROVED))
)

ALL = captures()
OURS = [captured for captured in ALL if captured.operation in SERVED]


def name_of(captured: Captured) -> str:
    return captured.name


def request_of(captured: Captured, query: str | None = None, body: bytes | None = None) -> Request:
    query = captured.query if query is None else query
    target = f"{captured.path}?{query}" if query else captured.path
    headers = dict(captured.headers)
    return Request(captured.method, target, captured.path, query, headers, captured.body if body is None else body)


def expected_of(captured: Captured) -> str:
    if captured.wire_params.get("ValidityPeriod") == "0":
        return "INVALID_PARAMETERS"
    if captured.operation == "SmsConversion" and captured.wire_params["MessageId"].isdigit():
        return "MOBILE_NUMBER_ILLEGAL"
    endings = [ending for ending in EXPECTED if captured.name.endswith(f"-{ending}")]
    return EXPECTED[max(endings, key=len)]


class OnDisk:
    """A gateway at the time and with the key of one capture, over a store that is new whenever it is wanted new."""

    def __init__(self, world, folder: Path) -> None:
        self._world = world
        self._folder = folder
        self._numbers = itertools.count(1)
        self._now_in = folder
        self.store: SqliteMessageStore | None = None

    async def renew(self, captured: Captured) -> None:
        """An empty store, and a gateway that knows of nothing."""
        world = self._world
        world.clock.now = int(datetime.fromisoformat(captured.timestamp).timestamp() * 1000)
        world.credentials = CredentialTable(
            [Credential(captured.access_key_id, captured.secret, ACCOUNT, security_token=captured.security_token)]
        )
        self._now_in = self._folder / str(next(self._numbers))
        self._now_in.mkdir()
        await self.restart()
        assert self.store is not None
        await self.store.change([APPROVED_TEMPLATE, APPROVED_SIGNATURE])

    async def restart(self) -> None:
        """The same files under a new process."""
        await self.close()
        world = self._world
        self.store = SqliteMessageStore(self._now_in, clock=world.clock, metrics=world.metrics, mode="inline")
        world.store = self.store
        world.records = world.conversions = self.store
        await self.store.start()
        await world.start()

    async def answer(self, captured: Captured, request: Request | None = None) -> Response:
        """The answer to the capture, or to the request made from it."""
        if self.store is None:
            await self.renew(captured)
        return await self._world.send(request or request_of(captured))

    async def stored(self) -> list[Stored]:
        """Everything that was accepted."""
        assert self.store is not None
        return list(await self.store.find(ACCOUNT, limit=10))

    async def close(self) -> None:
        if self.store is not None:
            await self.store.close()


@pytest.fixture
async def gateway(world, tmp_path: Path) -> AsyncIterator[OnDisk]:
    on_disk = OnDisk(world, tmp_path)
    yield on_disk
    await on_disk.close()


def code_of(response: Response) -> str:
    document = orjson.loads(response.body)
    return document["ResponseCode"] if response.status == 200 else document["Code"]


@pytest.mark.parametrize("captured", OURS, ids=name_of)
async def test_each_request_of_an_sdk_is_answered_in_the_shape_that_it_reads(
    gateway: OnDisk, captured: Captured
) -> None:
    response = await gateway.answer(captured)
    expected = expected_of(captured)
    if "get-xml" in captured.name:
        assert response.content_type == "text/xml;charset=utf-8"
        assert f"<ResponseCode>{expected}</ResponseCode>".encode() in response.body
        return
    assert response.content_type == "application/json;charset=utf-8"
    document = orjson.loads(response.body)
    assert document["RequestId"]
    assert code_of(response) == expected
    if response.status != 200:
        assert set(document) == {"RequestId", "HostId", "Code", "Message", "Recommend"}
        assert document["HostId"] == captured.headers["host"][0]
        return
    assert "Code" not in document
    assert all(isinstance(value, str) for name, value in document.items() if name != "NumberDetail")
    if expected == "OK":
        await ASSERTIONS[captured.operation](gateway, captured, document)


async def assert_stored(gateway: OnDisk, captured: Captured, document: dict[str, str]) -> None:
    """What reached the store is what the SDK was asked to send, to the letter."""
    sent = captured.wire_params
    [stored] = await gateway.stored()
    message, body = stored.message, stored.body
    assert (message.to, body.text, body.sender) == (sent["To"], sent["Message"], sent.get("From", ""))
    assert (body.task_id, body.channel_id, body.type) == (
        sent.get("TaskId", ""),
        sent.get("ChannelId", ""),
        sent.get("Type", ""),
    )
    assert document["MessageId"] == str(message.id)


async def assert_filled(gateway: OnDisk, captured: Captured, document: dict[str, str]) -> None:
    """What reached the store is the template with the values to the letter, under its signature."""
    [stored] = await gateway.stored()
    assert stored.message.to == document["To"] == captured.wire_params["To"]
    assert stored.body.text == "【阿里云】您的a+b & 您验证码是1234"
    assert (stored.body.action, document["MessageId"]) == ("SendMessageWithTemplate", str(stored.message.id))
    assert set(document) == {
        "ResponseCode",
        "NumberDetail",
        "ResponseDescription",
        "Segments",
        "To",
        "MessageId",
        "RequestId",
    }


async def assert_rate(gateway: OnDisk, captured: Captured, document: dict[str, str]) -> None:
    """The rate is that of the form, on the day of its moment: 2012-10-01 in +0800."""
    assert gateway.store is not None
    assert list(await gateway.store.conversion_days(ACCOUNT, limit=10)) == [ConversionDay(15_614, 0, 0, 0.53)]
    assert (document["ResponseDescription"], set(document)) == (
        "OK",
        {"ResponseCode", "ResponseDescription", "RequestId"},
    )


ASSERTIONS = {
    "SendMessageToGlobe": assert_stored,
    "SendMessageWithTemplate": assert_filled,
    "ConversionData": assert_rate,
}


@pytest.mark.parametrize("captured", [c for c in ALL if c.operation not in SERVED], ids=name_of)
async def test_operations_of_later_releases_are_unknown_apis(gateway: OnDisk, captured: Captured) -> None:
    response = await gateway.answer(captured)
    assert (response.status, code_of(response)) == (404, "InvalidApi.NotFound")


@pytest.mark.parametrize("captured", OURS, ids=name_of)
async def test_it_is_answered_alike_however_its_parameters_are_escaped(gateway: OnDisk, captured: Captured) -> None:
    original = await gateway.answer(captured)
    for recode in RECODINGS:
        body = captured.body
        if captured.scheme == V1 and captured.has_form:
            body = recoded(body.decode("latin-1"), recode).encode("latin-1")
        await gateway.renew(captured)
        again = await gateway.answer(captured, request_of(captured, recoded(captured.query, recode), body))
        assert (again.status, again.content_type) == (original.status, original.content_type)
        if again.content_type.startswith("application/json"):
            assert code_of(again) == code_of(original)


def mutations(captured: Captured) -> Iterator[Request]:
    """The request with one signed thing changed: a value of query or form, a signed header, the body's octets."""
    dice = random.Random(captured.name)
    for query in with_one_value_changed(captured.query, dice):
        yield request_of(captured, query=query)
    yield request_of(captured, query=f"{captured.query}&Added={quote('1')}".lstrip("&"))
    if captured.has_form:
        for form in with_one_value_changed(captured.body.decode("latin-1"), dice):
            yield request_of(captured, body=form.encode("latin-1"))
    if captured.scheme != V1:
        yield request_of(captured, body=captured.body + b"x")
        for name in captured.headers["authorization"][0].partition("SignedHeaders=")[2].partition(",")[0].split(";"):
            request = request_of(captured)
            request.headers[name] = (captured.headers[name][0] + "x",)
            yield request
            dropped = request_of(captured)
            del dropped.headers[name]
            yield dropped


@pytest.mark.parametrize("captured", OURS, ids=name_of)
async def test_it_is_refused_once_anything_signed_is_another(gateway: OnDisk, captured: Captured) -> None:
    for mutated in mutations(captured):
        response = await gateway.answer(captured, mutated)
        assert 400 <= response.status < 500, mutated
        assert b"Code" in response.body
    assert await gateway.stored() == []


@pytest.mark.parametrize("captured", OURS, ids=name_of)
async def test_it_is_refused_when_it_comes_again(gateway: OnDisk, captured: Captured) -> None:
    first = await gateway.answer(captured)
    stored = await gateway.stored()
    again = [await gateway.answer(captured)]
    if b'"ResponseCode":"OK"' in first.body:
        await gateway.restart()
        again.append(await gateway.answer(captured))
    for response in again:
        assert response.status == 400
        assert b"SignatureNonceUsed" in response.body
    assert await gateway.stored() == stored


def test_all_of_them_are_here() -> None:
    assert len(ALL) == 177
    assert {captured.scheme for captured in ALL} == {V1, V3, V3_SM3}
