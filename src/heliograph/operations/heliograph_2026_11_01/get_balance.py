"""GetBalance: what a prepaid account may still spend."""

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.account_limits import ACCOUNT, account_of, exists
from heliograph.operations.heliograph_2026_11_01.balance_fields import ANSWERS, shown
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports

GET_BALANCE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetBalance",
    says="Shows what a prepaid account has left.",
    action="heliograph:GetBalance",
    access=Access.GET,
    calls_per_second=50,
    parameters=(ACCOUNT,),
    answers=ANSWERS,
    refusals=("ACCOUNT_NOT_EXISTS", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT", "RAM_PERMISSION_DENY"),
    source="Heliograph's own",
)


@operation(GET_BALANCE)
async def get_balance(call: Call, ports: Ports) -> Reply:
    account = account_of(call)
    if account != call.account and call.account != ROOT_ACCOUNT:
        return refused("RAM_PERMISSION_DENY", "Only the server's own account may see the balance of another.")
    if not exists(account, ports):
        return refused("ACCOUNT_NOT_EXISTS")
    return Reply(fields=shown(account, await ports.balances.balance(account), ports))
