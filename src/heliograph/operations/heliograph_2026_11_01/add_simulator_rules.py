"""AddSimulatorRules: says what the simulated carrier inside does wrong from now on."""

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
from heliograph.operations.heliograph_2026_11_01.simulator_rules import NAME_MAX, NO_SIMULATOR
from heliograph.operations.ports import Ports
from heliograph.operations.types import Boolean, Text

ADD_SIMULATOR_RULES = Operation(
    product=PRODUCT,
    version=VERSION,
    name="AddSimulatorRules",
    says="Adds rules for the simulated carrier inside, above those that are there; they hold from the next message on, "
    "until they are removed or the server stops. Of the server's own account only.",
    action="heliograph:AddSimulatorRules",
    access=Access.CREATE,
    calls_per_second=50,
    parameters=(
        Parameter(
            "Rules",
            Text(20_000),
            "A rule as one line, or as a JSON object; or several, as lines or as a JSON list.",
            required=True,
            example="number=+85251* status=ESME_RSYSERR share=0.3 times=10 for=5m",
        ),
        Parameter("Before", Text(NAME_MAX), "The rule above which they go; the uppermost by default.", example="slow"),
        Parameter("Last", Boolean(), "true to put them below all that were added; false by default.", example="false"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("RuleNames", "What the rules are called, in their order.", shape=Shape.LIST),
        REQUEST_ID,
    ),
    refusals=("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT", "DATA_NOT_EXIST"),
    of_server=True,
    source="Heliograph's own",
)


@operation(ADD_SIMULATOR_RULES)
async def add_simulator_rules(call: Call, ports: Ports) -> Reply:
    rules = ports.simulator_rules()
    if rules is None:
        return NO_SIMULATOR
    await ports.records.change([], call.nonce)
    try:
        names = rules.add(call.text("Rules"), call.text("Before"), call.flag("Last"))
    except ValueError as error:
        return Reply(code="INVALID_PARAMETERS", description=f"Rules: {error}.")
    fields: dict[str, Answer] = {"RuleNames": names}
    return Reply(fields=fields)
