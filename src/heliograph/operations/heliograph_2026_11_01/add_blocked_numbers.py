"""AddBlockedNumbers: enters numbers that the account does not send to."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.blocked_numbers import ANSWERS, NUMBERS, REFUSALS, SENDER, change
from heliograph.operations.ports import Ports

ADD_BLOCKED_NUMBERS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="AddBlockedNumbers",
    says="Enters up to 1,000 numbers that the account does not send to, from one sender or from all. A send to one of "
    "them is refused with BLACK_KEY_CONTROL_LIMIT from the answer on.",
    action="heliograph:AddBlockedNumbers",
    access=Access.CREATE,
    calls_per_second=10,
    parameters=(NUMBERS, SENDER),
    answers=ANSWERS,
    refusals=REFUSALS,
    source="Heliograph's own",
)


@operation(ADD_BLOCKED_NUMBERS)
async def add_blocked_numbers(call: Call, ports: Ports) -> Reply:
    return await change(call, ports, blocked=True)
