"""ReloadConfiguration: reads the configuration anew and applies what differs, without a restart."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports

RELOAD_CONFIGURATION = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ReloadConfiguration",
    says="Reads the configuration anew. A fault in it changes nothing; else what differs is applied, and what "
    "needs a restart is named. Of the server's own account only.",
    action="heliograph:ReloadConfiguration",
    access=Access.UPDATE,
    calls_per_second=1,
    parameters=(),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Applied", "What holds from now on, a sentence for each; none where nothing differs.", shape=Shape.LIST),
        Field("NeedsRestart", "Settings that differ and hold from the next start on.", shape=Shape.LIST),
        Field("Warnings", "What is odd in the configuration.", shape=Shape.LIST),
        REQUEST_ID,
    ),
    refusals=("CONFIGURATION_FAULTY",),
    of_server=True,
    source="Heliograph's own",
)


@operation(RELOAD_CONFIGURATION)
async def reload_configuration(call: Call, ports: Ports) -> Reply:
    if call.nonce is not None:
        await ports.records.change((), call.nonce)
    reloaded = await ports.configuration.reload()
    if reloaded.faults:
        return refused("CONFIGURATION_FAULTY", "\n".join(reloaded.faults))
    fields: dict[str, Answer] = {
        "Applied": list(reloaded.applied),
        "NeedsRestart": list(reloaded.needs_restart),
        "Warnings": list(reloaded.warnings),
    }
    return Reply(fields=fields)
