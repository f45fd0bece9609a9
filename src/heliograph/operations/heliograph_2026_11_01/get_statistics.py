"""GetStatistics: how many messages were sent, what became of them and how long it took, over a range of time."""

import asyncio
import re
from dataclasses import dataclass, replace

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.dates import api_date
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Operation,
    Parameter,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.statistics_fields import (
    STATISTICS_FIELDS,
    carrier_rows,
    code_rows,
    per_second,
    route_rows,
    step_row,
    total_fields,
)
from heliograph.operations.heliograph_2026_11_01.whose import REFUSALS, account_of
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Boolean, Choice, Moment, Pattern, Text
from heliograph.sms.roll_up import DAY_MINUTES, MINUTE_MS
from heliograph.sms.statistics import HOUR_MINUTES, Group, Statistics, Step
from heliograph.store.roll_ups import HOURS_KEPT, MINUTES_KEPT, Span

_RANGE = re.compile("([1-9][0-9]{0,3})([mhd])", re.ASCII)
_MINUTES = {"m": 1, "h": HOUR_MINUTES, "d": DAY_MINUTES}

#: Steps of one answer: two hours, a month, a year. Each is one row of the series and one seek of the store.
STEPS_MAX = {Step.MINUTE: 120, Step.HOUR: 31 * 24, Step.DAY: 366}

#: How far back steps are kept; days are for ever.
_KEPT = {Step.MINUTE: MINUTES_KEPT, Step.HOUR: HOURS_KEPT}

#: Steps read at once: some milliseconds, then others have their turn.
_READ = 24

GET_STATISTICS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetStatistics",
    says="Tells of the messages accepted in a range of time how many there are, what became of them, and how long they "
    "took: in all, by step of time, by country and carrier, and by error code; and what is to be done just now. Read "
    "from figures that are kept with every change, however many messages there are.",
    action="heliograph:GetStatistics",
    access=Access.GET,
    calls_per_second=20,
    parameters=(
        Parameter(
            "Range",
            Pattern(rf"{_RANGE.pattern}\Z", "a number of minutes, hours or days, such as 60m, 24h or 7d"),
            "How long the range is; 24h by default. It has whole steps, so it may begin a little earlier.",
            example="24h",
        ),
        Parameter(
            "Step",
            Choice(tuple(Step)),
            "What it is cut into: minute, hour or day; by default minutes for up to two hours, and hours for up to "
            f"two days. Minutes are kept for {MINUTES_KEPT // DAY_MINUTES} days, hours for {HOURS_KEPT // 24} days.",
            example="hour",
        ),
        Parameter("Until", Moment(), "Where it ends, in UTC; now by default.", example="2026-11-24T12:00:00Z"),
        Parameter(
            "AccountId",
            Text(length_max=32),
            "Only this account; all by default for the server's own account, and for others their own.",
            example="1000000000000002",
        ),
        Parameter(
            "Country",
            Pattern(r"[A-Z]{2}\Z", "a country of ISO 3166, two capital letters"),
            "Only recipients in this country.",
            example="HK",
        ),
        Parameter("CarrierName", Text(32), "Only messages that go over this carrier.", example="net-one"),
        Parameter(
            "Compare",
            Boolean(),
            "Whether to tell of as many steps before the range, too; not by default.",
            example="true",
        ),
    ),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, *STATISTICS_FIELDS, REQUEST_ID),
    refusals=REFUSALS,
    source="Heliograph's own",
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A range in whole steps, and whose messages."""

    span: Span
    now: int
    offset: int

    @property
    def steps(self) -> int:
        return self.span.last - self.span.first + 1

    @property
    def before(self) -> Span:
        """As many steps before it."""
        return replace(self.span, first=self.span.first - self.steps, last=self.span.first - 1)

    def start(self, at: int) -> int:
        return self.span.step.start_ms(at, self.offset)

    def seconds(self, span: Span) -> float:
        """How much of a span is over; at least one, so that something can be divided by it."""
        return max(min(self.now, self.start(span.last + 1)) - self.start(span.first), 1_000) / 1_000


@operation(GET_STATISTICS)
async def get_statistics(call: Call, ports: Ports) -> Reply:
    asked = _asked(call, ports)
    if isinstance(asked, Reply):
        return asked
    span, offset = asked.span, asked.offset
    found = await _read(ports, span)
    before = await _read(ports, asked.before, apart=False) if call.flag("Compare") else None
    steps = found.steps()
    fields: dict[str, Answer] = {
        "Since": api_date(asked.start(span.first), offset),
        "Until": api_date(min(asked.now, asked.start(span.last + 1)), offset),
        "Step": span.step.value,
        **total_fields(found.total(), asked.seconds(span)),
        "LastMinutePerSecond": await _last_minute(ports, span, asked.now),
        **await _undone(ports, span, asked.now, offset),
        "Steps": [
            step_row(steps.get(at, Group()), api_date(asked.start(at), offset))
            for at in range(span.first, span.last + 1)
        ],
        "Routes": route_rows(found, before),
        "Carriers": carrier_rows(
            found,
            {at: asked.seconds(replace(span, first=at, last=at)) for at in range(span.first, span.last + 1)},
        ),
        "ErrorCodes": code_rows(found, before),
    }
    if before is not None:
        fields["Before"] = {
            "Since": api_date(asked.start(asked.before.first), offset),
            **total_fields(before.total(), asked.seconds(asked.before)),
        }
    return Reply(fields=fields)


def _asked(call: Call, ports: Ports) -> _Asked | Reply:
    account: str | None = None
    if "AccountId" in call.values or call.account != ROOT_ACCOUNT:
        whose = account_of(call, ports)
        if isinstance(whose, Reply):
            return whose
        account = whose
    now, offset = ports.clock.utc_ms(), ports.rules.offset_minutes
    minutes = _minutes(call.text("Range") or "24h")
    step = Step(call.text("Step")) if call.text("Step") else _step_for(minutes)
    steps = -(-minutes * MINUTE_MS // step.milliseconds)
    until = call.number("Until", now)
    last = step.at(max(until - 1, 0), offset)
    if steps > STEPS_MAX[step]:
        return refused("INVALID_PARAMETERS", f"Range has {steps} steps; at most {STEPS_MAX[step]} are allowed.")
    first = last - steps + 1
    oldest = first - steps if call.flag("Compare") else first
    if step in _KEPT and step.at(now, offset) - oldest > _KEPT[step]:
        kept = f"figures by {step} go back {_KEPT[step]} {step}s"
        return refused("INVALID_PARAMETERS", f"Step is too fine: {kept}, and this goes back further.")
    span = Span(step, first, last, account, call.text("Country") or None, call.text("CarrierName") or None)
    return _Asked(span, now, offset)


def _minutes(text: str) -> int:
    found = _RANGE.match(text)
    assert found is not None, "the description lets nothing else through"
    return int(found[1]) * _MINUTES[found[2]]


def _step_for(minutes: int) -> Step:
    if minutes <= 2 * HOUR_MINUTES:
        return Step.MINUTE
    return Step.HOUR if minutes <= 2 * DAY_MINUTES else Step.DAY


async def _read(ports: Ports, span: Span, apart: bool = True) -> Statistics:
    """The figures of a span; times not `apart` are those of all of it only."""
    found = Statistics()
    for first in range(span.first, span.last + 1, _READ):
        part = replace(span, first=first, last=min(first + _READ - 1, span.last))
        found.add_outcomes(await ports.roll_ups.outcomes(part))
        found.add_times(await ports.roll_ups.times(part, apart=apart))
        await asyncio.sleep(0)
    return found


async def _last_minute(ports: Ports, span: Span, now: int) -> str:
    """Messages accepted in the last whole minute, by sixty."""
    minute = now // MINUTE_MS - 1
    rows = await ports.roll_ups.outcomes(replace(span, step=Step.MINUTE, first=minute, last=minute))
    return per_second(sum(messages for *_, messages in rows), 60)


async def _undone(ports: Ports, span: Span, now: int, offset: int) -> dict[str, Answer]:
    undone = await ports.roll_ups.undone(span.account, span.carrier)
    fields: dict[str, Answer] = {"Waiting": str(undone.waiting), "InFlight": str(undone.in_flight)}
    if undone.waiting_since and undone.waiting_since <= now:
        fields["WaitingSince"] = api_date(undone.waiting_since, offset)
    return fields
