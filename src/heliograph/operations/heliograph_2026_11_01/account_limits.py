"""What the operations on accounts' limits describe and check alike."""

from heliograph.operations.call import Call
from heliograph.operations.description import Field, Parameter
from heliograph.operations.ports import Ports
from heliograph.operations.types import Text

ACCOUNT = Parameter(
    "Account",
    Text(length_max=32),
    "The account's id; your own account by default. Only the operator may name another.",
    example="1000000000000002",
)

ANSWERS = (
    Field("Account", "The account.", "1000000000000002"),
    Field(
        "Limits",
        "The account's own limits, as the text of a JSON object: `rates` (account, user, operations, user_operations: "
        "calls a second) and `send` (as the keys of `limits.send` in the configuration). What is not in it is the "
        "server's.",
        '{"rates":{"account":50},"send":{"messages_per_day":1000}}',
    ),
    Field("Revision", "How often they were changed; absent where the account has none of its own.", "3"),
)


def account_of(call: Call) -> str:
    """The account that the call is about."""
    return call.text("Account") or call.account


def is_operator(call: Call, ports: Ports) -> bool:
    """Whether the caller's account is the operator's, who may see and set everybody's limits."""
    return call.account == ports.rules.operator
