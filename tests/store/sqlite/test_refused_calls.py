"""If this fails, a question about refused calls reads all that are kept, on the thread that answers everybody."""

import pytest

from heliograph.sms.search.grammar import read_search
from heliograph.store.refused_calls import RefusedCall, Sought
from heliograph.store.sqlite import refused_calls
from store.sqlite.test_walk import Watched

OWN = "1000000000000001"


@pytest.mark.parametrize(
    "sought",
    [
        Sought(),
        Sought(since=5, until=9),
        Sought(action="QueryMessage"),
        Sought(code="X"),
        Sought(action="QueryMessage", code="X"),
        Sought(codes=read_search("code:x* -code:Y").terms),
        Sought(codes=read_search("-code:X").terms, action="QueryMessage"),
    ],
)
async def test_no_page_sorts_or_reads_past_what_it_shows(world, sought):
    await world.store.keep_refused([RefusedCall(f"id-{n}", n, OWN, "QueryMessage", "X", b"{}") for n in range(9)])
    connection = Watched(world.store._file.reading())
    refused_calls.page(connection, OWN, sought, 2)
    plans = [plan for plan in connection.plans if "refused_call" in plan or "B-TREE" in plan]
    assert plans
    assert all(plan.startswith("SEARCH refused_call USING ") and "(account=?" in plan for plan in plans), plans
