"""If this fails, an operation that acts may be replayed after a restart."""

import dataclasses

import pytest

from heliograph.operations.description import Access
from heliograph.operations.dysmsapi_2018_05_01.query_message import QUERY_MESSAGE


@pytest.mark.parametrize(
    ("access", "changes"),
    [
        (Access.GET, False),
        (Access.LIST, False),
        (Access.CREATE, True),
        (Access.UPDATE, True),
        (Access.DELETE, True),
    ],
)
def test_what_creates_updates_or_deletes_acts(access: Access, changes: bool) -> None:
    assert dataclasses.replace(QUERY_MESSAGE, access=access).changes is changes


ATTACH = dataclasses.replace(
    QUERY_MESSAGE,
    resource="acs:ram:*:{account}:user/{UserName}",
    second_resource="acs:ram:*:{policy_owner}:policy/{PolicyName}",
)


@pytest.mark.parametrize(
    ("sent", "user", "arns"),
    [
        (
            {"UserName": "alice", "PolicyName": "p", "PolicyType": "Custom"},
            "",
            ("acs:ram:*:1:user/alice", "acs:ram:*:1:policy/p"),
        ),
        (
            {"UserName": "alice", "PolicyName": "p", "PolicyType": "System"},
            "bob",
            ("acs:ram:*:1:user/alice", "acs:ram:*:system:policy/p"),
        ),
        ({"UserName": "", "PolicyName": "{account}"}, "bob", ("acs:ram:*:1:user/bob", "acs:ram:*:1:policy/{account}")),
        ({"account": "2", "policy_owner": "2"}, "", ("acs:ram:*:1:user/", "acs:ram:*:1:policy/")),
    ],
)
def test_a_call_s_resources_are_named_by_what_it_sent(sent: dict[str, str], user: str, arns: tuple[str, ...]) -> None:
    assert ATTACH.arns("1", sent, user) == arns


def test_an_operation_without_resources_is_about_all() -> None:
    assert QUERY_MESSAGE.arns("1", {"UserName": "alice"}) == ("*",)
