"""If this fails, a subscriber makes the server wait, read, or call for ever, or a torn reply counts as a whole one."""

import asyncio
import ipaddress
import ssl

import pytest

from heliograph.http_client.reply import REPLY_OCTETS_MAX
from heliograph.push.post import Failed, Reply, post
from heliograph.sms.push_target import read_push_url

HERE = [ipaddress.ip_address("127.0.0.1")]


async def posted(subscriber, seconds: float = 30.0, addresses=HERE) -> Reply:
    url = read_push_url(f"http://shop.example:{subscriber.port}/receipts?a=b")
    return await post(url, addresses, [("X-One", "1")], b"[]", timeout_seconds=seconds)


async def test_the_request_names_the_host_and_goes_to_the_address(subscriber):
    assert (await posted(subscriber)).status == 200
    (got,) = subscriber.got
    assert got.line == "POST /receipts?a=b HTTP/1.1"
    assert got.headers == {
        "host": f"shop.example:{subscriber.port}",
        "x-one": "1",
        "content-length": "2",
        "connection": "close",
    }
    assert got.body == b"[]"


@pytest.mark.parametrize(
    ("raw", "reply"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", Reply(200, b"{}")),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Reply(200, b"")),
        (b"HTTP/1.1 204 No Content\r\n\r\n", Reply(204, b"")),
        (b"HTTP/1.0 200 OK\r\n\r\nto the end", Reply(200, b"to the end")),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", Reply(200, b"{}")),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nrest", Reply(101, b"")),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", Reply(302, b"")),
    ],
)
async def test_a_whole_reply_is_read(subscriber, raw, reply):
    subscriber.usual = raw
    assert await posted(subscriber) == reply
    assert subscriber.connections == 1, "a redirect is not followed"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "closed before"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{", "closed before"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}", "closed before"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "closed before"),
        (b"SSH-2.0-OpenSSH\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * REPLY_OCTETS_MAX, "longer than"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * REPLY_OCTETS_MAX, "longer than"),
    ],
)
async def test_a_reply_that_is_not_whole_is_none(subscriber, raw, why):
    subscriber.usual = raw
    with pytest.raises(Failed, match=why):
        await posted(subscriber)


async def test_one_that_stalls_is_left(subscriber):
    subscriber.usual = None
    with pytest.raises(Failed, match=r"no reply within 0\.1 s"):
        await posted(subscriber, 0.1)


async def test_an_address_that_does_not_answer_gives_way_to_the_next(subscriber):
    nobody, here = ipaddress.ip_address("127.9.9.9"), HERE[0]
    assert (await posted(subscriber, addresses=[nobody, here])).status == 200
    with pytest.raises(Failed, match="no connection"):
        await posted(subscriber, addresses=[nobody])


async def test_a_server_without_tls_is_no_https(subscriber):
    subscriber.usual = b"no hello"
    url = read_push_url(f"https://shop.example:{subscriber.port}/")
    with pytest.raises(Failed):
        await post(url, HERE, [], b"[]", timeout_seconds=30.0, tls=ssl.create_default_context())


async def test_a_cancelled_post_closes_its_connection(subscriber):
    subscriber.usual = None
    task = asyncio.ensure_future(posted(subscriber))
    await subscriber.until(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
