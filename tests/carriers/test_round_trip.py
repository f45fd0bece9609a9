"""If this fails, an operator reads a round trip that no message had."""

from heliograph.carriers.round_trip import RoundTrip


def test_nothing_is_said_before_the_first_answer_which_counts_whole() -> None:
    measured = RoundTrip()
    assert measured.smoothed_ms is None
    measured.measured(80)
    assert measured.smoothed_ms == 80


def test_an_outlier_is_seen_and_forgotten() -> None:
    measured = RoundTrip()
    for milliseconds in (20, 20, 1_000):
        measured.measured(milliseconds)
    assert measured.smoothed_ms == 142.5
    for _ in range(60):
        measured.measured(20)
    assert 20 <= measured.smoothed_ms < 20.1
