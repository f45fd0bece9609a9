"""If a lane claimed more than it may, a crash would put more messages in doubt than the promise says (I4)."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from heliograph.carriers.port import Circuit, HandOver, LinkState
from heliograph.delivery.flow import Flow, FlowTerms
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

    def state(self) -> LinkState:
        return LinkState(self.name, self._window > 0, self._window, self._window - self._free)


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
    waiting.flow.resume_at = 100
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


def test_no_more_is_claimed_or_handed_over_than_may_flow():
    paced = lane(100, 100, held=2)
    paced.flow = Flow(FlowTerms(rate=50.0))
    assert paced.may_claim(0) == 3, "a tenth of a second of the rate, less what is held"
    paced.held.extend([HANDOVER] * 4)
    assert len(paced.next_hand_overs(0)) == 5
    assert (paced.may_claim(0), paced.may_hand_over(0), len(paced.held)) == (0, 0, 1)
    assert paced.opens_at(0) == 50, "when half of the bucket is full again"
    assert paced.may_claim(100) == 4


def test_it_tells_how_fast_it_goes():
    paced = lane(100, 100, held=30)
    assert len(paced.next_hand_overs(5_000)) == 30
    paced.receipts.add(7, 5_000)
    state = paced.state(5_999)
    assert (state.rate_now, state.receipts_per_minute) == (3.0, 7)
    assert paced.state(15_000).rate_now == 0.0


def test_a_message_that_the_carrier_cuts_takes_as_much_as_its_segments():
    paced = lane(10, 10)
    paced.flow = Flow(FlowTerms(rate=10.0))
    paced.held.append(msgspec.structs.replace(HANDOVER, segments=4))
    assert len(paced.next_hand_overs(0)) == 1
    assert paced.may_claim(300) == 0, "three segments of debt"
    assert paced.may_claim(400) == 1


def test_of_messages_that_the_carrier_cuts_no_more_go_than_may_flow_and_the_rest_of_the_last():
    paced = lane(10, 10)
    paced.flow = Flow(FlowTerms(rate=50.0))
    paced.held.extend([msgspec.structs.replace(HANDOVER, segments=4)] * 4)
    assert len(paced.next_hand_overs(0)) == 2, "eight of five segments: three of debt"
    assert (len(paced.held), paced.may_hand_over(60), paced.may_hand_over(80)) == (2, 0, 1)


def test_what_time_alone_does_not_open_is_not_waited_for():
    assert lane(10, 0).opens_at(0) is None
    assert lane(0, 0).opens_at(0) is None


def test_routes_lead_to_a_link_that_is_up_and_works():
    assert not lane(0, 0).takes(0)
    found = lane(10, 10)
    assert found.takes(0)
    for _ in range(10):
        found.flow.links_fell_under_way(0)
    assert not found.takes(4_999)
    assert (found.may_claim(4_999), found.opens_at(4_999)) == (0, 5_000)
    assert found.takes(5_000)
    assert found.may_claim(5_000) == 3, "a few to try it"
    assert not lane_with(found.flow, under_way=3).takes(5_000)


def lane_with(flow: Flow, under_way: int) -> Lane:
    return Lane(FixedCarrier(10, 10 - under_way), flow=flow)


def test_how_it_stands_is_told_with_circuit_and_rate():
    found = lane(10, 4)
    assert (found.state(0).circuit, found.state(0).rate) == (Circuit.CLOSED, None)
    found.flow = Flow(FlowTerms(rate=20.0, circuit_failures=1))
    found.flow.links_fell_under_way(0)
    assert (found.state(0).circuit, found.state(0).rate, found.state(0).unanswered) == (Circuit.OPEN, 20.0, 6)
