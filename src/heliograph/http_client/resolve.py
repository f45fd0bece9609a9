"""Finds the addresses behind a host, and lets none through that leads inside."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

from heliograph.sms.push_target import Address, Network, PushUrl, leads_inside

#: The addresses of a host and port; raises OSError.
Lookup: TypeAlias = Callable[[str, int], Awaitable[Sequence[Address]]]

#: Lookups at once. The system's resolver blocks a thread for up to half a minute; these are ours alone, so that a slow
#: name server holds up nobody but those who ask it.
_THREADS = 16


class MayNotConnect(Exception):
    """The host has no address that may be connected to; the text says why, and never the address."""


class SystemLookup:
    """The system's resolver, on threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, "heliograph-names")

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        found = await asyncio.get_running_loop().run_in_executor(self._threads, _ask, host, port)
        return list(dict.fromkeys(found))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _ask(host: str, port: int) -> list[Address]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]


async def addresses_of(
    url: PushUrl, lookup: Lookup, allowed: Sequence[Network], opened_by: str = "push.allow"
) -> Sequence[Address]:
    """The addresses to connect to, never none. Raises `MayNotConnect`, which names the setting of `allowed`.

    One that leads inside spoils them all: a name with both kinds is made to be tried until the wrong one is taken.
    """
    try:
        found = await lookup(url.host, url.port)
    except (OSError, UnicodeError):
        raise MayNotConnect("the host name has no address") from None
    if not found:
        raise MayNotConnect("the host name has no address")
    for address in found:
        reason = leads_inside(address, allowed)
        if reason:
            raise MayNotConnect(f"the host {reason}; the operator can open it with {opened_by}")
    return found
