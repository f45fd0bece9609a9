"""If this fails, a message that surely was not written is called doubtful, or one that may be there is sent again."""

import asyncio
import ipaddress
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from certificates import make_pair
from heliograph.http_client import pool as pools
from heliograph.http_client.pool import HttpPool, NoReply, NotConnected
from heliograph.sms.push_target import Address, PushUrl, read_networks, read_push_url
from http_peer import HttpPeer, reply

LOOPBACK = read_networks("127.0.0.0/8")


async def here(host: str, port: int) -> Sequence[Address]:
    return [ipaddress.ip_address("127.0.0.1")]


def pool_to(text: str, **changes: Any) -> HttpPool:
    url = read_push_url(text)
    assert isinstance(url, PushUrl)
    usual: dict[str, Any] = {"lookup": here, "allowed": LOOPBACK, "opened_by": "allow", "connect_seconds": 5.0}
    return HttpPool(url, **usual | changes)


class Begun:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


async def ask(pool: HttpPool, begun: Begun | None = None, seconds: float = 30.0) -> int:
    request = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
    return (await pool.exchange(request, timeout_seconds=seconds, begin=begun or Begun())).status


async def test_a_connection_is_used_again_by_the_next_request(peer: HttpPeer) -> None:
    pool = pool_to(f"http://net.example:{peer.port}/")
    assert [await ask(pool) for _ in range(3)] == [200, 200, 200]
    assert peer.connections == 1
    pool.close()


async def test_requests_at_the_same_time_have_a_connection_each(peer: HttpPeer) -> None:
    pool = pool_to(f"http://net.example:{peer.port}/")
    assert await asyncio.gather(*(ask(pool) for _ in range(4))) == [200] * 4
    assert peer.connections == 4
    pool.close()


async def test_one_that_rested_too_long_or_was_closed_is_not_used_again(
    peer: HttpPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = pool_to(f"http://net.example:{peer.port}/")
    await ask(pool)
    monkeypatch.setattr(pools, "REST_SECONDS", -1.0)
    await ask(pool)
    monkeypatch.undo()
    peer.always(reply(200, b"", "Connection: close"))
    await ask(pool)
    await ask(pool)
    assert [asked.connection for asked in peer.asked] == [1, 2, 2, 3]
    pool.close()


async def test_nothing_was_written_where_nobody_listens(peer: HttpPeer) -> None:
    begun = Begun()
    await peer.close()
    with pytest.raises(NotConnected):
        await ask(pool_to(f"http://net.example:{peer.port}/"), begun)
    assert begun.times == 0


async def test_no_reply_after_the_writing_is_another_thing(peer: HttpPeer) -> None:
    pool = pool_to(f"http://net.example:{peer.port}/")
    begun = Begun()
    peer.always(None)
    with pytest.raises(NoReply, match="closed before"):
        await ask(pool, begun)
    peer.answer = peer.stay_silent
    with pytest.raises(NoReply, match="no reply within"):
        await ask(pool, begun, seconds=0.05)
    peer.always(b"nonsense\r\n\r\n")
    with pytest.raises(NoReply, match="no HTTP"):
        await ask(pool, begun)
    assert begun.times == 3
    assert peer.connections == 3, "a connection with half an exchange on it is not used again"


async def test_nothing_leads_inside_unless_it_is_opened(peer: HttpPeer) -> None:
    with pytest.raises(NotConnected, match=r"carriers\.allow"):
        await ask(pool_to(f"https://net.example:{peer.port}/", allowed=(), opened_by="carriers.allow"))
    assert peer.connections == 0


async def test_without_tls_nothing_goes_to_the_open_net() -> None:
    async def outside(host: str, port: int) -> Sequence[Address]:
        return [ipaddress.ip_address("1.1.1.1")]

    with pytest.raises(NotConnected, match="https"):
        await ask(pool_to("http://net.example/", lookup=outside))


async def test_the_certificate_must_be_the_name_s(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, "net")
    peer = HttpPeer()
    await peer.listen(tls=pair.server_context())
    try:
        tls = pair.client_context()
        trusting = pool_to(f"https://localhost:{peer.port}/", tls=tls)
        assert await ask(trusting) == 200
        trusting.close()
        with pytest.raises(NotConnected, match="TLS"):
            await ask(pool_to(f"https://net.example:{peer.port}/", tls=tls))
        with pytest.raises(NotConnected, match="TLS"):
            await ask(pool_to(f"https://localhost:{peer.port}/"))
    finally:
        await peer.close()


async def test_an_address_that_does_not_answer_hides_none_of_the_others(peer: HttpPeer) -> None:
    async def several(host: str, port: int) -> Sequence[Address]:
        return [ipaddress.ip_address("127.0.0.99"), ipaddress.ip_address("127.0.0.1")]

    pool = pool_to(f"http://net.example:{peer.port}/", lookup=several)
    assert await ask(pool) == 200
    pool.close()


async def test_each_address_has_its_share_of_the_time(peer: HttpPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    async def several(host: str, port: int) -> Sequence[Address]:
        return [ipaddress.ip_address("127.0.0.99"), ipaddress.ip_address("127.0.0.1")]

    really = asyncio.open_connection

    async def swallowed(host: str, port: int, **more: Any) -> Any:
        if host == "127.0.0.99":
            await asyncio.Event().wait()
        return await really(host, port, **more)

    monkeypatch.setattr(asyncio, "open_connection", swallowed)
    pool = pool_to(f"http://net.example:{peer.port}/", lookup=several, connect_seconds=1.0)
    assert await ask(pool) == 200
    pool.close()
