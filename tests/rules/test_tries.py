"""If this fails, a number that refuses twice refuses for ever, or takes the first try."""

from heliograph.rules.tries import Tries


def test_the_try_after_the_last_is_not_taken_and_the_count_starts_anew() -> None:
    tries = Tries(2)
    assert [tries.take("a") for _ in range(6)] == [True, True, False, True, True, False]


def test_things_are_counted_apart() -> None:
    tries = Tries(1)
    assert [tries.take(thing) for thing in ("a", "b", "a", "b")] == [True, True, False, False]


def test_no_more_things_are_counted_than_the_limit() -> None:
    tries = Tries(2, counted_max=2)
    for thing in ("1", "2", "3"):
        tries.take(thing)
    assert [tries.take("1") for _ in range(3)] == [True, True, False], "forgotten, so it began anew"
