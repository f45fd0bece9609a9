"""ListMessages: the account's messages, newest first, page by page."""

from collections.abc import Sequence

from heliograph.identity.account import ROOT_ACCOUNT
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
from heliograph.operations.heliograph_2026_11_01.message_fields import ROW, row
from heliograph.operations.heliograph_2026_11_01.query_field import QUERY, wanted_by
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, MessageId, Msisdn
from heliograph.sms.message_id import first_of, time_of
from heliograph.sms.roll_up import MINUTE_MS
from heliograph.store.port import Stored

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
        QUERY,
        Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many at most; {ITEMS_DEFAULT} by default.", example="50"),
        ACCOUNT,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Messages", "The messages, newest first.", shape=Shape.LIST, fields=ROW),
        Field(
            "IsTruncated",
            "true when there are more in the direction that was asked for; with a Query, when not all were looked at: "
            "a call looks at a bounded number, so that a page may be short, or empty, and yet not the last one.",
            "false",
        ),
        Field("NextBefore", "Before for the next page; absent when nothing was looked at.", "1008030300312345"),
        Field(
            "NextAfter",
            "After for what comes later than this page; without a Query absent when the page is empty.",
            "1008030300312345",
        ),
        Field(
            "LookedBackTo",
            "With a Query, the time of the oldest message that was looked at; absent where there was none to look at.",
            "Mon, 24 Dec 2018 16:58:21 +0800",
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
    if "Query" in call.values:
        return await _searched(call, ports, account, before, after, items_max)
    found = await ports.store.find(account, before=before, after=after, to=to, limit=items_max + 1)
    truncated = len(found) > items_max
    # One more than asked for tells whether there are more; it is the oldest, or with After the newest.
    page = (found[1:] if after else found[:items_max]) if truncated else found
    fields: dict[str, Answer] = {"Messages": _rows(call, ports, page), "IsTruncated": "true" if truncated else "false"}
    if page:
        fields["NextBefore"] = str(page[-1].message.id)
        fields["NextAfter"] = str(page[0].message.id)
    return Reply(fields=fields)


async def _searched(call: Call, ports: Ports, account: str, before: int, after: int, items_max: int) -> Reply:
    """The page of a Query, and how far it was looked for."""
    if "To" in call.values:
        return refused("INVALID_PARAMETERS", "To and Query are given both; a Query says to: itself.")
    wanted = wanted_by(call, ports)
    if isinstance(wanted, Reply):
        return wanted
    found = await ports.searches.search(account, wanted, before=before, after=after, limit=items_max)
    fields: dict[str, Answer] = {
        "Messages": _rows(call, ports, found.messages),
        "IsTruncated": "false" if found.ended else "true",
    }
    seen = [stored.message.id for stored in found.messages]
    if after:
        fields["NextAfter"] = str(max(found.reached, after))
        if seen:
            fields["NextBefore"] = str(seen[-1])
    else:
        # What was not looked at yet is newer than this moment; a minute more costs little and nothing is missed.
        fields["NextAfter"] = str(seen[0] if seen else first_of(ports.clock.steady_ms() - MINUTE_MS))
        if found.reached:
            fields["NextBefore"] = str(found.reached)
            fields["LookedBackTo"] = api_date(time_of(found.reached), ports.rules.offset_minutes)
    return Reply(fields=fields)


def _rows(call: Call, ports: Ports, page: Sequence[Stored]) -> list[dict[str, Answer]]:
    costs = call.account == ROOT_ACCOUNT
    return [row(stored, ports.rules.offset_minutes, costs=costs) for stored in page]
