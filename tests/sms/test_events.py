"""If an event had no rule or no name in the timeline, a carrier's word would vanish without a trace."""

from typing import get_args

import pytest

from heliograph.sms import events
from heliograph.sms.lifecycle import ATTEMPT_RULES, SEGMENT_RULES
from heliograph.sms.timeline import _NAMES


@pytest.mark.parametrize("event", get_args(events.AttemptEvent))
def test_every_event_about_an_attempt_has_a_rule(event: type) -> None:
    assert any(known is event for _, known in ATTEMPT_RULES)


@pytest.mark.parametrize("event", get_args(events.SegmentEvent))
def test_every_event_about_a_segment_has_a_rule(event: type) -> None:
    assert any(known is event for _, known in SEGMENT_RULES)


@pytest.mark.parametrize("event", get_args(events.Event))
def test_every_event_has_a_name_for_people(event: type) -> None:
    assert _NAMES[event.__name__]
