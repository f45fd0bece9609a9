"""The bounds of a front."""

import pytest

from heliograph.wire import Limits


def test_the_defaults_take_what_the_sdks_send() -> None:
    """Lines of 25 KB are ordinary (a batch of 1,000 numbers), and long polls last 30 s."""
    limits = Limits()
    assert limits.line_max >= 65_536
    assert limits.headers_max >= 65_536
    assert limits.body_max >= 1_048_576
    assert limits.reply_seconds > 30


@pytest.mark.parametrize(("shortest", "expected"), [(0.2, 0.05), (2.0, 0.5), (60.0, 0.5)])
def test_the_sweep_is_a_quarter_of_the_shortest_time_and_a_second_at_most(shortest: float, expected: float) -> None:
    assert Limits(head_seconds=shortest).sweep_seconds() == pytest.approx(expected)
    assert Limits(linger_seconds=60).sweep_seconds() == 1.0
