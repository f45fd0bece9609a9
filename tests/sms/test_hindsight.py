"""If this fails, the page tells a lie about what a client was told at some moment."""

import json

from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.events import (
    Cancelled,
    Claimed,
    DeadlinePassed,
    ReceiptArrived,
    Refused,
    Released,
    Resolve,
    SubmitError,
    SubmitLost,
    SubmitOk,
    ValidityOver,
)
from heliograph.sms.hindsight import hindsight
from heliograph.sms.lifecycle import step
from heliograph.sms.message import Life, Message, Route, Segment, State, Summary, summarise
from heliograph.sms.timeline import accepted_line, append, lines

START = 1_800_000_000_000
VALID_UNTIL = START + 3_600_000

SEGMENTS = st.integers(1, 2)
ATTEMPTS = st.integers(1, 2)
MOMENTS = st.integers(START + 1, START + 50)
VERDICTS = st.sampled_from([State.DELIVERED, State.FAILED, State.REJECTED, State.SUBMITTED])
EVENTS = st.one_of(
    st.builds(Claimed, SEGMENTS, st.just("net-one")),
    st.builds(Released, SEGMENTS, ATTEMPTS, MOMENTS),
    st.builds(SubmitOk, SEGMENTS, ATTEMPTS, st.just("c9"), MOMENTS),
    st.builds(SubmitError, SEGMENTS, ATTEMPTS, st.just("ESME_RSYSERR"), MOMENTS, st.sampled_from([0, START + 99])),
    st.builds(SubmitLost, SEGMENTS, ATTEMPTS, MOMENTS),
    st.builds(Resolve, SEGMENTS, ATTEMPTS),
    st.builds(
        lambda s, a, state, at: ReceiptArrived(s, a, state, state.upper(), at, "c9"),
        SEGMENTS,
        ATTEMPTS,
        VERDICTS,
        MOMENTS,
    ),
    st.builds(DeadlinePassed, SEGMENTS, ATTEMPTS),
    st.builds(ValidityOver, SEGMENTS),
    st.builds(Cancelled, SEGMENTS),
    st.builds(Refused, SEGMENTS, st.just("NO_ROUTE")),
)


def told(summary: Summary) -> tuple[object, ...]:
    """What an answer says of how it stands; the rest is dates and codes."""
    return summary.state, summary.final, summary.status


def history(segments: int, receipts: bool, events: list) -> tuple[Message, list[dict], list[Summary]]:
    """A message that lives through these events: as it ends, its timeline, and how it stood after each line."""
    life = Life(tuple(Segment(n + 1, due=START) for n in range(segments)), Route(receipts=receipts))
    message = Message(7, "1000", "R", "4915112345678", "net-one", 1, START, VALID_UNTIL, life, VALID_UNTIL)
    message, text = append(message, [accepted_line(message)])
    written, stood = [text], [summarise(message)]
    for event in events:
        if event.segment > segments:
            continue
        message, effects = step(message, event, START + 60)
        message, text = append(message, lines(event, message, effects, START + 60))
        if text:
            written.append(text)
            stood.append(summarise(message))
    return message, [json.loads(one) for one in b"".join(written).splitlines()], stood


@given(SEGMENTS, st.booleans(), st.lists(EVENTS, max_size=12))
def test_every_moment_is_told_as_it_was(segments: int, receipts: bool, events: list):
    message, timeline, stood = history(segments, receipts, events)
    assert [told(one) for one in hindsight(message, timeline)] == [told(one) for one in stood]


@given(st.booleans(), st.sampled_from(["DELIVRD", "UNDELIV"]), MOMENTS, MOMENTS)
def test_dates_and_codes_of_the_usual_way_are_those_of_the_answer(
    receipts: bool, stat: str, handed: int, received: int
):
    state = State.DELIVERED if stat == "DELIVRD" else State.FAILED
    events = [
        Claimed(1, "net-one"),
        SubmitOk(1, 1, "c9", handed),
        ReceiptArrived(1, 1, state, state.upper(), received, "c9"),
    ]
    message, timeline, stood = history(1, receipts, events)
    assert list(hindsight(message, timeline)) == stood


def test_what_ends_without_a_carrier_has_its_code():
    for event in (ValidityOver(1), Cancelled(1), Refused(1, "NO_ROUTE")):
        message, timeline, stood = history(1, True, [event])
        assert list(hindsight(message, timeline)) == stood
