"""If this fails, receipts wait though a consumer is there, or consumers that wait cost the server its breath.

Time is that of a virtual loop, which passes only when nothing is left to do.
"""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any

import pytest

from heliograph.queues.polls import LOOK_AGAIN_MS, WAIT_MS_MAX, Polls
from heliograph.queues.queue import Queue
from heliograph.store.told import Telling
from heliograph.telemetry.metrics import Metrics
from queues.told_in_memory import ToldInMemory
from simulation.virtual_loop import VirtualClock, VirtualLoop

SUBSCRIBER = "1000000000000001/queue"
QUEUE = Queue("Alicom-Queue-1000000000000001-SmsReport", "1000000000000001", SUBSCRIBER)
OTHER = Queue("Alicom-Queue-2000000000000002-SmsReport", "2000000000000002", "2000000000000002/queue")
HOLD_MS = 30_000


class Hall:
    """Polls of one process in virtual time."""

    def __init__(self) -> None:
        self.loop = VirtualLoop()
        self.clock = VirtualClock(self.loop)
        self.told = ToldInMemory(self.clock)
        self.metrics = Metrics()
        self.polls = Polls(self.told, self.clock, self.metrics, waiting_per_account_max=2)
        self.told.hint = self.polls.hint
        self.began = self.clock.steady_ms()

    def run(self, story: Coroutine[Any, Any, None]) -> None:
        self.loop.run_until_complete(story)

    def take(self, wait_ms: int, queue: Queue = QUEUE, limit: int = 16) -> Coroutine[Any, Any, Sequence[Telling]]:
        return self.polls.take(queue, limit, HOLD_MS, wait_ms)

    def poll(self, wait_ms: int = 30_000, queue: Queue = QUEUE, limit: int = 16) -> asyncio.Task[Sequence[Telling]]:
        return self.loop.create_task(self.take(wait_ms, queue, limit))

    @property
    def passed_ms(self) -> int:
        return self.clock.steady_ms() - self.began


@pytest.fixture
def hall() -> Iterator[Hall]:
    hall = Hall()
    yield hall
    hall.loop.close()


def ids(tellings: Sequence[Telling]) -> list[int]:
    return [telling.key.message for telling in tellings]


def test_what_is_there_is_given_out_at_once(hall: Hall) -> None:
    async def story() -> None:
        hall.told.tell(SUBSCRIBER, 1, 2, 3)
        assert ids(await hall.take(30_000, limit=2)) == [1, 2]
        assert ids(await hall.take(0)) == [3]
        assert hall.passed_ms == 0

    hall.run(story())


def test_an_empty_queue_is_answered_when_the_time_is_up_and_was_never_written_to(hall: Hall) -> None:
    async def story() -> None:
        assert await hall.take(0) == ()
        assert hall.passed_ms == 0
        assert await hall.take(7_300) == ()
        assert hall.passed_ms == 7_300
        assert hall.told.takes == 0

    hall.run(story())


def test_thirty_seconds_end_before_nodes_sdk_gives_up(hall: Hall) -> None:
    async def story() -> None:
        await hall.take(30_000)
        assert hall.passed_ms == WAIT_MS_MAX < 30_000
        assert hall.told.looks <= 2 + WAIT_MS_MAX / LOOK_AGAIN_MS

    hall.run(story())


def test_a_hint_ends_the_wait_at_once(hall: Hall) -> None:
    async def story() -> None:
        poll = hall.poll()
        await asyncio.sleep(4.2)
        hall.told.tell(SUBSCRIBER, 9)
        assert ids(await poll) == [9]
        assert hall.passed_ms == 4_200

    hall.run(story())


def test_a_hint_that_is_lost_costs_a_second(hall: Hall) -> None:
    async def story() -> None:
        poll = hall.poll()
        await asyncio.sleep(4.2)
        hall.told.tell(SUBSCRIBER, 9, hint=False)
        assert ids(await poll) == [9]
        assert hall.passed_ms <= 4_200 + LOOK_AGAIN_MS

    hall.run(story())


def test_a_message_whose_consumer_died_comes_to_one_that_waits_when_its_time_is_over(hall: Hall) -> None:
    async def story() -> None:
        hall.told.tell(SUBSCRIBER, 9)
        [dead] = await hall.take(0)
        await asyncio.sleep((HOLD_MS - 10_500) / 1000)
        [again] = await hall.poll()
        assert hall.passed_ms == HOLD_MS
        assert (again.key.message, again.attempts) == (9, 2)
        assert again.key.lease_end > dead.key.lease_end

    hall.run(story())


def test_of_two_that_wait_for_one_message_one_gets_it_and_the_other_goes_on_waiting(hall: Hall) -> None:
    async def story() -> None:
        polls = [hall.poll(), hall.poll()]
        await asyncio.sleep(1.5)
        hall.told.tell(SUBSCRIBER, 9)
        await asyncio.sleep(1)
        assert sorted(poll.done() for poll in polls) == [False, True]
        hall.told.tell(SUBSCRIBER, 10)
        assert sorted(ids(await polls[0]) + ids(await polls[1])) == [9, 10]

    hall.run(story())


def test_a_hint_for_another_queue_is_nothing_to_those_who_wait(hall: Hall) -> None:
    async def story() -> None:
        poll = hall.poll(20_000)
        await asyncio.sleep(1)
        hall.told.tell(OTHER.subscriber, 1)
        assert await poll == ()
        assert ids(await hall.take(0, OTHER)) == [1]

    hall.run(story())


def test_more_than_may_wait_of_one_account_are_answered_at_once(hall: Hall) -> None:
    async def story() -> None:
        polls = [hall.poll(), hall.poll()]
        await asyncio.sleep(0)
        assert "heliograph_queue_polls 2" in hall.metrics.render().decode()
        assert await hall.take(30_000) == ()
        assert hall.passed_ms == 0
        other = hall.poll(1_000, OTHER)
        await asyncio.gather(*polls, other)
        assert "heliograph_queue_polls 0" in hall.metrics.render().decode()
        assert ids(await hall.take(0)) == []

    hall.run(story())


def test_a_consumer_that_went_away_leaves_its_place_to_another(hall: Hall) -> None:
    async def story() -> None:
        polls = [hall.poll(), hall.poll()]
        await asyncio.sleep(0)
        for poll in polls:
            poll.cancel()
        await asyncio.gather(*polls, return_exceptions=True)
        assert "heliograph_queue_polls 0" in hall.metrics.render().decode()

    hall.run(story())


def test_a_server_that_stops_answers_all_who_wait(hall: Hall) -> None:
    async def story() -> None:
        polls = [hall.poll(), hall.poll(queue=OTHER)]
        await asyncio.sleep(1.25)
        hall.polls.end()
        assert [await poll for poll in polls] == [(), ()]
        assert await hall.take(30_000) == ()
        assert hall.passed_ms == 1_250
        hall.told.tell(SUBSCRIBER, 1)
        assert ids(await hall.take(30_000)) == [1], "what is there is still given out"

    hall.run(story())
