"""If this fails, an account is held to limits that nobody set, or to none though somebody did."""

import msgspec
import pytest

from heliograph.identity.send_limits import AccountLimits, SendLimits, of_country


def test_an_accounts_own_limits_lie_over_the_servers() -> None:
    server = SendLimits(recipient_per_minute=1, messages_per_day=100, countries_denied=("CU",))
    own = SendLimits(messages_per_day=0, countries_denied=())
    assert own.over(server) == SendLimits(recipient_per_minute=1, messages_per_day=0, countries_denied=())
    assert SendLimits().over(server) is server


def test_a_denial_of_a_country_wins() -> None:
    assert SendLimits().takes("HK")
    assert SendLimits(countries_allowed=("HK",)).takes("HK")
    assert not SendLimits(countries_allowed=("HK",)).takes("DE")
    assert not SendLimits(countries_allowed=("HK",), countries_denied=("HK",)).takes("HK")


def test_a_country_that_is_not_named_has_the_entry_of_any() -> None:
    assert [of_country({"HK": 5, "*": 1}, country) for country in ("HK", "DE")] == [5, 1]
    assert of_country({"HK": 5}, "DE") == of_country({}, "DE") == of_country(None, "DE") == 0


@pytest.mark.parametrize(
    "text",
    [
        b'{"send":{"messages_per_day":-1}}',
        b'{"send":{"messages":1}}',
        b'{"send":{"countries_denied":["hk"]}}',
        b'{"send":{"price_per_segment":{"Hong Kong":1}}}',
        b'{"rates":{"account":1.5}}',
        b'{"limits":{}}',
        b'{"weight":0}',
        b'{"weight":1001}',
    ],
)
def test_what_is_no_limit_is_refused(text: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=AccountLimits)


def test_limits_are_read_back_as_they_were_written() -> None:
    limits = AccountLimits(send=SendLimits(messages_per_day=0, country_messages_per_day={"*": 5}))
    text = msgspec.json.encode(limits)
    assert text == b'{"send":{"messages_per_day":0,"country_messages_per_day":{"*":5}}}'
    assert msgspec.json.decode(text, type=AccountLimits) == limits
