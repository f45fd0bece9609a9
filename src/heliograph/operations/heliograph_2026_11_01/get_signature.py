"""GetSignature: one signature."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.heliograph_2026_11_01.wording_fields import SIGN_NAME, SIGNATURE, signature_row
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import SIGNATURES

GET_SIGNATURE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetSignature",
    says="Shows one signature and where its approval stands.",
    action="heliograph:GetSignature",
    access=Access.GET,
    calls_per_second=100,
    parameters=(
        ACCOUNT,
        SIGN_NAME,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *SIGNATURE,
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", *REFUSALS),
    source="Heliograph's own",
)


@operation(GET_SIGNATURE)
async def get_signature(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    kept = await SIGNATURES.find(ports, account, call.text("SignName"))
    return refused("DATA_NOT_EXIST") if kept is None else Reply(fields=signature_row(kept, ports.rules.offset_minutes))
