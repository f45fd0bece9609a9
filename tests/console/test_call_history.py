"""If these fail, somebody sees another's calls, or the calls of one day fill the memory."""

from heliograph.console.call_history import (
    CALLS_MAX,
    SESSIONS_MAX,
    VALUES_LENGTH_MAX,
    CallHistory,
    PastCall,
    kept_values,
)
from heliograph.explorer.products import products

SEND = products()["Dysmsapi", "2018-05-01"][0]


def past(number: int) -> PastCall:
    return PastCall(SEND, {"To": str(number)}, number, 1, 200, "OK", "R", ())


def test_each_session_sees_its_own_calls_latest_first():
    history = CallHistory()
    history.add("one", past(1))
    history.add("two", past(2))
    history.add("one", past(3))
    assert [call.at_ms for call in history.of("one")] == [3, 1]
    assert [call.at_ms for call in history.of("two")] == [2]
    assert history.of("three") == ()


def test_a_session_that_is_over_is_forgotten():
    history = CallHistory()
    history.add("one", past(1))
    history.forget("one")
    history.forget("never there")
    assert history.of("one") == ()


def test_calls_and_sessions_are_bounded():
    history = CallHistory()
    for number in range(CALLS_MAX + 5):
        history.add("one", past(number))
    assert len(history.of("one")) == CALLS_MAX
    assert history.of("one")[0].at_ms == CALLS_MAX + 4
    for number in range(SESSIONS_MAX):
        history.add(f"s{number}", past(number))
    assert history.of("one") == ()


def test_values_that_are_too_long_are_not_kept():
    assert kept_values({"Message": "x" * VALUES_LENGTH_MAX}) == {"Message": "x" * VALUES_LENGTH_MAX}
    assert kept_values({"Message": "x" * VALUES_LENGTH_MAX, "To": "1"}) == {}
