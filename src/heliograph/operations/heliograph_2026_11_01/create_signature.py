"""CreateSignature: a new signature, to be approved."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.wording_changes import added
from heliograph.operations.heliograph_2026_11_01.wording_fields import NEW_SIGN_NAME, SIGNATURE, signature_row
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import SIGNATURES
from heliograph.sms.approval import Signature

CREATE_SIGNATURE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="CreateSignature",
    says="Keeps a new signature. It may be sent under once it is approved.",
    action="heliograph:CreateSignature",
    access=Access.CREATE,
    calls_per_second=20,
    parameters=(NEW_SIGN_NAME,),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *SIGNATURE,
        REQUEST_ID,
    ),
    refusals=(
        "DATA_EXISTS",
        "INVALID_PARAMETERS",
    ),
    source="Heliograph's own",
)


@operation(CREATE_SIGNATURE)
async def create_signature(call: Call, ports: Ports) -> Reply:
    signature = Signature(name=call.text("SignName"), changed_at=ports.clock.utc_ms())
    return await added(call, ports, SIGNATURES, signature, signature_row)
