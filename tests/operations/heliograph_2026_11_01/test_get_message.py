"""If these fail, nobody can find out what happened to a message."""

import msgspec
import pytest

from heliograph.operations.heliograph_2026_11_01.failover_words import failover_in_words
from heliograph.operations.heliograph_2026_11_01.get_message import get_message
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.events import Why
from heliograph.sms.message import Attempt, Route, Segment, State
from heliograph.sms.plan import Failover, Plan, PlanLane, Round

T = 1_545_641_902_000
DATE = "Mon, 24 Dec 2018 16:58:22 +0800"
LINES = (
    b'{"t":1545641902000,"e":"accepted","lane":"simulator","segments":1}\n'
    b'{"t":1545641902000,"e":"submit_ok","s":1,"a":1,"carrier_message_id":"c1","to":"submitted"}\n'
)


async def test_a_message_is_shown_with_its_parts_hand_overs_and_timeline(bench, held) -> None:
    attempts = (Attempt(1, "one", State.FAILED, "c0", T, T, "UNDELIV"), Attempt(2, "two", State.DELIVERED, "c1", T, T))
    bench.store.holds = [held(Segment(1, None, attempts), lines=LINES)]
    reply = await bench.call(get_message, MessageId="5")
    assert (reply.fields["State"], reply.fields["Status"], reply.fields["SendDate"]) == ("delivered", "1", DATE)
    [part] = reply.fields["SegmentParts"]
    assert (part["Number"], part["State"]) == ("1", "delivered")
    assert [attempt["Carrier"] for attempt in part["Attempts"]] == ["one", "two"]
    assert part["Attempts"][0] == {
        "Number": "1",
        "Carrier": "one",
        "State": "failed",
        "CarrierMessageId": "c0",
        "Code": "UNDELIV",
        "SendDate": DATE,
        "ReceiveDate": DATE,
    }
    assert reply.fields["Timeline"] == [
        {
            "Date": DATE,
            "Timestamp": str(T),
            "Event": "accepted",
            "Detail": '{"lane":"simulator","segments":1}',
            "QueryMessage": {"Status": "3"},
        },
        {
            "Date": DATE,
            "Timestamp": str(T),
            "Event": "submit_ok",
            "Segment": "1",
            "Attempt": "1",
            "State": "submitted",
            "Detail": '{"carrier_message_id":"c1"}',
            "QueryMessage": {"Status": "3"},
        },
    ]


async def test_what_the_carrier_said_stands_beside_our_own_state_of_it(bench, held) -> None:
    said = CarrierWords("BLOCKED", "69", "3:27", "2412241658", T, "0001A2B")
    plain = CarrierWords(done_date="0000000000")
    attempts = (
        Attempt(1, "one", State.REJECTED, "6699", T, T, "REJECTD", T, said),
        Attempt(2, "one", State.SUBMITTED, words=plain),
    )
    bench.store.holds = [held(Segment(1, None, attempts))]
    first, second = (await bench.call(get_message, MessageId="5")).fields["SegmentParts"][0]["Attempts"]
    names = ("CarrierState", "CarrierError", "NetworkError", "CarrierDoneDate", "ReceiptMessageId")
    assert [first[name] for name in names] == ["BLOCKED", "69", "3:27", DATE, "0001A2B"]
    assert [second.get(name) for name in names] == [None, None, None, "0000000000", None]


async def test_each_part_names_its_carrier_and_each_change_of_it_is_told_in_words(bench, held) -> None:
    moved = (
        b'{"t":1545641902000,"e":"failed_over","s":1,"left":"one","lane":"two","why":"refused",'
        b'"code":"ESME_RSYSERR","again":1}\n'
    )
    stored = held(Segment(1, None, (Attempt(1, "one", State.REJECTED),)), Segment(2), lines=moved)
    plan = Plan((PlanLane("one"), PlanLane("two")))
    failover = Failover(plan, past=(Round("one", Route(), 7, 0),), first=1)
    message = msgspec.structs.replace(
        stored.message, lane="two", life=msgspec.structs.replace(stored.message.life, failover=failover)
    )
    bench.store.holds = [msgspec.structs.replace(stored, message=message)]
    fields = (await bench.call(get_message, MessageId="5")).fields
    assert [(part["Number"], part["Carrier"]) for part in fields["SegmentParts"]] == [("1", "one"), ("2", "two")]
    assert fields["Timeline"][0]["Says"] == (
        "one refused it with ESME_RSYSERR, so it went on to two. One part of it may have reached the recipient before."
    )


@pytest.mark.parametrize("why", [why for why in Why if why is not Why.PAUSED])
def test_every_reason_to_go_on_has_its_sentence(why: Why) -> None:
    said = failover_in_words({"left": "one", "lane": "two", "why": str(why), "code": "UNDELIV", "again": 3})
    assert "one" in said
    assert "two" in said
    assert said.endswith("3 parts of it may have reached the recipient before.")


async def test_an_unknown_id_is_answered_by_its_code_alone(bench) -> None:
    reply = await bench.call(get_message, MessageId="6")
    assert (reply.code, reply.fields) == ("DATA_NOT_EXIST", {})
