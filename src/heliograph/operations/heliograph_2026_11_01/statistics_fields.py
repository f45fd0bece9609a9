"""The fields of GetStatistics, and how figures become them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from heliograph.operations.call import Answer
from heliograph.operations.description import Field, Shape
from heliograph.sms.message import State
from heliograph.sms.statistics import Family, Group, Statistics, Times, largest

#: More routes than a person reads; they hold nearly all messages.
ROUTES_MAX = 200
CODES_MAX = 20
CARRIERS_MAX = 20

_COUNTS = (
    Field("Messages", "How many messages were accepted.", "1000"),
    Field("Delivered", "Of those, how many were delivered.", "940"),
    Field("Failed", "How many failed, were rejected or expired.", "25"),
    Field("Unknown", "How many were handed over and got no receipt in time.", "5"),
    Field("Pending", "How many have no outcome yet; never counted as delivered.", "29"),
    Field("Cancelled", "How many the client has cancelled.", "1"),
    Field(
        "DeliveryRate",
        "Delivered by the sum of Delivered, Failed and Unknown; absent where that is nothing.",
        "0.9691",
    ),
)

_PERCENTS = (50, 95, 99)


def _times(name: str, says: str, percents: Sequence[int] = _PERCENTS, measured: bool = True) -> tuple[Field, ...]:
    """Times are known by class: a percentile is over one end of it and at most the other."""
    fields = [Field(f"{name}Measured", f"How many messages {says} is known of.", "940")] if measured else []
    for percent in percents:
        share = "half of the messages" if percent == 50 else f"{percent} % of the messages"
        fields += [
            Field(
                f"{name}P{percent}Ms",
                f"In how many milliseconds, at most, {says} was over for {share}; absent where nothing is known, and "
                "over an hour.",
                "2500",
            ),
            Field(f"{name}P{percent}OverMs", "And what it took at least; absent where nothing is known.", "1000"),
        ]
    return tuple(fields)


_SUBMIT = "the way from the accept to the hand-over"
_RECEIPT = "the way from the hand-over to the receipt"

_TOTALS = (
    *_COUNTS,
    Field(
        "States",
        "The messages by state.",
        shape=Shape.LIST,
        fields=(Field("State", "The state.", "delivered"), Field("Messages", "How many are in it now.", "940")),
    ),
    Field("PerSecond", "Messages accepted a second, on average over what of the range has passed.", "0.0116"),
    *_times("Submit", _SUBMIT),
    *_times("Receipt", _RECEIPT),
)

STATISTICS_FIELDS = (
    Field("Since", "Where the range begins.", "Mon, 23 Nov 2026 21:00:00 +0800"),
    Field("Until", "Where it ends: now, where its last step has just begun.", "Tue, 24 Nov 2026 20:12:30 +0800"),
    Field("Step", "What it is cut into: minute, hour or day.", "hour"),
    *_TOTALS,
    Field("LastMinutePerSecond", "Messages accepted a second in the last whole minute, whatever the range.", "12.5"),
    Field("Waiting", "Segments that wait to be handed over just now, of any country.", "120"),
    Field("InFlight", "Segments handed over just now whose carrier has not answered, of any country.", "10"),
    Field("WaitingSince", "Since when the first of those that wait is due; absent while none is.", "Tue, 24 Nov 2026 "
          "20:12:29 +0800"),
    Field(
        "Steps",
        "The messages by step of time, all steps, the first one first.",
        shape=Shape.LIST,
        fields=(
            Field("Start", "When the step begins.", "Tue, 24 Nov 2026 19:00:00 +0800"),
            *_COUNTS,
            *_times("Submit", _SUBMIT, (50, 95), measured=False),
            *_times("Receipt", _RECEIPT, (50, 95), measured=False),
        ),
    ),
    Field(
        "Routes",
        f"The messages by country and carrier, the most first; at most {ROUTES_MAX}.",
        shape=Shape.LIST,
        fields=(
            Field("Country", "The recipients' country, ISO 3166; absent where it is not known.", "HK"),
            Field("Carrier", "The carrier that they go over.", "net-one"),
            *_COUNTS,
            Field("DeliveryRateBefore", "The rate of the steps before; absent where there is none.", "0.9712"),
            *_times("Submit", _SUBMIT, (50, 95), measured=False),
            *_times("Receipt", _RECEIPT, (50, 95), measured=False),
        ),
    ),
    Field(
        "Carriers",
        f"How fast messages came that go over each carrier, the most first; at most {CARRIERS_MAX}.",
        shape=Shape.LIST,
        fields=(
            Field("Carrier", "Its name.", "net-one"),
            Field("PerSecond", "Messages accepted a second, for each of Steps.", "12.5", shape=Shape.LIST),
        ),
    ),
    Field(
        "ErrorCodes",
        f"Of those that failed or of which nothing is known, the delivery status codes, the most first; at most "
        f"{CODES_MAX}.",
        shape=Shape.LIST,
        fields=(
            Field("ErrorCode", "The code.", "UNDELIV"),
            Field("Messages", "How many messages have it.", "17"),
            Field("MessagesBefore", "How many of the steps before have it; absent without Compare.", "12"),
        ),
    ),
    Field(
        "Before",
        "As many steps before the range; absent without Compare.",
        shape=Shape.OBJECT,
        fields=(Field("Since", "Where they begin.", "Sun, 22 Nov 2026 21:00:00 +0800"), *_TOTALS),
    ),
)  # fmt: skip


def total_fields(group: Group, seconds: float) -> dict[str, Answer]:
    """What all messages of a span of so many seconds come to."""
    states = group.outcomes.states
    return {
        **_counts(group),
        "States": [{"State": str(state), "Messages": str(states[state])} for state in State if states.get(state)],
        "PerSecond": per_second(group.outcomes.messages, seconds),
        "SubmitMeasured": str(group.submit.measured),
        **_percentiles("Submit", group.submit, _PERCENTS),
        "ReceiptMeasured": str(group.receipt.measured),
        **_percentiles("Receipt", group.receipt, _PERCENTS),
    }


def per_second(messages: int, seconds: float) -> str:
    """Three digits, written out: `0.0000594`."""
    return f"{Decimal(f'{messages / seconds:.3g}'):f}"


def step_row(group: Group, start: str) -> dict[str, Answer]:
    """One step of time."""
    return {"Start": start, **_counts(group), **_both(group)}


def route_rows(found: Statistics, before: Statistics | None) -> list[dict[str, Answer]]:
    """The routes, with how they did before where that is known."""
    rows = []
    earlier_ones = before.routes() if before is not None else {}
    routes = largest(found.routes(), ROUTES_MAX, lambda group: group.outcomes.messages)
    for (country, carrier), group in routes:
        row: dict[str, Answer] = {"Country": country} if country else {}
        row |= {"Carrier": carrier, **_counts(group), **_both(group)}
        earlier = earlier_ones.get((country, carrier))
        rate = earlier.outcomes.delivery_rate if earlier is not None else None
        if rate is not None:
            row["DeliveryRateBefore"] = f"{rate:.4f}"
        rows.append(row)
    return rows


def carrier_rows(found: Statistics, seconds: Mapping[int, float]) -> list[Answer]:
    """The carriers; `seconds` says how long each step is, so far, in the order of the steps."""
    return [
        {"Carrier": carrier, "PerSecond": [per_second(steps.get(at, 0), length) for at, length in seconds.items()]}
        for carrier, steps in largest(found.carriers(), CARRIERS_MAX, lambda steps: sum(steps.values()))
    ]


def code_rows(found: Statistics, before: Statistics | None) -> list[dict[str, Answer]]:
    """The error codes; likewise."""
    rows = []
    for code, messages in largest(found.codes(), CODES_MAX, int):
        row: dict[str, Answer] = {"ErrorCode": code, "Messages": str(messages)}
        if before is not None:
            row["MessagesBefore"] = str(before.codes().get(code, 0))
        rows.append(row)
    return rows


def _counts(group: Group) -> dict[str, Answer]:
    outcomes = group.outcomes
    fields: dict[str, Answer] = {"Messages": str(outcomes.messages)}
    for family in Family:
        fields[family.name.title()] = str(outcomes.of(family))
    if outcomes.delivery_rate is not None:
        fields["DeliveryRate"] = f"{outcomes.delivery_rate:.4f}"
    return fields


def _both(group: Group) -> dict[str, Answer]:
    return _percentiles("Submit", group.submit, (50, 95)) | _percentiles("Receipt", group.receipt, (50, 95))


def _percentiles(name: str, times: Times, percents: Sequence[int]) -> dict[str, Answer]:
    fields: dict[str, Answer] = {}
    for percent in percents:
        found = times.percentile(percent)
        if found is not None:
            fields[f"{name}P{percent}OverMs"] = str(found.over_ms)
            if found.at_most_ms is not None:
                fields[f"{name}P{percent}Ms"] = str(found.at_most_ms)
    return fields
