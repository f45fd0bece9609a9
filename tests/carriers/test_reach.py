"""If this fails, a carrier that is down is hammered, or one that works again gets nothing."""

import random

import pytest

from heliograph.carriers.reach import SILENCES_MAX, Reach
from heliograph.carriers.reconnect import Reconnect

WINDOW = 10


@pytest.fixture
def reach() -> Reach:
    pauses = Reconnect(random.Random(3), first=1.0, longest=60.0, refused_first=60.0, refused_longest=600.0)
    return Reach(pauses, now=0.0)


def test_it_is_up_until_something_fails(reach: Reach) -> None:
    assert reach.up
    assert reach.room(WINDOW) == WINDOW


def test_requests_that_fail_together_fail_once(reach: Reach) -> None:
    assert reach.failed("no connection", 1.0) is not None
    assert reach.failed("no connection", 1.0) is None
    assert not reach.up
    assert reach.room(WINDOW) == 0
    assert reach.last_error == "no connection"


def test_one_request_proves_it_and_opens_the_window(reach: Reach) -> None:
    reach.failed("no connection", 1.0)
    reach.prove()
    assert (reach.up, reach.room(WINDOW)) == (True, 1)
    assert reach.worked(2.0)
    assert reach.room(WINDOW) == WINDOW
    assert reach.last_error == ""
    assert not reach.worked(3.0), "room that was there is no news"


def test_proofs_that_fail_are_tried_ever_more_rarely(reach: Reach) -> None:
    pauses = []
    for _ in range(10):
        pauses.append(reach.failed("no connection", 1.0))
        reach.prove()
    assert pauses[-1] > 10 * pauses[0]
    assert pauses[-1] <= 90.0


def test_silence_counts_in_a_row_only(reach: Reach) -> None:
    for _ in range(3):
        for _ in range(SILENCES_MAX - 1):
            assert reach.silent("no reply", 1.0) is None
        reach.worked(1.0)
    for _ in range(SILENCES_MAX - 1):
        reach.silent("no reply", 1.0)
    assert reach.silent("no reply", 1.0) is not None
    reach.prove()
    assert reach.silent("no reply", 1.0) is not None, "a proof has one try"


def test_shut_out_means_minutes(reach: Reach) -> None:
    pause = reach.shut_out("HTTP_401")
    assert pause is not None
    assert pause >= 30.0
    assert reach.shut_out("HTTP_401") is None
    assert reach.last_error == "HTTP_401"
