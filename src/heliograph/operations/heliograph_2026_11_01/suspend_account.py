"""SuspendAccount: Refuses every call of an account from now on; what it has sent goes on its way."""

from heliograph.identity.account import AccountStatus
from heliograph.identity.accounts import set_status
from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.account_fields import ACCOUNT_ID, CHANGED, REFUSALS, reply
from heliograph.operations.ports import Ports

SUSPEND_ACCOUNT = Operation(
    product=PRODUCT,
    version=VERSION,
    name="SuspendAccount",
    says="Refuses every call of an account from now on; what it has sent goes on its way. "
    "Of the server's own account only.",
    action="heliograph:SuspendAccount",
    access=Access.UPDATE,
    calls_per_second=10,
    parameters=(ACCOUNT_ID,),
    answers=CHANGED,
    refusals=REFUSALS,
    of_server=True,
    source="Heliograph's own",
)


@operation(SUSPEND_ACCOUNT)
async def suspend_account(call: Call, ports: Ports) -> Reply:
    id_ = call.text("AccountId")
    outcome = await ports.identities.change(
        lambda directory: set_status(directory, id_, AccountStatus.SUSPENDED), call.nonce
    )
    return reply(outcome, ports)
