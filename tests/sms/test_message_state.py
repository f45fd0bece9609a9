"""A state or word that means something else to us than to the carrier turns failures into successes."""

import pytest

from heliograph.sms.message import State
from heliograph.sms.message_state import BY_CODE, BY_WORD, MESSAGE_STATES


def test_the_states_are_those_of_the_standard():
    assert {value: state.name for value, state in MESSAGE_STATES.items()} == {
        0: "SCHEDULED",
        1: "ENROUTE",
        2: "DELIVERED",
        3: "EXPIRED",
        4: "DELETED",
        5: "UNDELIVERABLE",
        6: "ACCEPTED",
        7: "UNKNOWN",
        8: "REJECTED",
        9: "SKIPPED",
    }


def test_only_delivered_proves_a_delivery():
    assert [state.name for state in MESSAGE_STATES.values() if state.state is State.DELIVERED] == ["DELIVERED"]


def test_unknown_and_accepted_are_no_verdicts():
    assert {MESSAGE_STATES[6].state, MESSAGE_STATES[7].state} == {State.SUBMITTED}


@pytest.mark.parametrize(("word", "value"), [("FAILED", 5), ("BUFFERED", 1), ("DELIVERED", 2), ("REJECTED", 8)])
def test_words_outside_the_standard_that_carriers_use_are_known(word: str, value: int):
    assert BY_WORD[word] is MESSAGE_STATES[value]


def test_each_code_names_one_state():
    assert len(BY_CODE) == len(MESSAGE_STATES)
    assert all(state.code.isupper() and state.meaning for state in MESSAGE_STATES.values())
