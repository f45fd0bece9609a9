"""If this fails, a carrier over HTTP that shuts us out is hammered, or messages are lost for a wrong key."""

import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from carriers.doubles import LoopClock, Sink
from heliograph.carriers.http import HttpCarrier
from heliograph.carriers.http_settings import HttpSettings
from heliograph.carriers.port import Accepted, HandOver, Lost, NotSent, RefusedByCarrier
from heliograph.carriers.reach import SILENCES_MAX
from heliograph.carriers.unsendable import Unsendable
from heliograph.carriers.verdict import ShutOut, Taken, Unclear, Verdict
from heliograph.http_client.reply import Reply
from heliograph.sms.command_status import StatusClass
from heliograph.telemetry.metrics import Metrics

MakeHandOvers = Callable[..., list[HandOver]]


class Scripted:
    """A dialect and an exchange that do what a test says."""

    def __init__(self) -> None:
        self.says: Verdict | Exception = Taken("id")
        self.asks: Exception | None = None
        self.exchanged = 0
        self.closed = False

    def request(self, handover: HandOver) -> bytes:
        if self.asks is not None:
            raise self.asks
        return b"request"

    def verdict(self, handover: HandOver, reply: Reply) -> Verdict:
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    async def exchange(self, request: bytes, *, timeout_seconds: float, begin: Callable[[], None]) -> Reply:
        begin()
        self.exchanged += 1
        return Reply(200, b"")

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def script() -> Scripted:
    return Scripted()


@pytest.fixture
async def carrier(script: Scripted, sink: Sink, metrics: Metrics) -> AsyncIterator[HttpCarrier]:
    settings = HttpSettings(name="carrier", window=4, pause_first_seconds=60.0, shut_out_first_seconds=90.0)
    made = HttpCarrier(settings, script, script, clock=LoopClock(), random_source=random.Random(1), metrics=metrics)
    made.start(sink)
    await sink.until_ready()
    yield made
    await made.stop(0)
    assert script.closed


async def one_answer(carrier: HttpCarrier, sink: Sink, handovers: MakeHandOvers) -> Any:
    before = len(sink.answers)
    carrier.hand_over(handovers(1))
    return (await sink.until_answers(before + 1))[before]


async def test_shut_out_stops_everything_and_refuses_nothing_for_good(
    carrier: HttpCarrier, script: Scripted, sink: Sink, handovers: MakeHandOvers, metrics: Metrics
) -> None:
    script.says = ShutOut("HTTP_401")
    answer = await one_answer(carrier, sink, handovers)
    assert isinstance(answer, RefusedByCarrier)
    assert (answer.refusal.code, answer.refusal.status_class) == ("HTTP_401", StatusClass.THROTTLE)
    assert answer.refusal.retry_after_ms >= 45_000
    state = carrier.state()
    assert (state.up, state.window, state.last_error) == (False, 0, "HTTP_401")
    assert isinstance(await one_answer(carrier, sink, handovers), NotSent)
    assert script.exchanged == 1
    assert 'cause="shut_out"} 1' in metrics.render().decode()


async def test_replies_that_tell_nothing_are_doubts_and_then_it_is_left_alone(
    carrier: HttpCarrier, script: Scripted, sink: Sink, handovers: MakeHandOvers, metrics: Metrics
) -> None:
    script.says = Unclear("nonsense")
    for _ in range(SILENCES_MAX):
        assert carrier.state().up
        assert isinstance(await one_answer(carrier, sink, handovers), Lost)
    assert not carrier.state().up
    assert f'cause="unclear"}} {SILENCES_MAX}' in metrics.render().decode()


async def test_what_has_no_form_never_goes_out_and_says_why(
    carrier: HttpCarrier, script: Scripted, sink: Sink, handovers: MakeHandOvers
) -> None:
    script.asks = Unsendable("NUMBER_NOT_ALLOWED")
    answer = await one_answer(carrier, sink, handovers)
    assert answer == NotSent(answer.handover, "NUMBER_NOT_ALLOWED")
    assert script.exchanged == 0
    assert carrier.state().up


async def test_a_broken_dialect_loses_no_answer_and_is_not_asked_again_at_once(
    carrier: HttpCarrier, script: Scripted, sink: Sink, handovers: MakeHandOvers
) -> None:
    script.says = ZeroDivisionError()
    assert isinstance(await one_answer(carrier, sink, handovers), Lost)
    assert not carrier.state().up


async def test_a_dialect_that_breaks_before_the_writing_leaves_no_doubt(
    carrier: HttpCarrier, script: Scripted, sink: Sink, handovers: MakeHandOvers
) -> None:
    script.asks = ZeroDivisionError()
    answer = await one_answer(carrier, sink, handovers)
    assert answer == NotSent(answer.handover)
    assert carrier.free() == 0


async def test_answers_of_one_turn_are_told_together(
    carrier: HttpCarrier, sink: Sink, handovers: MakeHandOvers
) -> None:
    carrier.hand_over(handovers(4))
    assert all(isinstance(answer, Accepted) for answer in await sink.until_answers(4))
    assert sink.answer_batches == [4]
