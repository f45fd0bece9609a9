"""Tests of the engine in the simulated world: fixed seeds, fresh ones, and engines broken on purpose."""

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from heliograph.sms.events import SubmitOk
from heliograph.store.holds import Refusals
from heliograph.store.port import Claim, Receipt, Settlement
from heliograph.store.told import Telling
from simulation.watch import Violation, WatchedStore
from simulation.world import run_world

#: Wall time for fresh seeds; what the fixed ones take comes on top.
FRESH_SECONDS = 12.0


@pytest.mark.parametrize("seed", [1, 3, 4, 5, 8])
def test_a_fixed_seed_keeps_every_promise(seed: int, tmp_path: Path) -> None:
    report = run_world(seed, tmp_path)
    report.check()
    assert report.counts["acknowledged"] > 20


def test_fresh_seeds_keep_every_promise(tmp_path: Path) -> None:
    end = time.monotonic() + FRESH_SECONDS
    crashes = 0
    while time.monotonic() < end:
        seed = random.SystemRandom().getrandbits(32)
        folder = tmp_path / str(seed)
        folder.mkdir()
        report = run_world(seed, folder)
        report.check()
        crashes += report.counts["death"]
    assert crashes


def test_messages_go_on_to_other_carriers_in_some_worlds(tmp_path: Path) -> None:
    went_on = 0
    for seed in range(20, 40):
        (tmp_path / str(seed)).mkdir()
        report = run_world(seed, tmp_path / str(seed))
        report.check()
        went_on += report.counts["went on"]
        if went_on:
            break
    assert went_on


def test_the_same_seed_gives_the_same_run(tmp_path: Path) -> None:
    traces = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        traces.add(run_world(7, tmp_path / name).trace)
    (tmp_path / "three").mkdir()
    assert len(traces) == 1
    assert run_world(8, tmp_path / "three").trace not in traces


class AcknowledgesEarly(WatchedStore):
    """Says that a message is stored before it is."""

    async def accept(self, *given: Any) -> Refusals:
        self.late = asyncio.get_running_loop().create_task(self._later(*given))
        return {}

    async def _later(self, *given: Any) -> None:
        await asyncio.sleep(0.5)
        await self.store.accept(*given)


class ForgetsAnswers(WatchedStore):
    """Drops every carrier's acceptance."""

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        await super().settle([one for one in settlements if not isinstance(one.event, SubmitOk)])


class ForgetsReceipts(WatchedStore):
    """Lets every receipt be acknowledged, and keeps none."""

    async def receipts(self, receipts: Sequence[Receipt]) -> None:
        return


class HandsOverTwice(WatchedStore):
    """Gives every claimed segment out twice."""

    async def claim(self, lane: str, owner: str, segments_max: int) -> Sequence[Claim]:
        claims = await super().claim(lane, owner, segments_max)
        return [*claims, *claims]


class ForgetsTellings(WatchedStore):
    """Takes what the subscriber must be told, and is done with it at once."""

    async def take(self, subscriber: str, limit: int, hold_ms: int) -> Sequence[Telling]:
        await self.store.done([telling.key for telling in await self.store.take(subscriber, limit, hold_ms)])
        return []


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (AcknowledgesEarly, "I3:"),
        (ForgetsAnswers, "at rest"),
        (ForgetsReceipts, "I5:"),
        (HandsOverTwice, "reached the network"),
        (ForgetsTellings, "the subscriber was told"),
    ],
)
def test_a_broken_engine_is_caught(broken: type[WatchedStore], says: str, tmp_path: Path) -> None:
    """By one of a few seeds: not every world brings every fault to light."""
    for seed in (3, 5, 1):
        folder = tmp_path / str(seed)
        folder.mkdir()
        report = run_world(seed, folder, broken)
        if any(says in violation for violation in report.violations):
            with pytest.raises(Violation, match=f"seed {seed}"):
                report.check()
            return
    pytest.fail(f"nothing says {says!r}; the last one says {report.violations}")
