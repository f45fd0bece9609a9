"""If these fail, an operator does not see receipts that match nothing, or a page leaves some out."""

from collections.abc import Sequence

import pytest

from heliograph.operations.heliograph_2026_11_01.list_orphan_receipts import LIST_ORPHAN_RECEIPTS, list_orphan_receipts
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import State
from heliograph.sms.orphan_guess import Handed
from heliograph.store.orphans import NoOrphans, Orphan, Place

T = 1_545_641_902_000


class Kept(NoOrphans):
    """So many, newest first."""

    def __init__(self, count: int) -> None:
        self.all = [
            Orphan(Place(T + n, "net-one", f"a.{n}", 0), "", State.DELIVERED, "DELIVERED", CarrierWords(), b"")
            for n in range(count, 0, -1)
        ]

    known: Sequence[Handed] = ()

    async def handed(self, keys: Sequence[tuple[str, str]]) -> Sequence[Handed]:
        self.asked = keys
        return [one for one in self.known if (one.carrier, one.key) in keys]

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
            "Guess": "No message that net-one has taken has this id in any form: it may be for what another program "
            "sent, or for one that is kept no more.",
        }
    ]


async def test_a_message_whose_id_is_written_otherwise_is_guessed_and_nobody_elses(bench) -> None:
    bench.orphans = Kept(0)
    words = CarrierWords("DELIVRD", named="1A2B")
    bench.orphans.all = [
        Orphan(Place(T, carrier, "1a2b", 0), "85261234567", State.DELIVERED, "DELIVERED", words, b"")
        for carrier in ("net-one", "net-two")
    ]
    bench.orphans.known = [Handed("net-one", "6699", 77, "85261234567")]
    one, two = (await bench.call(list_orphan_receipts)).fields["Receipts"]
    assert (one["GuessedMessageId"], one["Advice"]) == ("77", 'Set id_form = "hex-to-dec" for net-one.')
    assert "GuessedMessageId" not in two
    assert ("net-two", "6699") in bench.orphans.asked


@pytest.mark.parametrize("place", ["x", "1.2.net-one", "-1.0.net-one.k", "1.x.net-one.k", f"{10**19}.0.net-one.k"])
async def test_a_place_that_is_none_is_refused(bench, place) -> None:
    reply = await bench.call(list_orphan_receipts, Before=place)
    assert (reply.code, reply.description) == (
        "INVALID_PARAMETERS",
        "Before must be the NextBefore of a page before.",
    )
