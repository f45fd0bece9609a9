"""If this fails, a subscriber is never told what became of a message, or is told three different things."""

from itertools import product

import pytest

from heliograph.sms.message import Life, State, Summary
from heliograph.sms.revision import CORRECTION, FIRST, TOLD, TOLD_FAILED, UNTOLD, revision_due, told_after

ON_ITS_WAY = Summary(State.SUBMITTED, final=False, status=3)
FAILED = Summary(State.FAILED, final=True, status=2)
EXPIRED = Summary(State.EXPIRED, final=True, status=2)
DELIVERED = Summary(State.DELIVERED, final=True, status=1)


@pytest.mark.parametrize(
    ("told", "summary", "was_final", "revision"),
    [
        (UNTOLD, ON_ITS_WAY, False, 0),
        (UNTOLD, DELIVERED, False, FIRST),
        (UNTOLD, FAILED, False, FIRST),
        (UNTOLD, DELIVERED, True, 0),
        (UNTOLD, FAILED, True, 0),
        (TOLD_FAILED, EXPIRED, True, 0),
        (TOLD_FAILED, DELIVERED, True, CORRECTION),
        (TOLD_FAILED, ON_ITS_WAY, True, 0),
        (TOLD, FAILED, True, 0),
        (TOLD, DELIVERED, True, 0),
        (TOLD, FAILED, False, 0),
    ],
)
def test_a_report_is_due_at_the_end_and_once_more_for_proof_of_delivery(told, summary, was_final, revision):
    assert revision_due(Life((), told=told), summary, was_final) == revision


def test_no_order_of_changes_is_told_more_than_twice_nor_after_delivered():
    for path in product([ON_ITS_WAY, FAILED, EXPIRED, DELIVERED], repeat=5):
        life, was_final, said = Life(()), False, []
        for summary in path:
            if revision_due(life, summary, was_final):
                said.append(summary)
                life = Life((), told=told_after(summary))
            was_final = summary.final
        assert len(said) <= 2
        assert DELIVERED not in said[:-1]
