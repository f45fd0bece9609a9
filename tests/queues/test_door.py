"""If this fails, an MNS SDK that is pointed here does not get its receipts, or an error tells it nothing."""

import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.queues.inbox import HOLD_MS
from heliograph.store.port import Unavailable
from queues.conftest import REPORTS, ROOT, World, read_messages, subscriber

MESSAGES = f"/queues/{REPORTS}/messages"
SUBSCRIBER = subscriber(REPORTS)


#: Octets as the front hands them on.
OCTETS = st.text(st.characters(max_codepoint=255))


def handle_of(message: dict[str, str]) -> str:
    return message["ReceiptHandle"]


def listed(*handles: str) -> bytes:
    items = "".join(f"<ReceiptHandle>{handle}</ReceiptHandle>" for handle in handles)
    return f"<ReceiptHandles>{items}</ReceiptHandles>".encode()


async def test_receive_and_delete(world: World) -> None:
    world.told.tell(SUBSCRIBER, 7)
    [message] = await world.received()
    response = await world.send("DELETE", f"{MESSAGES}?ReceiptHandle={handle_of(message)}")
    assert (response.status, response.body) == (204, b"")
    assert await world.refusal("DELETE", f"{MESSAGES}?ReceiptHandle={handle_of(message)}") == ("MessageNotExist", 404)


async def test_an_empty_queue_is_a_404(world: World) -> None:
    for query in ("", "?numOfMessages=16", "?peekonly=true", "?peekonly=true&numOfMessages=3"):
        assert await world.refusal("GET", MESSAGES + query) == ("MessageNotExist", 404)


async def test_a_batch_is_received_and_deleted_as_one(world: World) -> None:
    world.told.tell(SUBSCRIBER, *range(20))
    messages = await world.received(f"{MESSAGES}?numOfMessages=16&waitseconds=30")
    assert len(messages) == 16
    response = await world.send("DELETE", MESSAGES, listed(*map(handle_of, messages)))
    assert (response.status, response.body) == (204, b"")
    assert len(await world.received(f"{MESSAGES}?numOfMessages=16")) == 4


async def test_a_batch_that_fails_in_part_says_which(world: World) -> None:
    world.told.tell(SUBSCRIBER, 1)
    [message] = await world.received()
    response = await world.send("DELETE", MESSAGES, listed("1-x", handle_of(message)))
    assert response.status == 404
    failed = [[child.text for child in item] for item in ElementTree.fromstring(response.body)]
    assert [(item[0], item[2]) for item in failed] == [("ReceiptHandleError", "1-x")]


async def test_visibility_is_changed_under_either_spelling(world: World) -> None:
    world.told.tell(SUBSCRIBER, 1)
    [message] = await world.received()
    handle = handle_of(message)
    for spelling in ("ReceiptHandle={}&VisibilityTimeout=90", "receiptHandle={}&visibilityTimeout=100"):
        response = await world.send("PUT", f"{MESSAGES}?{spelling.format(handle)}")
        assert response.status == 200
        handle, until = [child.text for child in ElementTree.fromstring(response.body)]
    assert int(until) == world.clock.now + 100_000
    world.clock.now += HOLD_MS
    assert await world.refusal() == ("MessageNotExist", 404)


async def test_peeking_takes_nothing(world: World) -> None:
    world.told.tell(SUBSCRIBER, 1, 2)
    for query, count in (("?peekonly=true", 1), ("?peekonly=true&numOfMessages=16", 2)):
        seen = read_messages(await world.send("GET", MESSAGES + query))
        assert len(seen) == count
        assert "ReceiptHandle" not in seen[0]
    assert len(await world.received(f"{MESSAGES}?numOfMessages=16")) == 2


@pytest.mark.parametrize(
    ("method", "target", "body", "code", "status"),
    [
        ("POST", MESSAGES, b"<Message/>", "InvalidRequestURL", 400),
        ("GET", "/queues", b"", "InvalidRequestURL", 400),
        ("GET", f"{MESSAGES}?what=1", b"", "InvalidQueryString", 400),
        ("GET", f"{MESSAGES}?waitseconds=x", b"", "InvalidArgument", 400),
        ("DELETE", MESSAGES, b"", "MissingReceiptHandle", 400),
        ("DELETE", f"{MESSAGES}?ReceiptHandle=1-x", b"", "ReceiptHandleError", 400),
        ("DELETE", MESSAGES, b"<x", "MalformedXML", 400),
        ("PUT", f"{MESSAGES}?ReceiptHandle=1-x", b"", "MissingVisibilityTimeout", 400),
        ("PUT", f"{MESSAGES}?ReceiptHandle=1-x&VisibilityTimeout=5", b"", "ReceiptHandleError", 400),
    ],
)
async def test_what_is_wrong_has_mnss_code(
    world: World, method: str, target: str, body: bytes, code: str, status: int
) -> None:
    assert await world.refusal(method, target, body) == (code, status)
    requests = world.metrics.counter("heliograph_queue_requests_total", "")
    assert [labels[1] for labels in requests.values] == [code]


async def test_every_answer_has_mnss_headers(world: World) -> None:
    world.told.tell(SUBSCRIBER, 1)
    for query in ("", "", "?numOfMessages=99"):
        headers = dict((await world.send("GET", MESSAGES + query)).headers)
        assert headers["x-mns-version"] == "2015-06-06"
        assert len(headers["x-mns-request-id"]) == 24


async def test_a_store_that_cannot_is_a_503_and_the_message_comes_later(world: World) -> None:
    world.told.tell(SUBSCRIBER, 1)
    world.told.raises.append(Unavailable("the disk is full"))
    assert await world.refusal() == ("ServiceUnavailable", 503)
    assert len(await world.received()) == 1


async def test_a_bug_is_a_500_that_reveals_nothing(world: World) -> None:
    world.told.tell(SUBSCRIBER, 1)
    world.told.raises.append(RuntimeError("secret of the house"))
    response = await world.send()
    assert response.status == 500
    assert b"secret" not in response.body
    assert b"<Code>InternalError</Code>" in response.body


async def test_neither_key_nor_handle_nor_text_reaches_the_log(world: World, capsys) -> None:
    world.told.tell(SUBSCRIBER, 1)
    [message] = await world.received()
    responses: list[Response] = [
        await world.send("PUT", f"{MESSAGES}?ReceiptHandle={handle_of(message)}"),
        await world.send("DELETE", f"{MESSAGES}?ReceiptHandle=1-x", headers={"security-token": "sesame"}),
    ]
    assert [response.status for response in responses] == [400, 400]
    logged = "".join(capsys.readouterr())
    assert "MissingVisibilityTimeout" in logged
    for hidden in (handle_of(message), "sesame", ROOT.access_key_id, ROOT.secret, message["MessageBody"]):
        assert hidden not in logged


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "PUT", "DELETE", "POST", "HEAD", "X"]),
    OCTETS,
    st.dictionaries(st.sampled_from(["authorization", "date", "security-token", "x-mns-x", "content-md5"]), OCTETS),
    st.booleans(),
    st.binary(max_size=50),
)
async def test_any_request_at_all_is_answered_and_never_by_a_bug(
    world: World, method: str, query: str, headers: dict[str, str], signed: bool, body: bytes
) -> None:
    target = f"{MESSAGES}?{query}"
    if signed:
        request = world.request(method, f"{MESSAGES}?{query.encode('ascii', 'ignore').decode()}", body)
    else:
        request = Request(method, target, MESSAGES, query, {name: (value,) for name, value in headers.items()}, body)
    response = await world.door(request)
    assert 200 <= response.status < 500, response.body
