"""GetMessage: one message with its parts, their hand-overs and everything that happened to it."""

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
)
from heliograph.operations.dysmsapi_2018_05_01.query_message import MESSAGE_ID
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.message_fields import (
    ROW,
    SEGMENT_PARTS,
    TIMELINE,
    row,
    segment_part,
    timeline,
)
from heliograph.operations.heliograph_2026_11_01.shown_given import GIVEN_AS_IT_IS, given_as_it_is
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.store.port import Stored

GET_MESSAGE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetMessage",
    says="Shows one message with its parts, the hand-overs made for each, and its timeline.",
    action="heliograph:GetMessage",
    access=Access.GET,
    calls_per_second=300,
    parameters=(MESSAGE_ID,),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *ROW,
        *GIVEN_AS_IT_IS,
        Field(
            "CallId",
            "The RequestId of the call that brought it, for GetCall.",
            "F655A8D5-B967-440B-8683-DAD6FF8D28D0",
        ),
        SEGMENT_PARTS,
        TIMELINE,
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS"),
    source="Heliograph's own",
)


@operation(GET_MESSAGE)
async def get_message(call: Call, ports: Ports) -> Reply:
    found = await ports.store.timeline(call.account, call.number("MessageId"))
    if found is None:
        return refused("DATA_NOT_EXIST")
    offset = ports.rules.offset_minutes
    costs = call.account == ROOT_ACCOUNT
    fields = row(Stored(found.message, found.body), offset, costs=costs)
    fields |= given_as_it_is(found.body)
    fields["CallId"] = found.message.request_id
    fields["SegmentParts"] = [
        segment_part(found.message, segment, offset, costs=costs) for segment in found.message.segments
    ]
    fields["Timeline"] = timeline(found.message, found.lines, offset)
    return Reply(fields=fields)
