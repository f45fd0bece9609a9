"""Requests signed before a run begins, each with a nonce of its own, so that signing costs nothing while it lasts."""

from __future__ import annotations

import itertools
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence

from heliograph.client import Client, Key, signed_request
from heliograph.client.request import to_octets
from load import Requests
from sides import ACCESS_KEY_ID, SECRET

KEY = Key(ACCESS_KEY_ID, SECRET)

_numbers = itertools.count(random.randrange(1 << 60))

#: As the Python SDK sends it: a dozen headers, all of them signed.
_SDK_HEADERS = (
    b"user-agent: AlibabaCloud (Linux; x86_64) Python/3.11.7 Core/0.4.3 TeaDSL/2\r\nAccept-Encoding: identity\r\n"
)


def octets(port: int, action: str, parameters: dict[str, str], late_ms: int = 0) -> bytes:
    """One request as it goes over the wire, signed with V3 by a clock that is `late_ms` behind."""
    request = signed_request(
        KEY,
        action,
        "2018-05-01",
        parameters,
        now_ms=time.time_ns() // 1_000_000 - late_ms,
        nonce=f"{next(_numbers):032x}",
        host=f"127.0.0.1:{port}",
    )
    whole = to_octets(request)
    line_end = whole.index(b"\r\n") + 2
    return whole[:line_end] + _SDK_HEADERS + whole[line_end:]


def spread(requests: Sequence[bytes], connections: int) -> Requests:
    """The requests shared out to the connections; none goes out twice."""

    def of(number: int) -> Iterator[bytes]:
        return iter(requests[number::connections])

    return of


def repeated(requests: Sequence[bytes], connections: int) -> Requests:
    """The requests shared out to the connections, each its own over and over: for a server that checks no nonce."""

    def of(number: int) -> Iterator[bytes]:
        return itertools.cycle(requests[number::connections])

    return of


def sends(
    port: int, count: int, texts: Iterable[str] = ("Your code is 482913. It is good for five minutes.",)
) -> list[bytes]:
    """`count` SendMessageToGlobe to numbers kept for fiction, all of which the simulated network delivers."""
    cycle = itertools.cycle(texts)
    return [
        octets(
            port, "SendMessageToGlobe", {"To": f"120255501{i % 40 + 60:02d}", "From": "Bench", "Message": next(cycle)}
        )
        for i in range(count)
    ]


def queries(port: int, ids: Sequence[str], count: int) -> list[bytes]:
    """`count` QueryMessage for ids drawn evenly."""
    source = random.Random(1)
    return [octets(port, "QueryMessage", {"MessageId": source.choice(ids)}) for _ in range(count)]


def store_messages(port: int, count: int, at_once: int = 1000) -> list[str]:
    """Put `count` messages into the server's store through the API; their ids."""
    client = Client(f"127.0.0.1:{port}", ACCESS_KEY_ID, SECRET, timeout=60)
    ids: list[str] = []
    while len(ids) < count:
        n = min(at_once, count - len(ids))
        answer = client.call(
            "BatchSendMessageToGlobe",
            "2018-05-01",
            {
                "To": json.dumps([f"120255501{i % 40 + 60:02d}" for i in range(n)]),
                "Message": json.dumps([f"Message {len(ids) + i}" for i in range(n)]),
            },
        )
        ids += json.loads(answer["MessageIdList"])
    return ids
