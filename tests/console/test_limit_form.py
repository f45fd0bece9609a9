"""If this fails, an operator who changes one limit in the console changes another one, or drops those of a customer."""

import msgspec
import pytest

from heliograph.console.limit_form import FIELDS, filled, limits_of
from heliograph.identity import AccountLimits, SendLimits
from heliograph.identity.rate_policy import RatePolicy

ALL = AccountLimits(
    RatePolicy(5, 6, {"QueryMessage": 7}, {"ListMessages": 8}),
    SendLimits(1, 2, 3, ("HK", "TW"), ("GB",), 4, 5, {"HK": 6, "*": 0}, {"*": 7}, {"HK": 25_000}),
    weight=3,
)


def test_every_limit_there_is_has_a_field():
    def names(part: str) -> set[str]:
        return {one.name for one in FIELDS if one.part == part}

    assert names("send") == set(SendLimits.__struct_fields__)
    assert names("rates") == set(RatePolicy.__struct_fields__)
    assert names("") | {"send", "rates"} == set(AccountLimits.__struct_fields__)


def test_what_is_filled_in_and_sent_again_changes_nothing():
    form = filled(msgspec.json.decode(msgspec.json.encode(ALL)))
    assert form["send.country_messages_per_day"] == "HK=6, *=0"
    assert msgspec.convert(limits_of(form), AccountLimits) == ALL


def test_an_empty_form_leaves_everything_to_the_server():
    assert limits_of({"send.messages_per_day": " ", "csrf": "x"}) == {}


@pytest.mark.parametrize(
    ("key", "text", "label"),
    [
        ("send.messages_per_day", "many", "Messages in a day"),
        ("send.messages_per_day", "-1", "Messages in a day"),
        ("rates.operations", "QueryMessage", "Calls a second, by operation"),
        ("send.price_per_segment", "=5", "Price of a segment in millionths, by country"),
    ],
)
def test_what_cannot_be_read_is_named(key: str, text: str, label: str):
    assert limits_of({key: text}) == label
