"""CountMessages: how many messages a search means over time, told apart by how they stand."""

from collections import Counter
from dataclasses import dataclass, replace

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
from heliograph.operations.heliograph_2026_11_01.query_field import QUERY, wanted_by
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer
from heliograph.sms.message import State, message_state
from heliograph.sms.message_id import first_of, time_of
from heliograph.sms.roll_up import DAY_MINUTES, MINUTE_MS
from heliograph.sms.search.figures import is_counted
from heliograph.sms.search.match import Wanted
from heliograph.sms.search.standing import Family, family_of
from heliograph.store.searches import EXAMINED_MAX

STRETCHES, STRETCHES_MAX = 60, 500

#: Any time lies within two stretches, however they are cut.
_STRETCHES_MIN = 2

#: Widths of a stretch that people can read, in minutes and in days.
_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440)
_DAYS = (1, 7, 28, 91, 364)

_DAY_MS = DAY_MINUTES * MINUTE_MS

#: Messages read one by one for one answer, where figures do not tell: some 20 ms of the loop, in small pieces.
_READ_MAX = 2_000
_PAGE = 200

_NAMES = {family: family.name.title() for family in Family}

_COUNTS = tuple(
    Field(
        name,
        f"How many are {', '.join(sorted(family.value))}; absent for none.",
        "17",
    )
    for family, name in _NAMES.items()
)

COUNT_MESSAGES = Operation(
    product=PRODUCT,
    version=VERSION,
    name="CountMessages",
    says="Counts the account's messages that a search means, by stretches of time, told apart by how they stand. A "
    "search for nothing but status, code, country, carrier and time is answered from figures that are kept with every "
    "change; for any other as many messages are looked at as one call may, the newest first.",
    action="heliograph:CountMessages",
    access=Access.GET,
    calls_per_second=20,
    parameters=(
        QUERY,
        Parameter(
            "Stretches",
            Integer(_STRETCHES_MIN, STRETCHES_MAX),
            f"How many stretches at most; {STRETCHES} by default.",
            example="60",
        ),
        ACCOUNT,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field(
            "Since",
            "Where the first stretch begins: at the Query's after, else a day before the end, rounded down.",
            "Mon, 24 Dec 2018 16:00:00 +0800",
        ),
        Field(
            "Until",
            "Where the last stretch ends: at the Query's before, else now, rounded up.",
            "Tue, 25 Dec 2018 16:00:00 +0800",
        ),
        Field("StretchSeconds", "How long a stretch is.", "1800"),
        Field("Messages", "How many were counted in all.", "1200"),
        Field(
            "Stretches",
            "The stretches in which there are any, the first one first.",
            shape=Shape.LIST,
            fields=(Field("Date", "Where the stretch begins.", "Mon, 24 Dec 2018 16:30:00 +0800"), *_COUNTS),
        ),
        Field("IsTruncated", "true when messages before CountedSince were not looked at.", "false"),
        Field(
            "CountedSince",
            "The date down to which all were counted; absent where all were.",
            "Tue, 25 Dec 2018 09:12:00 +0800",
        ),
        REQUEST_ID,
    ),
    refusals=REFUSALS,
    source="Heliograph's own",
)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Stretches of time: stretch `n` begins `n * width_ms - shift_ms` after 1970-01-01 in UTC."""

    of_days: bool
    width: int
    """In minutes, or in days."""
    shift_ms: int
    first: int = 0
    last: int = 0

    @property
    def width_ms(self) -> int:
        return self.width * (_DAY_MS if self.of_days else MINUTE_MS)

    def begin(self, number: int) -> int:
        return number * self.width_ms - self.shift_ms

    def number(self, utc_ms: int) -> int:
        return (utc_ms + self.shift_ms) // self.width_ms


@operation(COUNT_MESSAGES)
async def count_messages(call: Call, ports: Ports) -> Reply:
    wanted = wanted_by(call, ports)
    if isinstance(wanted, Reply):
        return wanted
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    now, offset = ports.clock.steady_ms(), ports.rules.offset_minutes
    until = min(time_of(wanted.end), now)
    since = time_of(wanted.first) if wanted.first else until - _DAY_MS
    scale = _scale_of(since, max(until, since), call.number("Stretches", STRETCHES), ports, offset)
    counts: Counter[tuple[int, Family]] = Counter()
    counted_since = 0
    if is_counted(wanted.terms):
        await _count_figures(ports, account, wanted, scale, counts)
    else:
        counted_since = await _count_messages(ports, account, wanted, scale, counts)
    return Reply(fields=_fields(scale, counts, counted_since, offset))


def _scale_of(since: int, until: int, stretches: int, ports: Ports, offset: int) -> _Scale:
    """Minutes where their figures are kept, else days."""
    of_days = since // MINUTE_MS < ports.searches.minutes_since()
    shift = offset * MINUTE_MS if of_days else 0
    widest = (until - since) // (_DAY_MS if of_days else MINUTE_MS) // (stretches - 1) + 1
    for width in (*(_DAYS if of_days else _MINUTES), widest):
        scale = _Scale(of_days, width, shift)
        first, last = scale.number(since), scale.number(max(until - 1, since))
        if last - first < stretches:
            break
    return replace(scale, first=first, last=last)


async def _count_figures(
    ports: Ports, account: str, wanted: Wanted, scale: _Scale, counts: Counter[tuple[int, Family]]
) -> None:
    read = ports.searches.days_counted if scale.of_days else ports.searches.minutes
    first, end = scale.first * scale.width, (scale.last + 1) * scale.width
    for row in await read(account, wanted, first, end - 1, scale.width):
        counts[row.time, family_of(State(row.state))] += row.messages


async def _count_messages(
    ports: Ports, account: str, wanted: Wanted, scale: _Scale, counts: Counter[tuple[int, Family]]
) -> int:
    """Count one by one; returns the UTC milliseconds down to which all were, 0 for all."""
    low, high = first_of(scale.begin(scale.first)), first_of(scale.begin(scale.last + 1))
    narrowed = replace(wanted, first=max(wanted.first, low), end=min(wanted.end, high))
    before = read = 0
    examined_max = EXAMINED_MAX
    while read < _READ_MAX:
        found = await ports.searches.search(account, narrowed, before=before, limit=_PAGE, examined_max=examined_max)
        for stored in found.messages:
            counts[scale.number(time_of(stored.message.id)), family_of(message_state(stored.message))] += 1
        if found.ended:
            return 0
        before, read = found.reached, read + len(found.messages)
        if len(found.messages) < _PAGE:
            break
    return time_of(before)


def _fields(scale: _Scale, counts: Counter[tuple[int, Family]], counted_since: int, offset: int) -> dict[str, Answer]:
    stretches: dict[int, dict[str, Answer]] = {}
    for number, family in sorted(counts, key=lambda key: key[0]):
        row = stretches.setdefault(number, {"Date": api_date(scale.begin(number), offset)})
        row[_NAMES[family]] = str(counts[number, family])
    fields: dict[str, Answer] = {
        "Since": api_date(scale.begin(scale.first), offset),
        "Until": api_date(scale.begin(scale.last + 1), offset),
        "StretchSeconds": str(scale.width_ms // 1_000),
        "Messages": str(counts.total()),
        "Stretches": list(stretches.values()),
        "IsTruncated": "true" if counted_since else "false",
    }
    if counted_since:
        fields["CountedSince"] = api_date(counted_since, offset)
    return fields
