"""ListAccounts: the customers of this server, page by page."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.account_fields import ACCOUNT_FIELDS, shown
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, Text

ITEMS_DEFAULT = 100
ITEMS_MAX = 1000

LIST_ACCOUNTS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListAccounts",
    says="Lists the server's accounts in the order of their ids. Of the server's own account only.",
    action="heliograph:ListAccounts",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(
        Parameter("Marker", Text(32), "The id of the last account that is known already.", example="1234567890123456"),
        Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many at most; {ITEMS_DEFAULT} by default.", example="100"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Accounts", "The accounts.", shape=Shape.LIST, fields=ACCOUNT_FIELDS),
        Field("IsTruncated", "true when there are more.", "false"),
        Field("Marker", "Marker for the next page; absent on the last one.", "1234567890123456"),
        REQUEST_ID,
    ),
    refusals=("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    of_server=True,
    source="Heliograph's own",
)


@operation(LIST_ACCOUNTS)
async def list_accounts(call: Call, ports: Ports) -> Reply:
    limit = call.number("MaxItems", ITEMS_DEFAULT)
    found = ports.identities.directory.accounts.page(call.text("Marker"), limit + 1)
    rows: list[dict[str, Answer]] = [shown(account, ports) for account in found[:limit]]
    fields: dict[str, Answer] = {"Accounts": rows, "IsTruncated": "true" if len(found) > limit else "false"}
    if len(found) > limit:
        fields["Marker"] = found[limit - 1].id
    return Reply(fields=fields)
