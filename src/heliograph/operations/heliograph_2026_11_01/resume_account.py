"""ResumeAccount: Serves the calls of a suspended account again."""

from heliograph.identity.account import AccountStatus
from heliograph.identity.accounts import set_status
from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.account_fields import ACCOUNT_ID, CHANGED, REFUSALS, reply
from heliograph.operations.ports import Ports

RESUME_ACCOUNT = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ResumeAccount",
    says="Serves the calls of a suspended account again. Of the server's own account only.",
    action="heliograph:ResumeAccount",
    access=Access.UPDATE,
    calls_per_second=10,
    parameters=(ACCOUNT_ID,),
    answers=CHANGED,
    refusals=REFUSALS,
    of_server=True,
    source="Heliograph's own",
)


@operation(RESUME_ACCOUNT)
async def resume_account(call: Call, ports: Ports) -> Reply:
    id_ = call.text("AccountId")
    outcome = await ports.identities.change(
        lambda directory: set_status(directory, id_, AccountStatus.ACTIVE), call.nonce
    )
    return reply(outcome, ports)
