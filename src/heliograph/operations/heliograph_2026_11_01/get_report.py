"""GetReport: what messages came to and what carriers charged for them, by day, account, carrier, country or code."""

import asyncio
from collections.abc import Sequence
from urllib.parse import quote, unquote

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.dates import day_text
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
from heliograph.operations.heliograph_2026_11_01.whose import REFUSALS, account_of
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Day, Integer, Text
from heliograph.sms.message import State
from heliograph.sms.money import amount_text
from heliograph.store.roll_ups import DayKey, DayRow

DAYS_MAX = 366
ITEMS_MAX = 1_000

#: Rows read of the store at once, and for one answer: some milliseconds.
_PAGE = 500
_READ_MAX = 5_000

#: What a report can be told apart by, in the order of its columns.
DIMENSIONS = ("day", "account", "carrier", "country", "code")

#: States that a message is counted under.
STATES = tuple(state for state in State if state is not State.SUBMITTING)

_COUNTS = (
    Field("Messages", "How many messages were accepted.", "200"),
    Field("Segments", "How many segments they have, as billed to the account.", "230"),
    *(
        Field(state.name.title().replace("_", ""), f"How many of the messages are {state} now; absent for none.", "17")
        for state in STATES
    ),
)

GET_REPORT = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetReport",
    says="Tells of the messages accepted on some days what they came to, and to the server's own account what carriers "
    "charge for them. Read from figures that are kept with every change, however many messages there are. Rows with "
    "the same values on different pages add up.",
    action="heliograph:GetReport",
    access=Access.GET,
    calls_per_second=10,
    parameters=(
        Parameter("Since", Day(), "The first day.", required=True, example="2026-11-01"),
        Parameter("Until", Day(), f"The last day; at most {DAYS_MAX} days.", required=True, example="2026-11-30"),
        Parameter(
            "AccountId",
            Text(length_max=32),
            "Only this account; all by default for the server's own account, and for others their own.",
            example="1000000000000002",
        ),
        Parameter(
            "By",
            Text(length_max=64),
            f"What to tell apart: some of {', '.join(DIMENSIONS)}, with commas; by default day, account and carrier.",
            example="day,carrier",
        ),
        Parameter(
            "NextToken", Text(200), "What the page before answered as NextToken.", example="20781/1000000000000001"
        ),
        Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many rows at most; {ITEMS_MAX} by default.", example="100"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field(
            "Rows",
            "The sums; what is not told apart is absent.",
            shape=Shape.LIST,
            fields=(
                Field("Day", "The day on which the messages were accepted, in the offset of the server.", "2026-11-24"),
                Field("AccountId", "Whose messages they are.", "1000000000000001"),
                Field("Carrier", "The carrier that they go over.", "net-one"),
                Field("Country", "The recipients' country, ISO 3166; absent where it is not known.", "HK"),
                Field("ErrorCode", "The delivery status code; absent for those on their way.", "DELIVRD"),
                *_COUNTS,
                Field("Charged", "How many segments carriers have taken; the server's own account only.", "228"),
                Field("Cost", "What carriers charge for those; the server's own account only.", "1.71"),
                Field("Currency", "What Cost is in; absent where there is no price.", "EUR"),
            ),
        ),
        Field("NextToken", "For the next page; absent on the last one.", "20781/1000000000000001"),
        REQUEST_ID,
    ),
    refusals=REFUSALS,
    source="Heliograph's own",
)

#: Of a row: the values that are told apart and the currency; messages, segments, charged, cost, and messages by state.
_Key = tuple[str, ...]


@operation(GET_REPORT)
async def get_report(call: Call, ports: Ports) -> Reply:
    since, until = call.number("Since"), call.number("Until")
    if not since <= until < since + DAYS_MAX:
        return refused("INVALID_PARAMETERS", f"Until must be the day Since or one of the {DAYS_MAX - 1} after it.")
    by = [name.strip() for name in (call.text("By") or "day,account,carrier").split(",")]
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown or len(set(by)) != len(by):
        return refused("INVALID_PARAMETERS", f"By must be some of {', '.join(DIMENSIONS)}, once each, with commas.")
    after = _place(call.text("NextToken"))
    if isinstance(after, Reply):
        return after
    account: str | None = None
    if "AccountId" in call.values or call.account != ROOT_ACCOUNT:
        whose = account_of(call, ports)
        if isinstance(whose, Reply):
            return whose
        account = whose
    sums, last = await _summed(ports, since, until, account, by, after, call.number("MaxItems", ITEMS_MAX))
    rows: list[dict[str, Answer]] = [_row(by, key, one, call.account == ROOT_ACCOUNT) for key, one in sums.items()]
    fields: dict[str, Answer] = {"Rows": rows}
    if last is not None:
        fields["NextToken"] = "/".join(quote(str(part), safe="") for part in last)
    return Reply(fields=fields)


class _Sums:
    """What one row comes to."""

    def __init__(self) -> None:
        self.messages = self.segments = self.charged = self.cost = 0
        self.states: dict[str, int] = {}

    def add(self, row: DayRow) -> None:
        counts = row.counts
        self.messages += counts.messages
        self.segments += counts.segments
        self.charged += counts.charged
        self.cost += counts.cost
        if counts.messages:
            self.states[row.key.state] = self.states.get(row.key.state, 0) + counts.messages


async def _summed(
    ports: Ports, since: int, until: int, account: str | None, by: Sequence[str], after: DayKey | None, rows_max: int
) -> tuple[dict[_Key, _Sums], DayKey | None]:
    """The sums, and the key to go on from; None where everything was read."""
    sums: dict[_Key, _Sums] = {}
    for _ in range(0, _READ_MAX, _PAGE):
        page = await ports.roll_ups.days(since, until, account, after=after, limit=_PAGE)
        for row in page:
            key = _key(row.key, by)
            if key not in sums:
                if len(sums) == rows_max:
                    return sums, after
                sums[key] = _Sums()
            sums[key].add(row)
            after = row.key
        if len(page) < _PAGE:
            return sums, None
        await asyncio.sleep(0)
    return sums, after


def _key(key: DayKey, by: Sequence[str]) -> _Key:
    values = {
        "day": day_text(key.day),
        "account": key.account,
        "carrier": key.carrier,
        "country": key.country,
        "code": key.code,
    }
    return (*(values[name] for name in by), key.currency)


def _row(by: Sequence[str], key: _Key, sums: _Sums, with_cost: bool) -> dict[str, Answer]:
    names = {"day": "Day", "account": "AccountId", "carrier": "Carrier", "country": "Country", "code": "ErrorCode"}
    row: dict[str, Answer] = {names[name]: value for name, value in zip(by, key, strict=False) if value}
    row["Messages"], row["Segments"] = str(sums.messages), str(sums.segments)
    for state in STATES:
        if sums.states.get(state):
            row[state.name.title().replace("_", "")] = str(sums.states[state])
    if with_cost:
        row["Charged"] = str(sums.charged)
        row["Cost"] = amount_text(sums.cost)
        if key[-1]:
            row["Currency"] = key[-1]
    return row


def _place(token: str) -> DayKey | Reply | None:
    """The key that a page ended at."""
    if not token:
        return None
    day, *parts = (unquote(part) for part in token.split("/"))
    if len(parts) != len(DayKey._fields) - 1 or not (day.isascii() and day.isdecimal() and len(day) < 9):
        return refused("INVALID_PARAMETERS", "NextToken must be what the page before answered.")
    return DayKey(int(day), *parts)
