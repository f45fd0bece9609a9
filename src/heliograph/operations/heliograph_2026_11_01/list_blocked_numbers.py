"""ListBlockedNumbers: the numbers that the account does not send to, page by page."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.dates import api_date
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
from heliograph.operations.heliograph_2026_11_01.blocked_numbers import SENDER
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, Text

ITEMS_DEFAULT = 100
ITEMS_MAX = 1_000

LIST_BLOCKED_NUMBERS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListBlockedNumbers",
    says="Lists the numbers that the account does not send to, by sender and number, page by page.",
    action="heliograph:ListBlockedNumbers",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(
        SENDER,
        Parameter(
            "NextToken", Text(64), "What the page before answered as NextToken.", example="alicloud321/85261234567"
        ),
        Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many at most; {ITEMS_DEFAULT} by default.", example="100"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field(
            "Numbers",
            "The entries.",
            shape=Shape.LIST,
            fields=(
                Field("Number", "The number, digits only.", "85261234567"),
                Field("Sender", "The sender ID in lower case; absent for all senders.", "alicloud321"),
                Field("Source", "operator, or recipient for one that said STOP.", "recipient"),
                Field("Date", "When it was entered.", "Mon, 24 Dec 2018 16:58:22 +0800"),
            ),
        ),
        Field("NextToken", "For the next page; absent on the last one.", "alicloud321/85261234567"),
        REQUEST_ID,
    ),
    refusals=("INVALID_PARAMETERS", "INVALID_SENDERID", "PARAM_LENGTH_LIMIT"),
    source="Heliograph's own",
)


@operation(LIST_BLOCKED_NUMBERS)
async def list_blocked_numbers(call: Call, ports: Ports) -> Reply:
    items_max = call.number("MaxItems", ITEMS_DEFAULT)
    sender = call.text("Sender") or None
    after, _, number = call.text("NextToken").rpartition("/")
    found = await ports.blocks.blocked(call.account, sender=sender, after=(after, number), limit=items_max + 1)
    page = found[:items_max]
    rows: list[dict[str, Answer]] = [
        {
            "Number": one.number,
            **({"Sender": one.sender} if one.sender else {}),
            "Source": str(one.source),
            "Date": api_date(one.at, ports.rules.offset_minutes),
        }
        for one in page
    ]
    fields: dict[str, Answer] = {"Numbers": rows}
    if len(found) > items_max:
        fields["NextToken"] = f"{page[-1].sender}/{page[-1].number}"
    return Reply(fields=fields)
