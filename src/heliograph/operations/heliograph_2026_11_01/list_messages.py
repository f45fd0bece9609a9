"""ListMessages: the account's messages, newest first, page by page."""

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.message_fields import ROW, row
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, MessageId, Msisdn

ITEMS_DEFAULT = 50
ITEMS_MAX = 200

LIST_MESSAGES = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListMessages",
    says="Lists the account's messages by id, newest first. A page ends where Before of the next one begins.",
    action="heliograph:ListMessages",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(
        Parameter("Before", MessageId(), "Only messages older than the one with this id.", example="1008030300312345"),
        Parameter("After", MessageId(), "Only messages newer than the one with this id.", example="1008030300312345"),
        Parameter(
            "To",
            Msisdn(),
            "Only messages to this number: dialing code and number, digits only.",
            example="6581234810",
            refused_as="MOBILE_NUMBER_ILLEGAL",
        ),
        Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many at most; {ITEMS_DEFAULT} by default.", example="50"),
        ACCOUNT,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Messages", "The messages, newest first.", shape=Shape.LIST, fields=ROW),
        Field("IsTruncated", "true when there are more in the direction that was asked for.", "false"),
        Field("NextBefore", "Before for the next page; absent when the page is empty.", "1008030300312345"),
        Field(
            "NextAfter", "After for what comes later than this page; absent when the page is empty.", "1008030300312345"
        ),
        REQUEST_ID,
    ),
    refusals=("MOBILE_NUMBER_ILLEGAL", *REFUSALS),
    source="Heliograph's own",
)


@operation(LIST_MESSAGES)
async def list_messages(call: Call, ports: Ports) -> Reply:
    before, after = call.number("Before"), call.number("After")
    if before and after:
        return refused("INVALID_PARAMETERS", "Before and After are given both; one of them names a page.")
    items_max = call.number("MaxItems", ITEMS_DEFAULT)
    to = call.msisdn("To").digits if "To" in call.values else ""
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    found = await ports.store.find(account, before=before, after=after, to=to, limit=items_max + 1)
    truncated = len(found) > items_max
    # One more than asked for tells whether there are more; it is the oldest, or with After the newest.
    page = (found[1:] if after else found[:items_max]) if truncated else found
    rows: list[dict[str, Answer]] = [
        row(stored, ports.rules.offset_minutes, costs=call.account == ROOT_ACCOUNT) for stored in page
    ]
    fields: dict[str, Answer] = {"Messages": rows, "IsTruncated": "true" if truncated else "false"}
    if page:
        fields["NextBefore"] = str(page[-1].message.id)
        fields["NextAfter"] = str(page[0].message.id)
    return Reply(fields=fields)
