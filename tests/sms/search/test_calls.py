"""If these fail, a search hides a refused call that it means, or shows one among messages that somebody looked for."""

import pytest

from heliograph.sms.search.calls import CallsWanted, calls_wanted, has_code
from heliograph.sms.search.grammar import Search, read_search

NOW = 1_795_521_600_000
HOUR = 3_600_000


def wanted(query: str) -> CallsWanted | None:
    search = read_search(query)
    assert isinstance(search, Search), search
    return calls_wanted(search, NOW, 480)


@pytest.mark.parametrize(
    "query", ["to:6581", "code:X to:6581", "status:failed", "is:open", "-is:refused", "text", "-carrier:net-one"]
)
def test_who_looks_for_messages_finds_no_calls(query: str) -> None:
    assert wanted(query) is None


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("", 0, None),
        ("is:refused", 0, None),
        ("is:refused,open", 0, None),
        ("-is:open", 0, None),
        ("after:-1h", NOW - HOUR, None),
        ("is:refused after:-2h before:-1h", NOW - 2 * HOUR, NOW - HOUR),
        ("-before:-1h -after:-30m", NOW - HOUR, NOW - HOUR // 2),
    ],
)
def test_calls_are_of_the_time_that_is_searched(query: str, since: int, until: int | None) -> None:
    found = wanted(query)
    assert found is not None
    assert (found.since, found.until, found.codes) == (since, until, ())


@pytest.mark.parametrize(
    ("query", "code", "has"),
    [
        ("code:throttling.*", "Throttling.User", True),
        ("code:throttling.*", "MOBILE_NUMBER_ILLEGAL", False),
        ("code:A,Throttling.User", "Throttling.User", True),
        ("-code:Throttling.*", "Throttling.User", False),
        ("-code:Throttling.* code:S*", "SignatureDoesNotMatch", True),
        ("", "SignatureDoesNotMatch", True),
    ],
)
def test_every_term_about_codes_must_hold(query: str, code: str, has: bool) -> None:
    found = wanted(query)
    assert found is not None
    assert has_code(found.codes, code) is has
