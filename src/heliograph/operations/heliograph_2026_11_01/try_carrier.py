"""TestCarrier: asks a carrier's links for a sign of life, or binds once where none is up."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Field, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.carrier_fields import CARRIER, CARRIER_NAME
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports

TEST_CARRIER = Operation(
    product=PRODUCT,
    version=VERSION,
    name="TestCarrier",
    says="Asks each link for a sign of life, or binds and unbinds once where none is up. No message is sent. "
    "Of the server's own account only.",
    action="heliograph:TestCarrier",
    access=Access.UPDATE,
    calls_per_second=1,
    parameters=(CARRIER_NAME,),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("CarrierName", "Its name.", "net-one"),
        Field("Passed", "true where every link answered, or the bind was taken.", "true"),
        Field(
            "Says",
            "What was done, how long it took and what was wrong.",
            "Session 1 (transceiver) answered enquire_link in 12 ms.",
        ),
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    resource=CARRIER,
    of_server=True,
    source="Heliograph's own",
)


@operation(TEST_CARRIER)
async def try_carrier(call: Call, ports: Ports) -> Reply:
    if call.nonce is not None:
        await ports.records.change((), call.nonce)
    name = call.text("CarrierName")
    trial = await ports.carriers.test(name)
    if trial is None:
        return refused("DATA_NOT_EXIST")
    passed = "true" if trial.passed else "false"
    return Reply(fields={"CarrierName": name, "Passed": passed, "Says": trial.says})
