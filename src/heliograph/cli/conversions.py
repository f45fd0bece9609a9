"""`heliograph conversions`: tells by day what was reported of messages and what came of them."""

import json
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, say
from heliograph.cli.wording import CODES, JsonLines, print_table


def conversions(
    *,
    max_: Annotated[
        int,
        Parameter(
            name="--max",
            metavar="DAYS",
            validator=Number(gte=1, lte=366),
            help="How many days that have a report; 30 by default.",
        ),
    ] = 30,
    before: Annotated[str, Parameter(metavar="DAY", help="Only days before this one, such as 2026-11-24.")] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: JsonLines = False,
) -> ExitCode:
    """Tell what became of messages, by day.

    Calls GetConversionReport of Heliograph 2026-11-01 and prints one line a day, the newest first: of how many
    messages SmsConversion has reported, how many converted, their share, and the rate that ConversionData gave.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    asked = {"MaxItems": str(max_)} | ({"Before": before} if before else {})
    rows = list(api.heliograph("GetConversionReport", asked).get("Days") or [])
    if json_:
        for row in rows:
            say(json.dumps(row, separators=(",", ":")))
    elif rows:
        print_table(rows, ("Day", "Reported", "Converted", "ConversionRate"), "GivenRate")
    else:
        complain("no conversions were reported yet: clients do that by SmsConversion and ConversionData.")
    return ExitCode.OK


app = command(
    "conversions",
    conversions,
    usage="heliograph conversions [--max DAYS] [--before DAY] [OPTIONS]",
    codes=CODES,
    environment=ENVIRONMENT,
    examples="""
        heliograph conversions
        heliograph conversions --json --max 7 | jq -r .ConversionRate
    """,
)
