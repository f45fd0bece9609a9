"""CancelMessage: withdraws what still waits, one message by its id or those to a number from a sender."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
)
from heliograph.operations.dysmsapi_2018_05_01.shared_fields import FROM
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import MessageId, Msisdn
from heliograph.sms.message import State, message_state

#: Of those to a number the newest so many are looked at: what waits is seldom older.
LOOKED_AT_MAX = 200

CANCEL_MESSAGE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="CancelMessage",
    says="Withdraws one message by its id, or those to a number from a sender, before they are handed to a carrier. "
    "Only messages that wait can be: of one that was handed over in part, or is being tried again, nothing is.",
    action="heliograph:CancelMessage",
    access=Access.UPDATE,
    calls_per_second=100,
    parameters=(
        Parameter("MessageId", MessageId(), "The message; or else To is given.", example="1008030300312345"),
        Parameter(
            "To",
            Msisdn(),
            "The recipient of the messages: dialing code and number, digits only.",
            example="85261234567",
            refused_as="MOBILE_NUMBER_ILLEGAL",
        ),
        FROM,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Cancelled", "How many messages were withdrawn.", "1"),
        REQUEST_ID,
    ),
    refusals=(
        "DATA_NOT_EXIST",
        "MESSAGE_NOT_WAITING",
        "INVALID_PARAMETERS",
        "MOBILE_NUMBER_ILLEGAL",
        "INVALID_SENDERID",
    ),
    source="Heliograph's own",
)


@operation(CANCEL_MESSAGE)
async def cancel_message(call: Call, ports: Ports) -> Reply:
    if ("MessageId" in call.values) == ("To" in call.values):
        return refused("INVALID_PARAMETERS", "Either MessageId or To is mandatory, and not both.")
    if "MessageId" in call.values:
        message_id = call.number("MessageId")
        if await ports.store.get(call.account, message_id) is None:
            return refused("DATA_NOT_EXIST")
        ids = [message_id]
    else:
        ids = await _waiting(call, ports)
        if not ids:
            return refused("DATA_NOT_EXIST", "No message to this number from this sender waits.")
    cancelled = sum(await ports.store.cancel(call.account, ids, call.nonce))
    return Reply(fields={"Cancelled": str(cancelled)}) if cancelled else refused("MESSAGE_NOT_WAITING")


async def _waiting(call: Call, ports: Ports) -> list[int]:
    """The account's messages to the number from the sender, none given meaning without one, that wait now."""
    found = await ports.store.find(call.account, to=call.msisdn("To").digits, limit=LOOKED_AT_MAX)
    return [
        stored.message.id
        for stored in found
        if stored.body.sender == call.text("From") and message_state(stored.message) is State.ACCEPTED
    ]
