"""If this fails, a subscriber that was down for an hour is given up, or one that is gone is pushed to for ever."""

import pytest

from heliograph.sms.push_schedule import pause_ms, pauses_of


def minutes(schedule: str) -> list[float]:
    return [pause / 60_000 for pause in pauses_of(schedule)]


def test_the_clouds_gives_up_after_three_attempts():
    assert minutes("cloud") == [1, 5]


def test_the_default_grows_to_an_hour_and_ends_within_three_days():
    pauses = minutes("default")
    assert pauses[:7] == [1, 5, 10, 20, 40, 60, 60]
    assert set(pauses[5:]) == {60}
    assert 71 * 60 < sum(pauses) <= 72 * 60


def test_pauses_may_be_given_one_by_one():
    pauses = pauses_of("5,30,300")
    assert [pause_ms(pauses, attempts) for attempts in (1, 2, 3, 4, 10_000)] == [5_000, 30_000, 300_000, None, None]


@pytest.mark.parametrize(
    "schedule", ["", "Cloud", "0", "5,", ",5", "5, 30", "-1", "100000", "1.5", ",".join("1" * 101)]
)
def test_anything_else_is_no_schedule(schedule):
    assert pauses_of(schedule) is None
