"""ListCarriers: every carrier with its order, its link, and what waits for it."""

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
from heliograph.operations.heliograph_2026_11_01.carrier_fields import CARRIER_FIELDS, shown
from heliograph.operations.ports import Ports

LIST_CARRIERS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListCarriers",
    says="Lists the carriers: settings, order, link, and what waits. Of the server's own account only.",
    action="heliograph:ListCarriers",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Carriers", "In the order of the configuration.", shape=Shape.LIST, fields=CARRIER_FIELDS),
        REQUEST_ID,
    ),
    of_server=True,
    source="Heliograph's own",
)


@operation(LIST_CARRIERS)
async def list_carriers(call: Call, ports: Ports) -> Reply:
    reports = [await ports.carriers.report(name) for name in ports.carriers.names()]
    rows: list[dict[str, Answer]] = [shown(report, ports) for report in reports if report is not None]
    return Reply(fields={"Carriers": rows})
