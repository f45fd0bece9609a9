"""A diagram that is not the code's own teaches the next reader, and the operator, rules that do not hold."""

from pathlib import Path

from heliograph.sms.lifecycle_diagram import arrows, mermaid, page
from heliograph.sms.message import FINAL, State

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def test_the_page_is_current():
    assert PAGE.read_text("utf-8") == page(), "python -m heliograph.sms.lifecycle_diagram > docs/lifecycle.md"


def test_every_state_can_be_reached_and_every_one_that_is_no_end_can_be_left():
    drawn = list(arrows())
    assert {end for _, end, _ in drawn} == set(State)
    assert {start for start, _, _ in drawn} == set(State) - {State.DELIVERED}


def test_an_end_is_left_by_proof_of_delivery_only():
    left = {(start, end, words) for start, end, words in arrows() if start in FINAL}
    assert left == {(state, State.DELIVERED, "receipt delivered") for state in FINAL - {State.DELIVERED}}


def test_the_diagram_joins_the_events_along_one_arrow():
    assert "    submitted --> unknown: receipt unknown, or deadline passed" in mermaid().splitlines()
