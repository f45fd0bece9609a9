"""What the operations of accounts share: the parameter that names one, and how one is shown."""

from heliograph.identity.account import Account
from heliograph.identity.accounts import Made, NotDone
from heliograph.operations.call import Answer, Reply
from heliograph.operations.dates import api_date
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Field, Parameter
from heliograph.operations.ports import Ports
from heliograph.operations.types import Text

ACCOUNT_ID = Parameter(
    "AccountId", Text(32), "The id of the account, 16 digits.", required=True, example="1234567890123456"
)

ACCOUNT_FIELDS = (
    Field("AccountId", "Its id, 16 digits.", "1234567890123456"),
    Field("AccountName", "What it is called; empty when nobody named it.", "Acme"),
    Field("Status", "active or suspended.", "active"),
    Field("Prepaid", "true when it pays before it sends.", "false"),
    Field("CreateDate", "When it was made.", "Mon, 24 Dec 2018 16:58:22 +0800"),
)

KEY_FIELDS = (
    Field("AccessKeyId", "The id of its new root key.", "LTAI5tHeliographExample1"),
    Field("AccessKeySecret", "The secret of that key. It is shown this once and cannot be read again.", "(shown once)"),
)

#: The answers of an operation that changes an account.
CHANGED = (RESPONSE_CODE, RESPONSE_DESCRIPTION, *ACCOUNT_FIELDS, REQUEST_ID)
#: And of one that makes it a root key.
GIVEN_A_KEY = (RESPONSE_CODE, RESPONSE_DESCRIPTION, *ACCOUNT_FIELDS, *KEY_FIELDS, REQUEST_ID)

REFUSALS = ("ACCOUNT_NOT_EXISTS", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT")


def shown(account: Account, ports: Ports) -> dict[str, Answer]:
    """The account's fields."""
    return {
        "AccountId": account.id,
        "AccountName": account.name,
        "Status": str(account.status),
        "Prepaid": "true" if account.prepaid else "false",
        "CreateDate": api_date(account.created, ports.rules.offset_minutes),
    }


def reply(outcome: Made | Account | NotDone, ports: Ports) -> Reply:
    """The answer to what became of it."""
    if isinstance(outcome, NotDone):
        return Reply(outcome.code, outcome.text)
    if isinstance(outcome, Account):
        return Reply(fields=shown(outcome, ports))
    key = {"AccessKeyId": outcome.access_key_id, "AccessKeySecret": outcome.secret}
    return Reply(fields={**shown(outcome.account, ports), **key})
