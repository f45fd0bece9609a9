"""RemoveBlockedNumbers: lets the account send to numbers again."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.blocked_numbers import ANSWERS, NUMBERS, REFUSALS, SENDER, change
from heliograph.operations.ports import Ports

REMOVE_BLOCKED_NUMBERS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="RemoveBlockedNumbers",
    says="Removes up to 1,000 numbers from the list of those that the account does not send to, whoever entered them.",
    action="heliograph:RemoveBlockedNumbers",
    access=Access.DELETE,
    calls_per_second=10,
    parameters=(NUMBERS, SENDER),
    answers=ANSWERS,
    refusals=REFUSALS,
    source="Heliograph's own",
)


@operation(REMOVE_BLOCKED_NUMBERS)
async def remove_blocked_numbers(call: Call, ports: Ports) -> Reply:
    return await change(call, ports, blocked=False)
