"""If these fail, an operator does not see receipts that match nothing, or a page leaves some out."""

from collections.abc import Sequence

import pytest

from heliograph.operations.heliograph_2026_11_01.list_orphan_receipts import LIST_ORPHAN_RECEIPTS, list_orphan_receipts
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import State
from heliograph.store.orphans import NoOrphans, Orphan, Place

T = 1_545_641_902_000


class Kept(NoOrphans):
    """So many, newest first."""

    def __init__(self, count: int) -> None:
        self.all = [
            Orphan(Place(T + n, "net-one", f"a.{n}", 0), "", State.DELIVERED, "DELIVERED", CarrierWords(), b"")
            for n in range(count, 0, -1)
        ]

    async def orphans(self, *, before: Place | None = None, limit: int) -> Sequence[Orphan]:
        return [one for one in self.all if before is None or one.place < before][:limit]


def test_only_the_servers_own_account_sees_them() -> None:
    assert LIST_ORPHAN_RECEIPTS.of_server


async def test_pages_join_without_a_gap(bench) -> None:
    bench.orphans = Kept(7)
    seen, before = [], {}
    while True:
        reply = await bench.call(list_orphan_receipts, MaxItems="3", **before)
        seen += [row["CarrierMessageId"] for row in reply.fields["Receipts"]]
        if "NextBefore" not in reply.fields:
            break
        before = {"Before": reply.fields["NextBefore"]}
    assert seen == [f"a.{n}" for n in range(7, 0, -1)]


async def test_a_row_says_what_the_carrier_said(bench) -> None:
    words = CarrierWords("UNDELIV", "069", named="00A1")
    bench.orphans = Kept(0)
    bench.orphans.all = [Orphan(Place(T, "net-one", "a1", 0), "85261234567", State.FAILED, "UNDELIV", words, b"")]
    assert (await bench.call(list_orphan_receipts)).fields["Receipts"] == [
        {
            "Carrier": "net-one",
            "CarrierMessageId": "00A1",
            "To": "85261234567",
            "State": "failed",
            "Code": "UNDELIV",
            "CarrierState": "UNDELIV",
            "CarrierError": "069",
            "ReceiveDate": "Mon, 24 Dec 2018 16:58:22 +0800",
        }
    ]


@pytest.mark.parametrize("place", ["x", "1.2.net-one", "-1.0.net-one.k", "1.x.net-one.k", f"{10**19}.0.net-one.k"])
async def test_a_place_that_is_none_is_refused(bench, place) -> None:
    reply = await bench.call(list_orphan_receipts, Before=place)
    assert (reply.code, reply.description) == (
        "INVALID_PARAMETERS",
        "Before must be the NextBefore of a page before.",
    )
