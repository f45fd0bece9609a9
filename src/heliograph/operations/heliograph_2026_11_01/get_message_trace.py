"""GetMessageTrace: the PDUs between carriers and us that were about a message."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.carriers import PduPart, ShownPdu
from heliograph.operations.dates import api_date
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.whose import MESSAGE_OF_ANY_ACCOUNT
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports

_PART = (
    Field("Name", "The field's name in SMPP 3.4.", "data_coding"),
    Field("Hex", "Its octets.", "08"),
    Field("Value", "The same as people read it.", "8"),
    Field("Meaning", "What that stands for; absent where it speaks for itself.", "UCS-2"),
)

_PDU = (
    Field("Date", "When it came or went.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("Timestamp", "When, in UTC milliseconds.", "1545641902123"),
    Field("Carrier", "The carrier.", "net-one"),
    Field("Session", "The number of its session.", "1"),
    Field("Direction", "sent or received.", "sent"),
    Field("Name", "The command.", "submit_sm"),
    Field("Segment", "The part of the message that it is about; absent where it does not say.", "1"),
    Field("Hex", "All of it.", "0000003b0000000400000000"),
    Field("Fields", "The same field by field; each octet is in one of them.", shape=Shape.LIST, fields=_PART),
)

GET_MESSAGE_TRACE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetMessageTrace",
    says="Shows the PDUs that carriers and this server exchanged about a message, as far as they are still in memory. "
    "Of the server's own account only, which may ask of every account's messages.",
    action="heliograph:GetMessageTrace",
    access=Access.GET,
    calls_per_second=20,
    parameters=MESSAGE_OF_ANY_ACCOUNT,
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Pdus", "The PDUs, the oldest first.", shape=Shape.LIST, fields=_PDU),
        Field(
            "Says",
            "Why there are none, or not all; absent where none are known to be missing.",
            "It was not handed to any carrier yet.",
        ),
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS"),
    of_server=True,
    source="Heliograph's own",
)


@operation(GET_MESSAGE_TRACE)
async def get_message_trace(call: Call, ports: Ports) -> Reply:
    found = await ports.store.get(call.text("AccountId") or call.account, call.number("MessageId"))
    if found is None:
        return refused("DATA_NOT_EXIST")
    trace = ports.carriers.trace(found.message)
    pdus: list[Answer] = [_pdu(pdu, ports.rules.offset_minutes) for pdu in trace.pdus]
    return Reply(fields={"Pdus": pdus} | ({"Says": trace.says} if trace.says else {}))


def _pdu(pdu: ShownPdu, offset_minutes: int) -> dict[str, Answer]:
    return {
        "Date": api_date(pdu.at, offset_minutes),
        "Timestamp": str(pdu.at),
        "Carrier": pdu.carrier,
        "Session": str(pdu.session),
        "Direction": "sent" if pdu.sent else "received",
        "Name": pdu.name,
        **({"Segment": str(pdu.segment)} if pdu.segment else {}),
        "Hex": pdu.octets.hex(),
        "Fields": [_part(part) for part in pdu.parts],
    }


def _part(part: PduPart) -> dict[str, Answer]:
    shown: dict[str, Answer] = {"Name": part.name, "Hex": part.octets.hex(" "), "Value": part.value}
    return {**shown, "Meaning": part.meaning} if part.meaning else shown
