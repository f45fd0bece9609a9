"""ApproveSignature: lets a signature be used."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT
from heliograph.operations.heliograph_2026_11_01.wording_changes import DECISION_REFUSALS, REVISION, decided
from heliograph.operations.heliograph_2026_11_01.wording_fields import SIGN_NAME, SIGNATURE, signature_row
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import SIGNATURES
from heliograph.sms.approval import approved

APPROVE_SIGNATURE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ApproveSignature",
    says="Approves a signature: it may be used from now on. Of the server's own account only.",
    action="heliograph:ApproveSignature",
    access=Access.UPDATE,
    calls_per_second=20,
    parameters=(
        ACCOUNT,
        SIGN_NAME,
        REVISION,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *SIGNATURE,
        REQUEST_ID,
    ),
    refusals=DECISION_REFUSALS,
    of_server=True,
    source="Heliograph's own",
)


@operation(APPROVE_SIGNATURE)
async def approve_signature(call: Call, ports: Ports) -> Reply:
    now = ports.clock.utc_ms()
    return await decided(
        call, ports, SIGNATURES, call.text("SignName"), lambda item: approved(item, now), signature_row
    )
