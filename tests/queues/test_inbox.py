"""If this fails, a receipt is lost between a consumer and its queue, or a consumer deletes what another has now."""

from heliograph.gateway.faults import Fault
from heliograph.queues.inbox import HOLD_MS, Inbox
from heliograph.queues.queue import Queue
from heliograph.store.told import Key, Kind
from queues.conftest import ACCOUNT, INBOUND, REPORTS, World, subscriber

QUEUE = Queue(REPORTS, ACCOUNT, subscriber(REPORTS))


def inbox_of(world: World) -> Inbox:
    return world.parts.inbox


async def received(world: World, limit: int = 16) -> list[dict]:
    return [dict(fields) for fields in await inbox_of(world).receive(QUEUE, limit, 0)]


async def deleted(world: World, *handles: str) -> list[str]:
    """For each handle OK, or the code of why not."""
    answers = await inbox_of(world).delete(QUEUE, handles)
    return [answer.code if isinstance(answer, Fault) else "OK" for answer in answers]


async def test_a_message_is_hidden_once_received_and_gone_once_deleted(world: World) -> None:
    world.told.tell(QUEUE.subscriber, 1)
    [message] = await received(world)
    assert await received(world) == []
    assert not world.recent.of_message(1)
    assert await deleted(world, message["ReceiptHandle"]) == ["OK"]
    assert [(name, told.at) for name, told in world.recent.of_message(1)] == [(QUEUE.subscriber, world.clock.now)]
    world.clock.now += HOLD_MS + 1
    assert await received(world) == []


async def test_a_consumer_that_dies_before_it_deletes_gets_the_message_again(world: World) -> None:
    world.told.tell(QUEUE.subscriber, 1)
    [first] = await received(world)
    world.clock.now += HOLD_MS
    [again] = await received(world)
    assert again["MessageId"] == first["MessageId"]
    assert (first["DequeueCount"], again["DequeueCount"]) == (1, 2)
    assert again["ReceiptHandle"] != first["ReceiptHandle"]


async def test_a_handle_is_nobodys_once_its_time_is_over(world: World) -> None:
    world.told.tell(QUEUE.subscriber, 1)
    [first] = await received(world)
    world.clock.now += HOLD_MS
    assert await deleted(world, first["ReceiptHandle"]) == ["MessageNotExist"], "nobody took it yet, but may any time"
    [again] = await received(world)
    assert await deleted(world, first["ReceiptHandle"]) == ["MessageNotExist"]
    assert await deleted(world, again["ReceiptHandle"]) == ["OK"]


async def test_a_handle_from_before_a_change_of_visibility_is_stale_at_once(world: World) -> None:
    world.told.tell(QUEUE.subscriber, 1)
    [message] = await received(world)
    handle, until = await inbox_of(world).change_visibility(QUEUE, message["ReceiptHandle"], 1_000)
    assert until == world.clock.now + 1_000
    stale = await inbox_of(world).change_visibility(QUEUE, message["ReceiptHandle"], 5_000)
    assert isinstance(stale, Fault)
    assert stale.code == "MessageNotExist"
    world.clock.now += 1_000
    [again] = await received(world)
    assert await deleted(world, message["ReceiptHandle"], handle) == ["MessageNotExist"] * 2, "another has it now"
    assert await deleted(world, again["ReceiptHandle"]) == ["OK"]


async def test_a_longer_visibility_keeps_a_message_away_from_others(world: World) -> None:
    world.told.tell(QUEUE.subscriber, 1)
    [message] = await received(world)
    handle, _ = await inbox_of(world).change_visibility(QUEUE, message["ReceiptHandle"], HOLD_MS * 4)
    world.clock.now += HOLD_MS * 4 - 1
    assert await received(world) == []
    assert await deleted(world, handle) == ["OK"]


async def test_each_handle_of_a_batch_has_its_own_answer(world: World) -> None:
    world.told.tell(QUEUE.subscriber, 1, 2, 3)
    one, two, three = [message["ReceiptHandle"] for message in await received(world)]
    assert await deleted(world, two) == ["OK"]
    assert await deleted(world, one, two, "1-made-up", three, three) == [
        "OK",
        "MessageNotExist",
        "ReceiptHandleError",
        "OK",
        "OK",
    ]


async def test_a_handle_of_another_queue_is_none_here(world: World) -> None:
    foreign = world.handles.seal(Key(subscriber(INBOUND), Kind.INBOUND, 1, 1, world.clock.now + 5))
    assert await deleted(world, foreign) == ["ReceiptHandleError"]
    changed = await inbox_of(world).change_visibility(QUEUE, foreign, 1_000)
    assert isinstance(changed, Fault)
    assert changed.code == "ReceiptHandleError"


async def test_peeking_leaves_a_message_where_it_is(world: World) -> None:
    world.told.tell(QUEUE.subscriber, 1, 2)
    seen = await inbox_of(world).peek(QUEUE, 1)
    assert [fields["DequeueCount"] for fields in seen] == [0]
    assert len(await received(world)) == 2
    assert await inbox_of(world).peek(QUEUE, 16) == []


async def test_what_happens_to_messages_is_counted(world: World) -> None:
    world.told.tell(QUEUE.subscriber, 1, 2)
    await received(world)
    world.clock.now += HOLD_MS
    one, _ = await received(world)
    await deleted(world, one["ReceiptHandle"], one["ReceiptHandle"], "1-x")
    count = world.metrics.counter("heliograph_queue_messages_total", "")
    assert [count.value(event) for event in ("received", "received_again", "deleted")] == [2, 2, 1]
