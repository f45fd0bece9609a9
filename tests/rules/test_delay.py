"""If this fails, what is said to be slow is as quick as ever, or never comes."""

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.rules.delay import DELAY_MAX_MS, Delay, Exponential, LogNormal
from heliograph.rules.kinds import Delays


def test_a_delay_without_jitter_is_always_the_same() -> None:
    assert {Delay(70).draw(random.Random(seed)) for seed in range(20)} == {70}


def test_a_delay_with_jitter_takes_every_value_of_its_range_and_no_other() -> None:
    source = random.Random(5)
    assert {Delay(10, 3).draw(source) for _ in range(200)} == {10, 11, 12, 13}


@given(st.integers(), st.integers(1, 10**7), st.integers(0, 5000), st.integers(5000, DELAY_MAX_MS))
def test_nothing_is_drawn_outside_the_bounds(seed: int, scale: int, least: int, most: int) -> None:
    source = random.Random(seed)
    for delay in (Exponential(scale, least, most), LogNormal(scale, 5, least, most)):
        assert all(least <= delay.draw(source) <= most for _ in range(20))


def test_the_mean_and_the_median_are_those_that_were_asked_for() -> None:
    source = random.Random(1)
    drawn = [Exponential(500).draw(source) for _ in range(20_000)]
    assert 480 < statistics.mean(drawn) < 520
    drawn = [LogNormal(200, 0.8).draw(source) for _ in range(20_000)]
    assert 190 < statistics.median(drawn) < 210
    assert statistics.quantiles(drawn, n=100)[83] == pytest.approx(200 * 2.718**0.8, rel=0.1)


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("0ms", Delay()),
        ("1.5s", Delay(1500)),
        ("uniform( 100ms , 2s )", Delay(100, 1900)),
        ("exponential(500ms)", Exponential(500)),
        ("exponential(500ms, min=1ms, max=5s)", Exponential(500, 1, 5000)),
        ("lognormal(200ms,0.8,max=5s)", LogNormal(200, 0.8, 0, 5000)),
    ],
)
def test_how_delays_are_written(text: str, delay: object) -> None:
    assert Delays().read(text) == delay
