"""If these fail, a forced result is no rule of the simulated carrier, or goes further than its one message."""

import pytest

from heliograph.console.forced_results import DELAYS, RESULTS, rule_line
from heliograph.rules import as_mapping, read_line
from heliograph.rules.carrier import CARRIER


@pytest.mark.parametrize("delay", ["", *DELAYS, "nonsense"])
@pytest.mark.parametrize("result", RESULTS)
def test_each_is_a_rule_for_one_number_that_is_used_up(result: str, delay: str):
    rule = as_mapping(read_line(rule_line("explorer-1", "12025550100", result, delay, 3), CARRIER))
    assert (rule["name"], rule["number"], rule["times"]) == ("explorer-1", "+12025550100", 3)
    assert "for" in rule


def test_a_receipt_that_comes_can_come_late():
    assert "receipt_delay=30s" in rule_line("n", "1", "undelivered", "30s", 1)
    assert "receipt_delay" not in rule_line("n", "1", "silent", "30s", 1)
    assert "receipt_delay" not in rule_line("n", "1", "delivered", "", 1)
