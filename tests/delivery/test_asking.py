"""If this fails, carriers are asked faster than they allow, or what they answer is dropped."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from heliograph.carriers.query import Finding, Found, NoAnswer, NotFound, Question
from heliograph.delivery import asking
from heliograph.delivery.asking import Asked, Asking
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.events import QueryRefused
from heliograph.sms.message import State
from heliograph.store.port import Inquiry, Receipt, Settlement, Unavailable
from heliograph.telemetry.metrics import Metrics

WORDS = CarrierWords("DELIVERED")


class Carrier:
    """Takes questions while it is told to."""

    name = "net-one"

    def __init__(self, *ready: bool) -> None:
        self.ready = list(ready)
        self.asked: list[str] = []
        self.answers: list[Callable[[Finding], None]] = []
        self.stirred = asyncio.Event()

    def query(self, question: Question) -> bool:
        self.stirred.set()
        if self.ready and not self.ready.pop(0):
            return False
        self.asked.append(question.carrier_message_id)
        self.answers.append(question.answered)
        return True

    async def until_asked(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.asked) < count:
                self.stirred.clear()
                await self.stirred.wait()


class Store:
    """Fails so many times, then keeps."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.kept: list[Receipt | Settlement] = []
        self.stirred = asyncio.Event()

    async def until_kept(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.kept) < count:
                self.stirred.clear()
                await self.stirred.wait()

    async def receipts(self, receipts: Sequence[Receipt]) -> None:
        self._take(receipts)

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        self._take(settlements)

    def _take(self, facts: Sequence[Any]) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable("full")
        self.kept += facts
        self.stirred.set()


def of(carrier: Carrier, pause: float) -> Callable[[str], Asked | None]:
    return lambda name: Asked(carrier, pause) if name == carrier.name else None


def inquiry(number: int, carrier: str = "net-one") -> Inquiry:
    return Inquiry(number, 2, 3, carrier, f"c-{number}", "85261234567", "Acme")


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LOOK_AGAIN_SECONDS", 0.001)
    monkeypatch.setattr(asking, "STORE_RETRY_SECONDS", 0.001)


async def test_answers_are_kept_as_what_they_are(metrics: Metrics) -> None:
    store, carrier = Store(failures=2), Carrier()
    made = Asking(store, of(carrier, 0), metrics)
    made.ask([inquiry(1), inquiry(2), inquiry(3)])
    await carrier.until_asked(3)
    carrier.answers[0](Found("c-1", State.DELIVERED, "DELIVERED", WORDS, 99))
    carrier.answers[1](NotFound("ESME_RQUERYFAIL"))
    carrier.answers[2](NoAnswer())
    await store.until_kept(2)
    await made.stop()
    receipt = Receipt("net-one", "c-1", "85261234567", State.DELIVERED, "DELIVERED", 99, words=WORDS, asked=True)
    assert sorted(store.kept, key=str) == [receipt, Settlement(2, QueryRefused(2, 3, "ESME_RQUERYFAIL"))]
    shown = metrics.render().decode()
    for answer in ("found", "not_found", "none"):
        assert f'heliograph_queries_total{{carrier="net-one",answer="{answer}"}} 1' in shown


async def test_a_carrier_without_room_is_asked_later_and_in_order(metrics: Metrics) -> None:
    carrier = Carrier(False, False, True, False)
    made = Asking(Store(), of(carrier, 0), metrics)
    made.ask([inquiry(1)])
    made.ask([inquiry(2)])
    await carrier.until_asked(2)
    assert carrier.asked == ["c-1", "c-2"]
    await made.stop()


async def test_between_two_questions_there_is_a_pause(metrics: Metrics) -> None:
    carrier = Carrier()
    made = Asking(Store(), of(carrier, 3600), metrics)
    made.ask([inquiry(1), inquiry(2)])
    await carrier.until_asked(1)
    await asyncio.sleep(0)
    assert carrier.asked == ["c-1"]
    assert 'heliograph_queries_waiting{carrier="net-one"} 1' in metrics.render().decode()
    await made.stop()


async def test_what_waits_is_bounded_and_the_oldest_give_way(metrics: Metrics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WAITING_MAX", 2)
    carrier = Carrier()
    made = Asking(Store(), of(carrier, 0), metrics)
    made.ask([inquiry(number) for number in (1, 2, 3)])
    await carrier.until_asked(2)
    assert carrier.asked == ["c-2", "c-3"]
    await made.stop()


async def test_a_carrier_that_cannot_be_asked_is_passed_over(metrics: Metrics) -> None:
    made = Asking(Store(), lambda name: None, metrics)
    made.ask([inquiry(1, "http-one")])
    assert 'heliograph_queries_total{carrier="http-one",answer="dropped"} 1' in metrics.render().decode()
    await made.stop()


async def test_a_stop_waits_for_what_the_store_takes_and_for_nothing_that_it_does_not(metrics: Metrics) -> None:
    store, carrier = Store(failures=1_000_000), Carrier()
    made = Asking(store, of(carrier, 0), metrics)
    made.ask([inquiry(1)])
    await carrier.until_asked(1)
    carrier.answers[0](NotFound("ESME_RQUERYFAIL"))
    async with asyncio.timeout(10):
        await made.stop()
    assert store.kept == []


async def test_what_waits_for_a_carrier_that_must_not_be_asked_any_more_is_given_up(metrics: Metrics) -> None:
    carrier = Carrier(False)
    asked: list[Asked | None] = [Asked(carrier, 0)]
    made = Asking(Store(), lambda name: asked[0], metrics)
    made.ask([inquiry(1), inquiry(2)])
    await carrier.stirred.wait()
    asked[0] = None
    async with asyncio.timeout(10):
        while 'answer="dropped"} 2' not in metrics.render().decode():  # noqa: ASYNC110, a figure stirs nothing
            await asyncio.sleep(0.001)
    assert carrier.asked == []
    await made.stop()
