"""GetCarrier: one carrier with its order, its link, and what waits for it."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.carrier_fields import CARRIER, CARRIER_FIELDS, CARRIER_NAME, shown
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports

GET_CARRIER = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetCarrier",
    says="Shows one carrier: settings, order, link, and what waits. Of the server's own account only.",
    action="heliograph:GetCarrier",
    access=Access.GET,
    calls_per_second=50,
    parameters=(CARRIER_NAME,),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, *CARRIER_FIELDS, REQUEST_ID),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    resource=CARRIER,
    of_server=True,
    source="Heliograph's own",
)


@operation(GET_CARRIER)
async def get_carrier(call: Call, ports: Ports) -> Reply:
    report = await ports.carriers.report(call.text("CarrierName"))
    return refused("DATA_NOT_EXIST") if report is None else Reply(fields=shown(report, ports))
