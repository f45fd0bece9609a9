"""If this fails, receipts are lost on their way to a customer, or come again although the customer confirmed them."""

from pathlib import Path

import pytest

from end_to_end.pushes import run

COUNT = 5_000


@pytest.mark.timeout(240)
def test_every_receipt_reaches_a_subscriber_that_fails_stalls_and_restarts_while_the_server_is_killed(
    tmp_path: Path,
) -> None:
    seen = run(tmp_path, COUNT, kills=2, seconds=200)
    assert seen["reports"] == COUNT
    assert {"fail", "wrong", "half", "close", "stall", "confirm"} <= set(seen), "the subscriber had its bad days"
    assert seen["repeated"] > 0
