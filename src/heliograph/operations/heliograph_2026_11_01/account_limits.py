"""What the operations on accounts' limits describe and check alike."""

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.call import Call
from heliograph.operations.description import Field, Parameter
from heliograph.operations.ports import Ports
from heliograph.operations.types import Text

ACCOUNT = Parameter(
    "AccountId",
    Text(length_max=32),
    "The account's id; your own account by default. Only the server's own account may name another.",
    example="1000000000000002",
)

ANSWERS = (
    Field("AccountId", "The account.", "1000000000000002"),
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
    return call.text("AccountId") or call.account


def exists(account: str, ports: Ports) -> bool:
    """Whether there is such an account; the server's own always is."""
    return account == ROOT_ACCOUNT or ports.identities.directory.accounts.get(account) is not None
