"""If these fail, a policy about one account's users reaches another's."""

import pytest

from heliograph.identity.arn import is_resource_pattern, resource_patterns, split_arn


def test_a_name_has_four_parts_and_the_last_may_hold_colons() -> None:
    assert split_arn("acs:ram:*:1:role/a") == ("ram", "*", "1", "role/a")
    assert split_arn("acs:ram::1:role/a:b") == ("ram", "", "1", "role/a:b")


@pytest.mark.parametrize("text", ["*", "", "acs", "acs:ram:*:1", "arn:aws:iam:1:role/a", "ACS:ram:*:1:a"])
def test_anything_else_is_no_name(text: str) -> None:
    assert split_arn(text) is None


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        ("*", True),
        ("**", True),
        ("acs:ram:*:1:role/a", True),
        ("acs:ram::1:role/a", True),
        ("acs:*:*:*:*", True),
        ("", False),
        ("?", False),
        ("acs:ram:*", False),
        ("acs::*:*:role/a", False),
        ("acs:ram:*:1:", False),
        ("role/a", False),
    ],
)
def test_a_policy_names_everything_or_a_resource_in_full(pattern: str, allowed: bool) -> None:
    assert is_resource_pattern(pattern) is allowed


@pytest.mark.parametrize(
    ("pattern", "resource", "fits"),
    [
        ("*", "*", True),
        ("*", "acs:ram:*:1:role/a", True),
        ("acs:ram:*:1:role/a", "*", False),
        ("acs:*:*:*:*", "*", False),
        ("acs:*:*:*:*", "acs:ram:*:1:role/a", True),
        ("acs:ram:*:1:role/a", "acs:ram:*:1:role/a", True),
        ("acs:ram::1:role/a", "acs:ram:*:1:role/a", True),
        ("acs:ram:*:1:role/a", "acs:ram::1:role/a", True),
        ("acs:ram:*::role/a", "acs:ram:*:1:role/a", True),
        ("acs:ram:*:2:role/a", "acs:ram:*:1:role/a", False),
        ("acs:ram:cn-hangzhou:1:role/a", "acs:ram:*:1:role/a", False),
        ("acs:ram:*:1:role/*", "acs:ram:*:1:role/a:b", True),
        ("acs:ram:*:1:role/?", "acs:ram:*:1:role/ab", False),
        ("acs:ram:*:1:Role/a", "acs:ram:*:1:role/a", False),
        ("acs:ram:*:role/a", "acs:ram:x:1:role/a", False),
    ],
)
def test_each_part_is_matched_by_itself_with_case(pattern: str, resource: str, fits: bool) -> None:
    assert resource_patterns([pattern]).match(split_arn(resource)) is fits


def test_a_star_does_not_reach_across_a_colon() -> None:
    made = resource_patterns(["acs:ram:*:1:user/a"])
    assert not made.match(split_arn("acs:ram:cn:2:1:user/a"))
