"""A spread that is not even overloads one carrier while another idles."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.message import Route
from heliograph.sms.route import Choice, Lane, choose_lane

LANES = [Lane("north"), Lane("south", Route(receipts=False)), Lane("east")]


@given(st.integers(0, 2**63), st.integers(1, 3), st.integers(0, 20))
def test_every_run_of_turns_takes_each_lane_once(first: int, count: int, rounds: int):
    lanes = LANES[:count]
    chosen = [choose_lane(lanes, first + turn) for turn in range(count * rounds)]
    taken = Counter(choice.lane.name for choice in chosen if choice is not None)
    assert taken == dict.fromkeys((lane.name for lane in lanes), rounds) or rounds == 0


def test_a_choice_says_why():
    assert choose_lane(LANES[:1], 7) == Choice(LANES[0], "the only lane")
    assert choose_lane(LANES, 4) == Choice(LANES[1], "turn 2 of 3 lanes")


@pytest.mark.parametrize("turn", [0, 5])
def test_without_lanes_there_is_no_choice(turn: int):
    assert choose_lane([], turn) is None
