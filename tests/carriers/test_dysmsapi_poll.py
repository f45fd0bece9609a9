"""If this fails, messages that the service delivered stay on their way for ever, or a restart forgets them."""

import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import pytest

from carriers.doubles import LoopClock, Sink
from heliograph.carriers import dysmsapi_poll
from heliograph.carriers.dysmsapi_poll import Awaited, Place, Poller, outcome_of
from heliograph.carriers.port import ReceiptDelivery
from heliograph.http_client.pool import NotConnected
from heliograph.sms.message import State
from heliograph.telemetry.metrics import Metrics

ARRIVED = {"Status": "1", "ErrorCode": "success"}
ON_ITS_WAY = {"Status": "3"}


class Service:
    """Answers each id with the next of its answers, the last for ever. An exception is raised."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self.asked: list[str] = []

    async def ask(self, carrier_message_id: str) -> Mapping[str, Any] | None:
        self.asked.append(carrier_message_id)
        answers = self.answers.get(carrier_message_id, [ON_ITS_WAY])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]


@pytest.fixture
def service() -> Service:
    return Service()


MakePoller = Callable[..., Poller]


@pytest.fixture
async def make_poller(service: Service, metrics: Metrics) -> AsyncIterator[MakePoller]:
    made: list[Poller] = []

    def make(sink: Sink, awaited: Awaited | None = None, first: float = 0.01) -> Poller:
        poller = Poller(
            "carrier",
            service.ask,
            awaited=awaited,
            first_seconds=first,
            longest_seconds=0.02,
            clock=LoopClock(),
            random_source=random.Random(1),
            metrics=metrics,
        )
        poller.start(sink)
        made.append(poller)
        return poller

    yield make
    for poller in made:
        await poller.stop()


async def test_it_asks_until_the_message_has_ended(make_poller: MakePoller, service: Service, sink: Sink) -> None:
    service.answers["a"] = [None, ON_ITS_WAY, NotConnected("no connection"), ARRIVED]
    make_poller(sink).watch("a", "85261234567")
    [receipt] = await sink.until_deliveries(1)
    assert isinstance(receipt, ReceiptDelivery)
    assert (receipt.key, receipt.to, receipt.state, receipt.code) == (
        "a",
        "85261234567",
        State.DELIVERED,
        "DELIVERED",
    )
    assert service.asked == ["a"] * 4


async def test_a_receipt_that_is_not_kept_is_asked_for_again(
    make_poller: MakePoller, service: Service, sink: Sink
) -> None:
    service.answers["a"] = [ARRIVED]
    sink.stored = False
    make_poller(sink).watch("a", "85261234567")
    await sink.until_deliveries(2)
    sink.stored = True
    count = len(sink.deliveries)
    await sink.until_deliveries(count + 1)


async def test_a_start_takes_up_what_was_awaited(make_poller: MakePoller, service: Service, sink: Sink) -> None:
    pages: dict[Place, tuple[Sequence[tuple[str, str]], Place | None]] = {
        (0, 0): ([("a", "1")], (5, 1)),
        (5, 1): ([], (6, 2)),
        (6, 2): ([("b", "2"), ("c", "3")], None),
    }

    async def awaited(after: Place) -> tuple[Sequence[tuple[str, str]], Place | None]:
        return pages[after]

    for one in "abc":
        service.answers[one] = [ARRIVED]
    make_poller(sink, awaited)
    receipts = await sink.until_deliveries(3)
    assert {(one.key, one.to) for one in receipts if isinstance(one, ReceiptDelivery)} == {
        ("a", "1"),
        ("b", "2"),
        ("c", "3"),
    }


async def test_what_it_keeps_in_mind_is_bounded(
    make_poller: MakePoller, sink: Sink, metrics: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dysmsapi_poll, "AWAITED_MAX", 2)
    poller = make_poller(sink, first=3600.0)
    for number in range(5):
        poller.watch(str(number), "1")
    assert 'heliograph_carrier_polls_total{carrier="carrier",outcome="left_out"} 3' in metrics.render().decode()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (ARRIVED, (State.DELIVERED, "DELIVERED")),
        ({"Status": "2", "ErrorCode": "UNDELIV"}, (State.FAILED, "UNDELIV")),
        ({"Status": "2", "ErrorCode": "EXPIRED"}, (State.EXPIRED, "EXPIRED")),
        ({"Status": "2", "ErrorCode": "REJECTED"}, (State.REJECTED, "REJECTED")),
        ({"Status": "2", "ErrorCode": "UNKNOWN"}, (State.FAILED, "UNKNOWN")),
        ({"Status": "2", "ErrorCode": "isp.something"}, (State.FAILED, "ISP.SOMETHING")),
        ({"Status": "2"}, (State.FAILED, "UNDELIV")),
        ({"Status": "3"}, (State.SUBMITTED, "")),
        ({}, (State.SUBMITTED, "")),
    ],
)
def test_each_answer_is_read_by_its_status(answer: dict[str, str], outcome: tuple[State, str]) -> None:
    assert outcome_of(answer) == outcome
