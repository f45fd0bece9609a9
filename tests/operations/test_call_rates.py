"""If this fails, somebody who looks at limits does not see what is called."""

from heliograph.operations.call_rates import CallRates, RateUse


def test_before_the_gateway_is_there_nothing_is_known_and_then_the_most_frequent_comes_first() -> None:
    rates = CallRates()
    assert rates.of("a") == []
    rates.read_by(lambda account: [RateUse(account, "v", "One", 3, 0, 1), RateUse(account, "v", "Two", 3, 0, 9)])
    assert [use.operation for use in rates.of("a")] == ["Two", "One"]
