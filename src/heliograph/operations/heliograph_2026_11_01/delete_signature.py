"""DeleteSignature: removes a signature."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.wording_changes import REFUSALS, REVISION, removed
from heliograph.operations.heliograph_2026_11_01.wording_fields import SIGN_NAME
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import SIGNATURES

DELETE_SIGNATURE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="DeleteSignature",
    says="Removes a signature. Messages that went out by it stay as they are.",
    action="heliograph:DeleteSignature",
    access=Access.DELETE,
    calls_per_second=20,
    parameters=(
        SIGN_NAME,
        REVISION,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        REQUEST_ID,
    ),
    refusals=(
        *REFUSALS,
        "PARAM_LENGTH_LIMIT",
    ),
    source="Heliograph's own",
)


@operation(DELETE_SIGNATURE)
async def delete_signature(call: Call, ports: Ports) -> Reply:
    return await removed(call, ports, SIGNATURES, call.text("SignName"))
