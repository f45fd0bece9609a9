"""RemoveSimulatorRule: lets the simulated carrier inside do so no more."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.simulator_rules import NAME, NO_SIMULATOR, REMOVED
from heliograph.operations.ports import Ports

REMOVE_SIMULATOR_RULE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="RemoveSimulatorRule",
    says="Removes a rule of the simulated carrier inside; magic numbers stay. Of the server's own account only.",
    action="heliograph:RemoveSimulatorRule",
    access=Access.DELETE,
    calls_per_second=50,
    parameters=(NAME,),
    answers=REMOVED,
    refusals=("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT", "DATA_NOT_EXIST"),
    of_server=True,
    source="Heliograph's own",
)


@operation(REMOVE_SIMULATOR_RULE)
async def remove_simulator_rule(call: Call, ports: Ports) -> Reply:
    rules = ports.simulator_rules()
    if rules is None:
        return NO_SIMULATOR
    await ports.records.change([], call.nonce)
    name = call.text("RuleName")
    if not rules.remove(name):
        return Reply(code="DATA_NOT_EXIST", description="No rule is called so that could be removed.")
    return Reply(fields={"RemovedCount": "1"})
