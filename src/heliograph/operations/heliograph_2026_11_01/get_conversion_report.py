"""GetConversionReport: by day, what was reported of messages and what came of them."""

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
from heliograph.operations.ports import Ports
from heliograph.operations.types import Day, Integer
from heliograph.store.conversions import ConversionDay

DAYS_DEFAULT = 30
DAYS_MAX = 366

GET_CONVERSION_REPORT = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetConversionReport",
    says="Tells by day, newest first, of how many messages a conversion was reported and how many converted, beside "
    "the rate that ConversionData gave. Days without a report are left out.",
    action="heliograph:GetConversionReport",
    access=Access.GET,
    calls_per_second=20,
    parameters=(
        Parameter("Before", Day(), "Only days before this one.", example="2026-11-24"),
        Parameter("MaxItems", Integer(1, DAYS_MAX), f"How many days at most; {DAYS_DEFAULT} by default.", example="30"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field(
            "Days",
            "The days, newest first.",
            shape=Shape.LIST,
            fields=(
                Field("Day", "The day on which the messages were accepted, in the offset of the server.", "2026-11-24"),
                Field("Reported", "How many of its messages SmsConversion has reported on.", "200"),
                Field("Converted", "Of those, how many converted by the last word.", "106"),
                Field("ConversionRate", "Converted by Reported; absent where nothing was reported.", "0.5300"),
                Field("GivenRate", "What ConversionData gave last for this day; absent where it gave nothing.", "0.53"),
            ),
        ),
        Field("IsTruncated", "true when there are earlier days.", "false"),
        REQUEST_ID,
    ),
    refusals=("INVALID_PARAMETERS",),
    source="Heliograph's own",
)


@operation(GET_CONVERSION_REPORT)
async def get_conversion_report(call: Call, ports: Ports) -> Reply:
    days_max = call.number("MaxItems", DAYS_DEFAULT)
    found = await ports.conversions.conversion_days(call.account, before=call.number("Before"), limit=days_max + 1)
    rows: list[dict[str, Answer]] = [_row(day) for day in found[:days_max]]
    return Reply(fields={"Days": rows, "IsTruncated": "true" if len(found) > days_max else "false"})


def _row(day: ConversionDay) -> dict[str, Answer]:
    row: dict[str, Answer] = {
        "Day": day_text(day.day),
        "Reported": str(day.reported),
        "Converted": str(day.converted),
    }
    if day.reported:
        row["ConversionRate"] = f"{day.converted / day.reported:.4f}"
    if day.rate is not None:
        row["GivenRate"] = repr(day.rate)
    return row
