"""If this fails, the PDUs of a message are not shown as they were, or to somebody who must not see them."""

from heliograph.operations.carriers import NoCarriers, PduPart, ShownPdu, Trace
from heliograph.operations.heliograph_2026_11_01.get_message_trace import GET_MESSAGE_TRACE, get_message_trace
from heliograph.sms.message import Message

T = 1_545_641_902_123


class Remembering(NoCarriers):
    def __init__(self, trace: Trace) -> None:
        self.found = trace
        self.asked: list[int] = []

    def trace(self, message: Message) -> Trace:
        self.asked.append(message.id)
        return self.found


def test_only_the_servers_own_account_sees_them() -> None:
    assert GET_MESSAGE_TRACE.of_server


async def test_a_pdu_is_shown_whole_and_field_by_field(bench, held) -> None:
    parts = (PduPart("sm_length", b"\x03", "3", ""), PduPart("short_message", b"abc", "abc", "text"))
    bench.carriers = Remembering(Trace((ShownPdu("net-one", T, 2, True, "submit_sm", 1, b"\x03abc", parts),), "More."))
    bench.store.holds = [held()]
    reply = await bench.call(get_message_trace, MessageId="5")
    assert bench.carriers.asked == [5]
    assert reply.fields["Says"] == "More."
    assert reply.fields["Pdus"] == [
        {
            "Date": "Mon, 24 Dec 2018 16:58:22 +0800",
            "Timestamp": str(T),
            "Carrier": "net-one",
            "Session": "2",
            "Direction": "sent",
            "Name": "submit_sm",
            "Segment": "1",
            "Hex": "03616263",
            "Fields": [
                {"Name": "sm_length", "Hex": "03", "Value": "3"},
                {"Name": "short_message", "Hex": "61 62 63", "Value": "abc", "Meaning": "text"},
            ],
        }
    ]


async def test_of_no_message_there_is_none(bench) -> None:
    assert (await bench.call(get_message_trace, MessageId="6")).code == "DATA_NOT_EXIST"
