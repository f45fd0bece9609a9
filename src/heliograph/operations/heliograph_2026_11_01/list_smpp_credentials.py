"""ListSmppCredentials: the account's SMPP credentials, with how much each has still to get."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Operation,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.smpp_credential_fields import CREDENTIALS, shown
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.ports import Ports

LIST_SMPP_CREDENTIALS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListSmppCredentials",
    says="Lists the account's SMPP credentials, without their passwords.",
    action="heliograph:ListSmppCredentials",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(ACCOUNT,),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, CREDENTIALS, REQUEST_ID),
    refusals=REFUSALS,
    source="Heliograph's own",
)


@operation(LIST_SMPP_CREDENTIALS)
async def list_smpp_credentials(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    return Reply(fields={"Credentials": [await shown(one, ports) for one in ports.smpp.of(account)]})
