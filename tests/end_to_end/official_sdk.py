"""The official Python SDK, unchanged but for `endpoint` and `protocol`, driven the two ways it offers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from alibabacloud_dysmsapi20180501 import models
from alibabacloud_dysmsapi20180501.client import Client
from alibabacloud_tea_openapi.models import Config

from end_to_end.traffic import Wanted
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET

Item = TypeVar("Item")
Answer = TypeVar("Answer")

#: Callers at once: enough to fill commits, few enough for the SDK's own cost on two cores.
CALLERS = 16


def client(endpoint: str, **settings: object) -> Client:
    """A client as an application makes it; `settings` are of its `Config`."""
    usual = {"access_key_id": ACCESS_KEY_ID, "access_key_secret": ACCESS_KEY_SECRET, "protocol": "HTTP"}
    return Client(Config(endpoint=endpoint, **{**usual, **settings}))


def send_request(wanted: Wanted, task_id: str = "") -> models.SendMessageToGlobeRequest:
    """The request for one wanted message; what is empty is not set."""
    return models.SendMessageToGlobeRequest(
        to=wanted.to,
        message=wanted.text,
        from_=wanted.sender or None,
        type=wanted.type or None,
        task_id=task_id or None,
    )


def query_request(message_id: str) -> models.QueryMessageRequest:
    return models.QueryMessageRequest(message_id=message_id)


def in_threads(call: Callable[[Item], Answer], items: Sequence[Item]) -> list[Answer]:
    """One call per item, `CALLERS` at once, answers in the order of the items."""
    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(call, items))


async def in_tasks(call: Callable[[Item], Awaitable[Answer]], items: Sequence[Item]) -> list[Answer]:
    """The same on one event loop."""
    room = asyncio.Semaphore(CALLERS)

    async def one(item: Item) -> Answer:
        async with room:
            return await call(item)

    return await asyncio.gather(*(one(item) for item in items))
