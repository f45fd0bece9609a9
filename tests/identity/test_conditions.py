"""If these fail, a policy for one office's addresses, or until a date, counts for others and ever after."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.conditions import (
    OPERATORS,
    Condition,
    ContextValue,
    find,
    prepare,
    read_date,
    read_network,
    read_number,
)

NOON = "2026-06-01T12:00:00Z"

#: operator, the policy's values, the request's value, whether it holds
ROWS: list[tuple[str, list[str], str, bool]] = [
    ("StringEquals", ["a"], "a", True),
    ("StringEquals", ["a"], "A", False),
    ("StringEquals", ["a*"], "ab", False),
    ("StringEquals", ["x", "a"], "a", True),
    ("StringNotEquals", ["a"], "A", True),
    ("StringNotEquals", ["x", "a"], "a", False),
    ("StringNotEquals", ["x", "y"], "a", True),
    ("StringEqualsIgnoreCase", ["Straße"], "STRASSE", True),
    ("StringEqualsIgnoreCase", ["a"], "b", False),
    ("StringNotEqualsIgnoreCase", ["A"], "a", False),
    ("StringNotEqualsIgnoreCase", ["A"], "b", True),
    ("StringLike", ["curl/*"], "curl/8.0", True),
    ("StringLike", ["curl/?"], "curl/8.0", False),
    ("StringLike", ["CURL/*"], "curl/8.0", False),
    ("StringNotLike", ["curl/*"], "curl/8.0", False),
    ("StringNotLike", ["wget/*", "nc"], "curl/8.0", True),
    ("NumericEquals", ["10"], "10.0", True),
    ("NumericEquals", ["10"], "11", False),
    ("NumericNotEquals", ["10"], "10.00", False),
    ("NumericNotEquals", ["10"], "9", True),
    ("NumericLessThan", ["10"], "9", True),
    ("NumericLessThan", ["10"], "10", False),
    ("NumericLessThanEquals", ["10"], "10", True),
    ("NumericLessThanEquals", ["10"], "10.1", False),
    ("NumericGreaterThan", ["-1"], "0", True),
    ("NumericGreaterThan", ["9"], "10", True),
    ("NumericGreaterThan", ["10"], "10", False),
    ("NumericGreaterThanEquals", ["10"], "10", True),
    ("NumericGreaterThanEquals", ["10"], "9", False),
    ("DateEquals", [NOON], "2026-06-01T20:00:00+08:00", True),
    ("DateEquals", [NOON], "2026-06-01T12:00:01Z", False),
    ("DateNotEquals", [NOON], "2026-06-01T20:00:00+08:00", False),
    ("DateNotEquals", [NOON], "2026-06-01T12:00:00+08:00", True),
    ("DateLessThan", [NOON], "2026-06-01T19:59:59+08:00", True),
    ("DateLessThan", [NOON], NOON, False),
    ("DateLessThanEquals", [NOON], NOON, True),
    ("DateLessThanEquals", [NOON], "2026-06-01T12:00:00.000001Z", False),
    ("DateGreaterThan", [NOON], "2026-06-01T12:00:01Z", True),
    ("DateGreaterThan", [NOON], NOON, False),
    ("DateGreaterThanEquals", [NOON], NOON, True),
    ("DateGreaterThanEquals", [NOON], "2026-06-01T11:59Z", False),
    ("Bool", ["true"], "true", True),
    ("Bool", ["True"], "TRUE", True),
    ("Bool", ["true"], "false", False),
    ("Bool", ["false"], "false", True),
    ("IpAddress", ["192.0.2.0/24"], "192.0.2.7", True),
    ("IpAddress", ["192.0.2.0/24"], "192.0.3.7", False),
    ("IpAddress", ["192.0.2.0/24", "203.0.113.2"], "203.0.113.2", True),
    ("IpAddress", ["203.0.113.2"], "203.0.113.3", False),
    ("IpAddress", ["192.0.2.9/24"], "192.0.2.7", True),
    ("IpAddress", ["0.0.0.0/0"], "198.51.100.1", True),
    ("IpAddress", ["2001:db8::/32"], "2001:db8:1::1", True),
    ("IpAddress", ["2001:db8::/32"], "2001:db9::1", False),
    ("IpAddress", ["::/0"], "192.0.2.7", False),
    ("IpAddress", ["192.0.2.0/24"], "::ffff:192.0.2.7", True),
    ("IpAddress", ["::ffff:192.0.2.0/120"], "192.0.2.7", True),
    ("IpAddress", ["0.0.0.0/0"], "::1", False),
    ("NotIpAddress", ["192.0.2.0/24", "10.0.0.0/8"], "10.1.2.3", False),
    ("NotIpAddress", ["192.0.2.0/24", "10.0.0.0/8"], "198.51.100.1", True),
    ("NotIpAddress", ["192.0.2.0/24"], "::ffff:192.0.2.7", False),
]


def holds(operator: str, values: list[str], context: dict[str, ContextValue], key: str = "x:Key") -> bool:
    return prepare(Condition(operator, key, tuple(values))).holds(context)


@pytest.mark.parametrize(("operator", "values", "given_value", "expected"), ROWS)
def test_each_operator_compares_as_its_name_says(
    operator: str, values: list[str], given_value: str, expected: bool
) -> None:
    assert holds(operator, values, {"x:Key": given_value}) is expected


def test_every_operator_is_seen_to_hold_and_to_fail() -> None:
    assert {(operator, expected) for operator, _, _, expected in ROWS} == {
        (operator, expected) for operator in OPERATORS for expected in (True, False)
    }


def _a_value(operator: str) -> str:
    return next(values[0] for name, values, _, _ in ROWS if name == operator)


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_key_that_is_absent_matches_nothing(operator: str) -> None:
    assert holds(operator, [_a_value(operator)], {}) is OPERATORS[operator].negative
    assert holds(operator, [_a_value(operator)], {"x:Key": ()}) is OPERATORS[operator].negative


@pytest.mark.parametrize("operator", [name for name in OPERATORS if not name.startswith("String")])
def test_a_request_value_of_another_type_matches_nothing(operator: str) -> None:
    assert holds(operator, [_a_value(operator)], {"x:Key": "no such value"}) is OPERATORS[operator].negative


def test_of_several_values_of_a_request_one_that_matches_is_enough_and_none_may_for_a_negative() -> None:
    assert holds("StringEquals", ["a"], {"x:Key": ("b", "a")})
    assert not holds("StringNotEquals", ["a"], {"x:Key": ("b", "a")})
    assert holds("StringNotEquals", ["a"], {"x:Key": ("b", "c")})


@pytest.mark.parametrize("spelled", ["acs:SourceIp", "acs:sourceip", "ACS:SOURCEIP"])
@pytest.mark.parametrize("brought", ["acs:SourceIp", "acs:SOURCEip"])
def test_the_case_of_a_key_says_nothing(spelled: str, brought: str) -> None:
    assert not holds("NotIpAddress", ["192.0.2.7"], {brought: "192.0.2.7"}, spelled)
    assert find({"x:Level": "1"}, "X:level") == ("1",)


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("NumericEquals", "ten"),
        ("NumericEquals", "1e5"),
        ("NumericEquals", "NaN"),
        ("NumericEquals", "9" * 31),
        ("NumericEquals", ""),
        ("NumericEquals", "١"),
        ("DateLessThan", "2026-06-01"),
        ("DateLessThan", "2026-06-01T12:00:00"),
        ("DateLessThan", "2026-02-30T12:00:00Z"),
        ("DateLessThan", "1780315200"),
        ("Bool", "yes"),
        ("Bool", "1"),
        ("IpAddress", "192.0.2"),
        ("IpAddress", "192.0.2.0/33"),
        ("IpAddress", "192.0.2.0/255.255.255.0"),
        ("IpAddress", "fe80::1%eth0"),
        ("IpAddress", "localhost"),
        ("IpAddress", "*"),
    ],
)
def test_a_policy_value_of_another_type_is_refused_when_it_is_made(operator: str, value: str) -> None:
    assert OPERATORS[operator].prepare(value) is None
    with pytest.raises(ValueError, match=operator):
        prepare(Condition(operator, "x:Key", (value,)))


def test_an_operator_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="StringIs"):
        prepare(Condition("StringIs", "x:Key", ("a",)))


def test_the_ends_of_the_calendar_can_be_compared() -> None:
    first, last = read_date("0001-01-01T00:00:00+14:00"), read_date("9999-12-31T23:59:59.999999-12:00")
    assert first is not None
    assert last is not None
    assert first < 0 < last


@given(st.text(max_size=40))
def test_any_text_is_a_value_or_is_none(text: str) -> None:
    for operator in OPERATORS.values():
        test = operator.prepare(text)
        assert test is None or test(text) in (True, False)
    for read in (read_number, read_date, read_network):
        read(text)
