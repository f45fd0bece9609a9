"""A link that is not tried again, or too often, leaves messages lying for hours."""

import random

from heliograph.carriers.reconnect import Reconnect


class Even(random.Random):
    """No jitter."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def made(source: random.Random | None = None) -> Reconnect:
    return Reconnect(source or Even(), first=1, longest=60, refused_first=60, refused_longest=600)


def test_the_pause_doubles_up_to_the_longest_and_never_ends() -> None:
    reconnect = made()
    assert [reconnect.after_fall(0) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [reconnect.after_fall(0) for _ in range(5_000)][-1] == 60


def test_a_link_that_stood_starts_anew_and_one_that_fell_at_once_does_not() -> None:
    reconnect = made()
    assert [reconnect.after_fall(0), reconnect.after_fall(5), reconnect.after_fall(120)] == [1, 2, 1]


def test_a_refused_bind_waits_minutes() -> None:
    reconnect = made()
    assert [reconnect.after_refusal() for _ in range(5)] == [60, 120, 240, 480, 600]
    assert reconnect.after_fall(5) == 1
    assert reconnect.after_refusal() == 60


def test_jitter_spreads_links_that_fell_together() -> None:
    pauses = {round(made(random.Random(seed)).after_fall(0), 6) for seed in range(50)}
    assert len(pauses) > 40
    assert all(0.5 <= pause <= 1.5 for pause in pauses)
