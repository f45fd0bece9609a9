"""ListSimulatorRules: the rules of the simulated carrier inside, and what each has counted."""

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
from heliograph.operations.heliograph_2026_11_01.simulator_rules import NO_SIMULATOR
from heliograph.operations.ports import Ports
from heliograph.operations.types import Boolean

LIST_SIMULATOR_RULES = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListSimulatorRules",
    says="Lists the rules of the simulated carrier inside in the order in which they are asked, with what each has "
    "counted. Of the server's own account only.",
    action="heliograph:ListSimulatorRules",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(
        Parameter("BuiltIn", Boolean(), "true for the magic numbers as well; false by default.", example="false"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field(
            "Rules",
            "The rules.",
            shape=Shape.LIST,
            fields=(
                Field("RuleName", "What it is called.", "flaky-hk"),
                Field("Rule", "The rule as one line.", "name=flaky-hk number=+85251* times=10 status=ESME_RSYSERR"),
                Field("Matched", "How often its conditions were met.", "12"),
                Field("Applied", "How often it decided.", "4"),
                Field("Left", "How often it still may; absent without a limit.", "6"),
                Field("ExpiresInMs", "Milliseconds until it is over; absent without an end.", "281000"),
                Field("BuiltIn", "Whether it is a magic number: true or false.", "false"),
            ),
        ),
        REQUEST_ID,
    ),
    refusals=("INVALID_PARAMETERS", "DATA_NOT_EXIST"),
    of_server=True,
    source="Heliograph's own",
)

_LIMITED = (("left", "Left"), ("expires_in_ms", "ExpiresInMs"))


@operation(LIST_SIMULATOR_RULES)
async def list_simulator_rules(call: Call, ports: Ports) -> Reply:
    rules = ports.simulator_rules()
    if rules is None:
        return NO_SIMULATOR
    rows: list[dict[str, Answer]] = [
        {
            "RuleName": row["name"],
            "Rule": row["line"],
            "Matched": str(row["matched"]),
            "Applied": str(row["applied"]),
            **{name: str(row[key]) for key, name in _LIMITED if key in row},
            "BuiltIn": "true" if row["built_in"] else "false",
        }
        for row in rules.rows(call.flag("BuiltIn"))
    ]
    fields: dict[str, Answer] = {"Rules": rows}
    return Reply(fields=fields)
