"""If these fail, an operator who asks why a message has no receipt is told from facts that are not there."""

import msgspec

from heliograph.operations.heliograph_2026_11_01.diagnose_message import DIAGNOSE_MESSAGE, diagnose_message
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.diagnosis import CarrierFacts
from heliograph.sms.message import Attempt, Segment, State
from heliograph.store.orphans import NoOrphans, Orphan, Place

T = 1_545_641_902_000
LINES = b'{"t":1545641902000,"e":"query_refused","s":1,"a":1,"code":"ESME_RQUERYFAIL","to":"submitted"}\n'


class Kept(NoOrphans):
    """One, of whatever recipient is asked for, that names no one."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, int]] = []

    async def orphans_of(self, carrier, to, since, limit):
        self.asked.append((carrier, to, since))
        place = Place(T + 9_000, carrier, "6699", 0)
        return [Orphan(place, to, State.DELIVERED, "DELIVERED", CarrierWords(), b"")] if not to else []


def test_only_the_servers_own_account_may_ask() -> None:
    assert DIAGNOSE_MESSAGE.of_server


async def test_it_tells_what_was_found_from_the_store_and_the_carriers(bench, held) -> None:
    submitted = Attempt(1, "net-one", State.SUBMITTED, "1a2b", T, claimed_at=T - 5)
    told = held(Segment(1, None, (submitted,), handed=1), lines=LINES)
    told = msgspec.structs.replace(told, message=msgspec.structs.replace(told.message, lane="net-one"))
    bench.store.holds = [told]
    bench.orphans = Kept()
    bench.carrier_facts = {"net-one": CarrierFacts(up=False, last_error="no route", id_form="exact")}
    reply = await bench.call(diagnose_message, MessageId="5")
    assert (reply.fields["MessageId"], reply.fields["State"]) == ("5", "submitted")
    assert [one["Code"] for one in reply.fields["Findings"]] == [
        "other_base",
        "link_down",
        "carrier_does_not_know",
        "overdue",
    ]
    assert reply.fields["Findings"][0]["Advice"] == 'Set id_form = "dec-to-hex" for net-one (it is "exact").'
    assert bench.orphans.asked == [("net-one", told.message.to, T - 5), ("net-one", "", T - 5)]


async def test_a_message_that_waits_is_told_so(bench, held) -> None:
    bench.store.holds = [held(Segment(1))]
    reply = await bench.call(diagnose_message, MessageId="5")
    assert [one["Code"] for one in reply.fields["Findings"]] == ["carrier_unknown"]


async def test_an_unknown_message_is_answered_by_its_code_alone(bench) -> None:
    reply = await bench.call(diagnose_message, MessageId="6")
    assert (reply.code, reply.fields) == ("DATA_NOT_EXIST", {})
