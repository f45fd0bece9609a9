"""If this fails, a receipt comes at another time than was asked for, or tells failures to who did not ask."""

import random

from heliograph.rules.delay import Delay
from heliograph.simulator.behaviour import (
    ACCEPTED,
    DELETED,
    DELIVERED,
    EXPIRED,
    REJECTED,
    UNDELIVERABLE,
    UNKNOWN,
)


def test_a_delay_without_jitter_is_always_the_same() -> None:
    assert {Delay(70).draw(random.Random(seed)) for seed in range(20)} == {70}


def test_a_delay_with_jitter_takes_every_value_of_its_range_and_no_other() -> None:
    source = random.Random(5)
    assert {Delay(10, 3).draw(source) for _ in range(200)} == {10, 11, 12, 13}


def test_each_outcome_is_the_state_that_its_receipt_names() -> None:
    outcomes = [DELIVERED, EXPIRED, DELETED, UNDELIVERABLE, ACCEPTED, UNKNOWN, REJECTED]
    words = ["DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD"]
    assert [outcome.state.stat for outcome in outcomes] == words
    assert [outcome.failed for outcome in outcomes] == [False, True, True, True, False, True, True]
