"""Whose account a call is about: the caller's own, or another that the server's own account names."""

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.call import Call, Reply
from heliograph.operations.description import Parameter
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Digits, MessageId, Text

ACCOUNT = Parameter(
    "AccountId",
    Text(length_max=32),
    "The account's id; your own account by default. Only the server's own account may name another.",
    example="1000000000000002",
)

#: Names a message of any account, for an operation of the server's own.
MESSAGE_OF_ANY_ACCOUNT = (
    Parameter("MessageId", MessageId(), "The message's id.", required=True, example="1008030300312345"),
    Parameter(
        "AccountId",
        Digits(20),
        "The account whose message it is; the server's own by default.",
        example="1000000000000002",
    ),
)

#: What an operation that takes ACCOUNT may refuse with; one `of_server` is never asked by anybody else.
REFUSALS_OF_SERVER = ("ACCOUNT_NOT_EXISTS", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT")
REFUSALS = (*REFUSALS_OF_SERVER, "RAM_PERMISSION_DENY")


def account_of(call: Call, ports: Ports) -> str | Reply:
    """The account that the call is about, or why it is not let near it."""
    account = call.text("AccountId") or call.account
    if account == call.account:
        return account
    if call.account != ROOT_ACCOUNT:
        return refused("RAM_PERMISSION_DENY", "AccountId names another account, as only the server's own account may.")
    return account if exists(account, ports) else refused("ACCOUNT_NOT_EXISTS")


def exists(account: str, ports: Ports) -> bool:
    """Whether there is such an account; the server's own always is."""
    return account == ROOT_ACCOUNT or ports.identities.directory.accounts.get(account) is not None
