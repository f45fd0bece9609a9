"""What the operations of balances share: how what an account has left is described and shown."""

from heliograph.operations.call import Answer
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Field
from heliograph.operations.ports import Ports

ANSWERS = (
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Field("AccountId", "The account.", "1000000000000002"),
    Field("Prepaid", "true when it pays before it sends.", "true"),
    Field(
        "Balance",
        "What it has left, in millionths of a currency unit; absent for an account that pays later.",
        "5000000",
    ),
    REQUEST_ID,
)


def shown(account: str, left: int | None, ports: Ports) -> dict[str, Answer]:
    """The account's fields; `left` is None where nothing was ever paid in."""
    found = ports.identities.directory.accounts.get(account)
    if left is None and found is not None and found.prepaid:
        left = 0
    if left is None:
        return {"AccountId": account, "Prepaid": "false"}
    return {"AccountId": account, "Prepaid": "true", "Balance": str(left)}
