"""GetBalance: what a prepaid account may still spend."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.balance_fields import ANSWERS, shown
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
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
    refusals=REFUSALS,
    source="Heliograph's own",
)


@operation(GET_BALANCE)
async def get_balance(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    return Reply(fields=shown(account, await ports.balances.balance(account), ports))
