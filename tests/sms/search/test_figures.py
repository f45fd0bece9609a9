"""If these fail, a chart counts messages that are not meant."""

import pytest

from heliograph.sms.message import State
from heliograph.sms.search.figures import could_mean, is_counted
from heliograph.sms.search.grammar import Search, read_search
from heliograph.sms.search.standing import Could


def terms(query: str):  # type: ignore[no-untyped-def]
    found = read_search(query)
    assert isinstance(found, Search)
    return found.terms


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("", True),
        ("status:failed -country:SG carrier:net* code:UNDELIV", True),
        ("status:sending", True),
        ("status:submitting", False),
        ("status:accepted", False),
        ("is:doubt", True),
        ("is:final", False),
        ("is:retried", False),
        ("code:succ*", False),
        ("hello", False),
        ("to:65", False),
        ("status:failed seg:>1", False),
    ],
)
def test_figures_answer_only_what_they_tell_exactly(query: str, counted: bool) -> None:
    assert is_counted(terms(query)) is counted


def test_the_opposite_of_perhaps_is_perhaps() -> None:
    for query, could in (
        ("is:final", Could.MAYBE),
        ("-is:final", Could.MAYBE),
        ("is:doubt", Could.NO),
        ("-is:doubt", Could.YES),
    ):
        [term] = terms(query)
        assert could_mean(term, State.SUBMITTED) is could
