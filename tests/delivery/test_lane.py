"""If a lane claimed more than it may, a crash would put more messages in doubt than the promise says (I4)."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.carriers.port import HandOver
from heliograph.delivery.lane import Lane

HANDOVER = HandOver(1, 1, 1, "12025550100", "", "text", False, 0, 1, 60)


class FixedCarrier:
    """A carrier with so many slots and so many of them free."""

    name = "net-one"

    def __init__(self, window: int, free: int) -> None:
        self._window, self._free = window, free

    def window(self) -> int:
        return self._window

    def free(self) -> int:
        return self._free


def lane(window: int, free: int, held: int = 0, uncommitted: int = 0) -> Lane:
    made = Lane(FixedCarrier(window, free), uncommitted=uncommitted)
    made.held.extend([HANDOVER] * held)
    return made


def test_an_empty_lane_claims_its_window_and_one_refill():
    assert lane(10, 10).may_claim(0) == 20


def test_a_link_that_is_down_claims_nothing():
    assert lane(0, 0).may_claim(0) == 0


def test_nothing_goes_on_while_the_store_is_two_windows_behind():
    behind = lane(10, 10, held=5, uncommitted=20)
    assert behind.may_claim(0) == 0
    assert behind.may_hand_over(0) == 0


def test_a_throttled_lane_waits_until_it_may_go_on():
    waiting = lane(10, 10, held=5)
    waiting.resume_at = 100
    assert (waiting.may_claim(99), waiting.may_hand_over(99)) == (0, 0)
    assert (waiting.may_claim(100), waiting.may_hand_over(100)) == (15, 5)


@given(st.integers(1, 1000), st.data())
def test_what_is_claimed_never_passes_the_window_and_one_refill(window: int, data: st.DataObject):
    free = data.draw(st.integers(0, window))
    held = data.draw(st.integers(0, 2 * window))
    under_way = window - free
    found = lane(window, free, held)
    assert found.may_hand_over(0) <= min(free, held)
    assert held + under_way + found.may_claim(0) <= max(2 * window, held + under_way)
