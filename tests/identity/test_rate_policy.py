"""If this fails, an account's own rates are not read back as they were set."""

import msgspec

from heliograph.identity.rate_policy import NoRatePolicies, RatePolicy


def test_a_policy_is_read_back_and_says_only_what_was_set() -> None:
    policy = RatePolicy(account=100, operations={"QueryMessage": 5})
    text = msgspec.json.encode(policy)
    assert text == b'{"account":100,"operations":{"QueryMessage":5}}'
    assert msgspec.json.decode(text, type=RatePolicy) == policy


def test_without_policies_every_account_has_the_servers_rates() -> None:
    assert NoRatePolicies().rates("1000000000000001") is None
