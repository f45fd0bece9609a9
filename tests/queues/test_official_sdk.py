"""If this fails, a consumer that runs against the cloud with the official SDK does not run here.

`aliyun-mns-sdk`, unchanged, over a socket, against the door and the real HTTP front.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest
from mns.account import Account
from mns.mns_exception import MNSServerException
from mns.queue import Message
from mns.queue import Queue as SdkQueue

from heliograph.clock import SystemClock
from heliograph.http.paths import Paths
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.identity import Credential
from heliograph.identity.queue_token import LIFE_MS
from heliograph.queues.inbox import HOLD_MS
from heliograph.wire import Front
from queues.conftest import ACCOUNT, INBOUND, REPORTS, ROOT, World, body_of, subscriber

T = TypeVar("T")

SUBSCRIBER = subscriber(REPORTS)


class MovedClock:
    """The machine's clock, which a test moves ahead: the SDK dates its requests by the machine's."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self.ahead_ms = 0

    @property
    def now(self) -> int:
        return self.steady_ms()

    def utc_ms(self) -> int:
        return self._clock.utc_ms() + self.ahead_ms

    def steady_ms(self) -> int:
        return self._clock.steady_ms() + self.ahead_ms


class Served:
    """The door of one world on a socket, and SDK clients of it."""

    def __init__(self) -> None:
        self.clock = MovedClock()
        self.world = World(self.clock)  # type: ignore[arg-type]
        self.front = Front(Paths(_no_api, {"/queues": self.world.door}, _no_api))
        self.port = 0
        self._accounts: list[Account] = []

    async def start(self) -> None:
        self.port = (await self.front.listen("127.0.0.1", 0)).port

    async def stop(self) -> None:
        for account in self._accounts:
            account.mns_client.close_connection()
        self.world.polls.end()
        await self.front.drain(5)

    def queue(self, key: Credential = ROOT, name: str = REPORTS) -> SdkQueue:
        account = Account(f"http://127.0.0.1:{self.port}", key.access_key_id, key.secret, key.security_token)
        self._accounts.append(account)
        return account.get_queue(name)

    def token(self, queue: str = REPORTS, made_before_ms: int = 0) -> Credential:
        principal = f"acs:ram::{ACCOUNT}:root"
        return self.world.mint.issue(ACCOUNT, principal, queue, self.clock.utc_ms() - made_before_ms).credential


async def _no_api(request: Request) -> Response:
    return Response(404, b"{}")


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    served = Served()
    await served.start()
    yield served
    await served.stop()


async def call(work: Callable[..., T], *arguments: object) -> T:
    """The SDK blocks, so it has a thread; the server is on this loop."""
    return await asyncio.to_thread(work, *arguments)


async def refused(work: Callable[..., object], *arguments: object) -> str:
    """The code of the SDK's exception."""
    with pytest.raises(MNSServerException) as caught:
        await call(work, *arguments)
    assert caught.value.req_id
    return caught.value.type


async def test_receive_and_delete(served: Served) -> None:
    queue = served.queue()
    served.world.told.tell(SUBSCRIBER, 4711)
    message = await call(queue.receive_message)
    assert message.message_body.decode() == '{"MessageId":"4711","To":"8521\u00e9"}'
    assert (message.dequeue_count, message.priority) == (1, 8)
    assert message.enqueue_time <= message.first_dequeue_time < message.next_visible_time
    assert message.next_visible_time - message.first_dequeue_time == HOLD_MS
    await call(queue.delete_message, message.receipt_handle)
    assert await refused(queue.delete_message, message.receipt_handle) == "MessageNotExist"
    assert await refused(queue.receive_message) == "MessageNotExist"


async def test_a_long_poll_ends_with_the_message_that_comes(served: Served) -> None:
    queue = served.queue()
    poll = asyncio.create_task(call(queue.receive_message, 30))
    await served.world.told.looked.wait()
    assert not poll.done()
    served.world.told.tell(SUBSCRIBER, 1)
    assert json.loads((await poll).message_body)["MessageId"] == "1"


async def test_a_long_poll_ends_when_the_server_stops(served: Served) -> None:
    poll = asyncio.create_task(refused(served.queue().batch_receive_message, 16, 30))
    await served.world.told.looked.wait()
    served.world.polls.end()
    assert await served.front.drain(20)
    assert await poll == "MessageNotExist"


async def test_a_batch_is_received_and_deleted(served: Served) -> None:
    queue = served.queue()
    served.world.told.tell(SUBSCRIBER, *range(100, 120))
    first = await call(queue.batch_receive_message_with_str_body, 16, 30)
    rest = await call(queue.batch_receive_message_with_str_body, 16)
    assert [json.loads(m.message_body)["MessageId"] for m in first + rest] == [str(i) for i in range(100, 120)]
    await call(queue.batch_delete_message, [message.receipt_handle for message in first])
    assert served.world.told.rows.keys() == {(SUBSCRIBER, "SmsReport", message, 1) for message in range(116, 120)}


async def test_a_batch_that_fails_in_part_raises_with_each_failure(served: Served) -> None:
    queue = served.queue()
    served.world.told.tell(SUBSCRIBER, 1)
    message = await call(queue.receive_message)
    with pytest.raises(MNSServerException) as caught:
        await call(queue.batch_delete_message, [message.receipt_handle, "1-nonsense"])
    assert caught.value.type == "ReceiptHandleError"
    assert [failed["ReceiptHandle"] for failed in caught.value.sub_errors] == ["1-nonsense"]
    assert not served.world.told.rows


async def test_visibility_is_changed_and_the_old_handle_is_stale(served: Served) -> None:
    queue = served.queue()
    served.world.told.tell(SUBSCRIBER, 1)
    message = await call(queue.receive_message)
    changed = await call(queue.change_message_visibility, message.receipt_handle, 120)
    assert changed.receipt_handle != message.receipt_handle
    assert await refused(queue.delete_message, message.receipt_handle) == "MessageNotExist"
    served.clock.ahead_ms += HOLD_MS
    assert await refused(queue.receive_message) == "MessageNotExist"
    await call(queue.delete_message, changed.receipt_handle)


async def test_a_message_that_was_not_deleted_comes_again(served: Served) -> None:
    queue = served.queue()
    served.world.told.tell(SUBSCRIBER, 1)
    first = await call(queue.receive_message)
    served.clock.ahead_ms += HOLD_MS
    again = await call(queue.receive_message)
    assert (again.message_id, again.dequeue_count) == (first.message_id, 2)
    assert await refused(queue.delete_message, first.receipt_handle) == "MessageNotExist"
    await call(queue.delete_message, again.receipt_handle)


async def test_peeking_takes_nothing(served: Served) -> None:
    queue = served.queue()
    served.world.told.tell(SUBSCRIBER, 1, 2)
    peeked = await call(queue.peek_message)
    assert peeked.message_body == body_of_message(served, 1)
    assert len(await call(queue.batch_peek_message, 16)) == 2
    assert (await call(queue.receive_message)).message_id == peeked.message_id


def body_of_message(served: Served, message: int) -> bytes:
    [name] = [name for name in served.world.told.rows if name[2] == message]
    return body_of(served.world.told._telling(name))


async def test_a_wrong_secret_is_told_as_such(served: Served) -> None:
    wrong = Credential(ROOT.access_key_id, "not the secret", ACCOUNT)
    assert await refused(served.queue(wrong).receive_message) == "SignatureDoesNotMatch"
    nobody = Credential("LTAInobody", "x", ACCOUNT)
    assert await refused(served.queue(nobody).receive_message) == "InvalidAccessKeyId"


async def test_a_token_reads_its_queue_until_it_ends(served: Served) -> None:
    served.world.told.tell(SUBSCRIBER, 1)
    fresh = served.queue(served.token())
    await call(fresh.delete_message, (await call(fresh.receive_message)).receipt_handle)
    old = served.queue(served.token(made_before_ms=LIFE_MS))
    assert await refused(old.receive_message) == "InvalidSecurityToken.Expired"
    elsewhere = served.queue(served.token(), INBOUND)
    assert await refused(elsewhere.receive_message) == "AccessDenied"


async def test_what_the_sdk_can_do_beyond_reading_is_refused_in_its_words(served: Served) -> None:
    queue = served.queue()
    assert await refused(queue.send_message, Message("made up")) == "InvalidRequestURL"
    assert await refused(queue.get_attributes) == "InvalidRequestURL"
    assert await refused(queue.delete) == "InvalidRequestURL"
