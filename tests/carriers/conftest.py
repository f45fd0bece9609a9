"""A carrier between a sink and an SMSC, and hand-overs for it."""

import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from carriers.doubles import LoopClock, Sink, Smsc
from heliograph.carriers.port import HandOver
from heliograph.carriers.smpp import Connect, SmppCarrier
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.telemetry.metrics import Metrics


@pytest.fixture
async def sink() -> Sink:
    return Sink()


@pytest.fixture
async def smsc() -> AsyncIterator[Smsc]:
    """Listening on a free port."""
    made = Smsc()
    await made.listen()
    yield made
    await made.close()


@pytest.fixture
async def silent_smsc() -> Smsc:
    """One that listens nowhere: for links in memory."""
    return Smsc()


def settings_for(smsc: Smsc, **changes: Any) -> SmppSettings:
    quick = {"reconnect_first_seconds": 0.01, "reconnect_longest_seconds": 0.05, "refused_first_seconds": 0.02}
    return SmppSettings(
        name="carrier", host="127.0.0.1", port=smsc.port, system_id="esme", password="hunter2", **{**quick, **changes}
    )


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def make_carrier(metrics: Metrics) -> AsyncIterator[Callable[..., SmppCarrier]]:
    """Makes carriers towards an SMSC; they are stopped at the end."""
    made: list[SmppCarrier] = []

    def make(smsc: Smsc, connect: Connect | None = None, **changes: Any) -> SmppCarrier:
        made.append(SmppCarrier(settings_for(smsc, **changes), LoopClock(), random.Random(7), metrics, connect))
        return made[-1]

    yield make
    for carrier in made:
        await carrier.stop(0)


@pytest.fixture
async def bound(smsc: Smsc, sink: Sink, make_carrier: Callable[..., SmppCarrier]) -> SmppCarrier:
    """A carrier whose link is up."""
    carrier = make_carrier(smsc)
    carrier.start(sink)
    await sink.until_ready()
    return carrier


@pytest.fixture
def handovers() -> Callable[..., list[HandOver]]:
    """Makes hand-overs of distinct messages."""

    def make(count: int = 1, first: int = 1, **changes: Any) -> list[HandOver]:
        usual: dict[str, Any] = {
            "segment": 1,
            "attempt": 1,
            "to": "85261234567",
            "sender": "Heliograph",
            "text": "Hello",
            "ucs2": False,
            "reference": 42,
            "total": 1,
            "validity_seconds": 86_400,
        }
        return [HandOver(message_id=number, **{**usual, **changes}) for number in range(first, first + count)]

    return make
