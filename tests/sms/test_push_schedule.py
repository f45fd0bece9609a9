"""If this fails, a subscriber that was down for an hour is given up, or one that is gone is pushed to for ever."""

from itertools import count, takewhile

import pytest

from heliograph.sms.push_schedule import Schedule, pause_ms


def minutes(schedule: Schedule) -> list[float]:
    pauses = takewhile(lambda pause: pause is not None, (pause_ms(schedule, n) for n in count(1)))
    return [pause / 60_000 for pause in pauses]


def test_the_clouds_gives_up_after_three_attempts():
    assert minutes(Schedule.CLOUD) == [1, 5]


def test_the_default_grows_to_an_hour_and_ends_within_three_days():
    pauses = minutes(Schedule.DEFAULT)
    assert pauses[:7] == [1, 5, 10, 20, 40, 60, 60]
    assert set(pauses[5:]) == {60}
    assert 71 * 60 < sum(pauses) <= 72 * 60


@pytest.mark.parametrize("schedule", Schedule)
def test_however_many_attempts_it_is_given_up_only_once_and_for_all(schedule):
    assert pause_ms(schedule, 10_000) is None
