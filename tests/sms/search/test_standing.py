"""If these fail, a word means other states than people are told."""

from heliograph.sms.message import FINAL, State
from heliograph.sms.search.standing import IS, STATUS, Could, Family, could_be, family_of


def test_every_state_has_a_word_and_a_family() -> None:
    for state in State:
        assert any(state in states for states in STATUS.values())
        assert state in family_of(state).value
    assert sum(len(family.value) for family in Family) == len(State)
    assert STATUS["sending"] | STATUS["ended"] == frozenset(State)


def test_a_state_tells_what_it_can_of_each_word() -> None:
    for state in State:
        for word in IS:
            assert could_be(word, state) in Could
        if state is not State.SUBMITTED:
            assert could_be("final", state) is (Could.YES if state in FINAL else Could.NO)
    assert could_be("final", State.SUBMITTED) is Could.MAYBE
    assert could_be("retried", State.DELIVERED) is Could.MAYBE
