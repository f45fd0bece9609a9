"""AddBalance: pays into the balance of an account, or takes out of it."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation, Parameter
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.account_fields import ACCOUNT_ID, REFUSALS
from heliograph.operations.heliograph_2026_11_01.balance_fields import ANSWERS, shown
from heliograph.operations.heliograph_2026_11_01.whose import exists
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, Text

#: A million currency units at once: nine million such payments fit into the store's 64 bits.
AMOUNT_MAX = 10**12
REFERENCE_MAX = 128

ADD_BALANCE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="AddBalance",
    says="Pays into the balance of an account and makes it a prepaid one, whatever it was. Of the server's own account "
    "only.",
    action="heliograph:AddBalance",
    access=Access.UPDATE,
    calls_per_second=10,
    parameters=(
        ACCOUNT_ID,
        Parameter(
            "Amount",
            Integer(-AMOUNT_MAX, AMOUNT_MAX),
            "What is paid in, in millionths of a currency unit; a negative amount is taken out.",
            required=True,
            example="5000000",
        ),
        Parameter(
            "Reference",
            Text(REFERENCE_MAX),
            "The payer's own name for this payment, such as an invoice number. The same one of the same account counts "
            "once, with the amount that came first: repeat a call whose answer was lost.",
            required=True,
            example="invoice-2026-11-0042",
        ),
    ),
    answers=ANSWERS,
    refusals=REFUSALS,
    of_server=True,
    source="Heliograph's own",
)


@operation(ADD_BALANCE)
async def add_balance(call: Call, ports: Ports) -> Reply:
    account = call.text("AccountId")
    if not exists(account, ports):
        return refused("ACCOUNT_NOT_EXISTS")
    left = await ports.balances.add_balance(account, call.number("Amount"), call.text("Reference"), call.nonce)
    return Reply(fields=shown(account, left, ports))
