"""ClearSimulatorRules: lets the simulated carrier inside do as usual again."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.simulator_rules import NO_SIMULATOR, REMOVED
from heliograph.operations.ports import Ports

CLEAR_SIMULATOR_RULES = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ClearSimulatorRules",
    says="Removes all rules of the simulated carrier inside, those of its configuration included; magic numbers stay. "
    "Of the server's own account only.",
    action="heliograph:ClearSimulatorRules",
    access=Access.DELETE,
    calls_per_second=50,
    parameters=(),
    answers=REMOVED,
    refusals=("DATA_NOT_EXIST",),
    of_server=True,
    source="Heliograph's own",
)


@operation(CLEAR_SIMULATOR_RULES)
async def clear_simulator_rules(call: Call, ports: Ports) -> Reply:
    rules = ports.simulator_rules()
    if rules is None:
        return NO_SIMULATOR
    await ports.records.change([], call.nonce)
    return Reply(fields={"RemovedCount": str(rules.clear())})
