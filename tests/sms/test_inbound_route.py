"""If this fails, what people write to one customer's number is told to another."""

import pytest

from heliograph.sms.inbound_route import account_of, route_key

NUMBERS = {route_key("+85290000001"): "shop", route_key("Alice"): "alice"}


@pytest.mark.parametrize(
    ("destination", "account"),
    [
        ("85290000001", "shop"),
        ("+85290000001", "shop"),
        ("ALICE", "alice"),
        ("85290000002", "root"),
        ("8529000000", "root"),
        ("", "root"),
    ],
)
def test_a_number_belongs_to_the_account_that_has_it_and_else_to_the_root(destination, account):
    assert account_of(destination, NUMBERS, "root") == account
