"""ListCalls: calls of the API that came lately, or all that were refused, newest first."""

from collections.abc import Collection, Sequence
from heapq import merge
from itertools import islice

import msgspec

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.calls import SeenCall, seen_of
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
from heliograph.operations.heliograph_2026_11_01.call_fields import CALL_ROW, accounts_seen, call_row
from heliograph.operations.heliograph_2026_11_01.query_field import search_of
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Boolean, Integer, Text
from heliograph.sms.search.calls import calls_wanted
from heliograph.sms.search.grammar import QUERY_MAX
from heliograph.store.refused_calls import Place, Sought

ITEMS_DEFAULT = 50
ITEMS_MAX = 200

#: UTC milliseconds of 9999-12-31.
_LATEST = 253_402_214_400_000

LIST_CALLS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListCalls",
    says="Lists calls of the API over HTTP, newest first: the last ones, which are kept in memory, or those that were "
    "refused, which are kept on disk. The server's own account sees those, too, that nobody has proven to be theirs.",
    action="heliograph:ListCalls",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(
        Parameter("Refused", Boolean(), "true for those that were refused, from the disk.", example="true"),
        Parameter("OperationName", Text(64), "Only calls of this operation.", example="SendMessageToGlobe"),
        Parameter("Code", Text(128), "Only calls that ended with this code.", example="SignatureDoesNotMatch"),
        Parameter(
            "Query",
            Text(length_max=QUERY_MAX),
            "With Refused, only calls that this search means, in terms of ListMessages: code:, before:, after: and "
            "is:refused. One with any other term means messages, and no call.",
            example="is:refused code:Throttling.* after:-1h",
        ),
        Parameter(
            "SinceTimestamp",
            Integer(0, _LATEST),
            "Only calls received then or later, in UTC milliseconds.",
            example="0",
        ),
        Parameter(
            "UntilTimestamp",
            Integer(0, _LATEST),
            "Only calls received before, in UTC milliseconds.",
            example="1545641902123",
        ),
        Parameter("Marker", Text(64), "Where the page before ended.", example="1545641902123.17"),
        Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many at most; {ITEMS_DEFAULT} by default.", example="50"),
        ACCOUNT,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Calls", "The calls, newest first.", shape=Shape.LIST, fields=CALL_ROW),
        Field("IsTruncated", "true when there are more.", "false"),
        Field("Marker", "Marker for the next page; absent on the last one.", "1545641902123.17"),
        REQUEST_ID,
    ),
    refusals=REFUSALS,
    source="Heliograph's own",
)


@operation(LIST_CALLS)
async def list_calls(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    before = _place(call.text("Marker"))
    if call.text("Marker") and before is None:
        return refused("INVALID_PARAMETERS", "Marker must be one that a page before has answered.")
    accounts = accounts_seen(account, call)
    sought = _sought(call, ports, before)
    if isinstance(sought, Reply):
        return sought
    limit = call.number("MaxItems", ITEMS_DEFAULT)
    found = await _found(call, ports, accounts, sought, limit + 1) if sought is not None else ()
    rows: list[Answer] = [call_row(seen, ports.rules.offset_minutes) for _, seen in found[:limit]]
    fields: dict[str, Answer] = {"Calls": rows, "IsTruncated": "true" if len(found) > limit else "false"}
    if len(found) > limit:
        fields["Marker"] = "{}.{}".format(*found[limit - 1][0])
    return Reply(fields=fields)


def _sought(call: Call, ports: Ports, before: Place | None) -> Sought | Reply | None:
    """What the call asks for; None where its Query can mean no call, and why where it is none."""
    sought = Sought(
        since=call.number("SinceTimestamp"),
        until=call.number("UntilTimestamp", 2**62),
        action=call.text("OperationName"),
        code=call.text("Code"),
        before=before,
    )
    if "Query" not in call.values:
        return sought
    if not call.truth("Refused"):
        return refused("INVALID_PARAMETERS", "Query goes with Refused=true alone: it means refused calls.")
    search = search_of(call)
    if isinstance(search, Reply):
        return search
    wanted = calls_wanted(search, ports.clock.steady_ms(), ports.rules.offset_minutes)
    if wanted is None:
        return None
    until = sought.until if wanted.until is None else min(sought.until, wanted.until)
    since = max(sought.since, wanted.since)
    return msgspec.structs.replace(sought, since=since, until=until, codes=wanted.codes)


async def _found(
    call: Call, ports: Ports, accounts: Collection[str], sought: Sought, limit: int
) -> Sequence[tuple[Place, SeenCall]]:
    """Those in memory, or on disk: there of each account that is meant a page, of which the newest."""
    if not call.truth("Refused"):
        return ports.calls.recent(accounts, sought, limit)
    pages = [await ports.refused_calls.refused_calls(account, sought, limit) for account in sorted(accounts)]
    newest = merge(*pages, key=lambda kept: (kept.at, kept.number), reverse=True)
    return [(Place(kept.at, kept.number), seen_of(kept)) for kept in islice(newest, limit)]


def _place(marker: str) -> Place | None:
    at, _, number = marker.partition(".")
    try:
        return Place(msgspec.convert(at, int, strict=False), msgspec.convert(number, int, strict=False))
    except msgspec.ValidationError:
        return None
