"""A row that a later release cannot read, or a state read wrongly from it, shows every old message wrong."""

import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.message import (
    FINAL,
    Attempt,
    Life,
    Message,
    Route,
    Segment,
    State,
    deciding_attempt,
    is_final,
    message_state,
    segment_state,
    summarise,
)

lives = st.from_type(Life)


@given(lives)
def test_a_life_comes_back_from_its_column(life: Life):
    assert msgspec.json.decode(msgspec.json.encode(life), type=Life) == life


def test_what_an_earlier_release_stored_is_read_with_defaults():
    life = msgspec.json.decode(b'[[[1,"submitting",[[1,"lane"]]]]]', type=Life)
    assert life == Life((Segment(1, State.SUBMITTING, (Attempt(1, "lane"),)),))
    assert msgspec.json.decode(b"[[[1]],[false]]", type=Life).route == Route(receipts=False)


def test_what_a_later_release_stored_is_read_without_its_new_fields():
    encoded = msgspec.json.decode(msgspec.json.encode(Life((Segment(1),))))
    encoded[0][0].append("new")
    encoded.append("new")
    assert msgspec.json.decode(msgspec.json.encode(encoded), type=Life) == Life((Segment(1),))


def segment(*attempts: State, work: State | None = None, verdict: State | None = None) -> Segment:
    made = tuple(Attempt(n + 1, "lane", state, code=state.upper()) for n, state in enumerate(attempts))
    return Segment(1, work, made, verdict, "VERDICT" if verdict else "", handed=len(made))


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (segment(), State.ACCEPTED),
        (segment(work=State.ACCEPTED), State.ACCEPTED),
        (segment(State.SUBMITTING, work=State.SUBMITTING), State.SUBMITTING),
        (segment(State.IN_DOUBT, work=State.ACCEPTED), State.ACCEPTED),
        (segment(State.DELIVERED, work=State.SUBMITTING), State.DELIVERED),
        (segment(State.IN_DOUBT, State.SUBMITTED), State.SUBMITTED),
        (segment(State.FAILED, State.IN_DOUBT), State.IN_DOUBT),
        (segment(State.REJECTED, State.UNKNOWN), State.UNKNOWN),
        (segment(State.REJECTED, State.FAILED), State.FAILED),
        (segment(State.REJECTED, verdict=State.EXPIRED), State.EXPIRED),
        (segment(State.IN_DOUBT, verdict=State.CANCELLED), State.IN_DOUBT),
        (segment(verdict=State.CANCELLED), State.CANCELLED),
    ],
)
def test_a_segment_is_its_undone_work_or_the_best_of_its_attempts(found: Segment, state: State):
    assert segment_state(found) is state


def message(*segments: Segment, receipts: bool = True) -> Message:
    numbered = tuple(msgspec.structs.replace(found, number=n + 1) for n, found in enumerate(segments))
    return Message(1, "a", "r", "49151", "lane", 1, 0, 0, Life(numbered, Route(receipts=receipts)))


@pytest.mark.parametrize("receipts", [True, False])
@pytest.mark.parametrize("pair", list(itertools.product(State, State)))
def test_a_message_is_not_final_until_all_its_segments_are_and_then_the_worst(
    pair: tuple[State, State], receipts: bool
):
    work = (State.ACCEPTED, State.SUBMITTING)
    one, other = (segment(work=s) if s in work else segment(s) for s in pair)
    found = message(one, other, receipts=receipts)
    state = message_state(found)
    assert state in pair
    assert state is message_state(message(other, one, receipts=receipts))
    finals = [is_final(s, found.life.route) for s in pair]
    assert is_final(state, found.life.route) == all(finals)
    summary = summarise(found)
    if all(finals):
        good = {State.DELIVERED} if receipts else {State.DELIVERED, State.SUBMITTED}
        assert (summary.status == 1) == (set(pair) <= good)
    else:
        assert summary.status == 3


def test_the_code_is_that_of_the_segment_that_decided():
    found = message(segment(State.DELIVERED), segment(State.REJECTED, State.FAILED))
    assert (summarise(found).state, summarise(found).code) == (State.FAILED, "FAILED")
    expired = message(segment(State.REJECTED, verdict=State.EXPIRED))
    assert summarise(expired).code == "VERDICT"


@given(st.lists(st.sampled_from(State), max_size=4), st.sampled_from([None, State.ACCEPTED, State.SUBMITTING]))
def test_the_deciding_attempt_is_the_one_that_the_state_is_read_from(attempts: list[State], work: State | None):
    found = segment(*attempts, work=work)
    decided = deciding_attempt(found)
    if not attempts:
        assert decided is None
    elif work is None or State.DELIVERED in attempts:
        assert decided is not None
        assert decided.state is segment_state(found)
    else:
        assert decided == found.attempts[-1]


def test_final_states_are_the_ends_of_the_design():
    assert {state for state in State if state not in FINAL} == {
        State.ACCEPTED,
        State.SUBMITTING,
        State.SUBMITTED,
        State.IN_DOUBT,
    }
