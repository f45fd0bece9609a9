"""ListSignatures: the signatures that the account may use or waits for, page by page."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.heliograph_2026_11_01.wording_fields import (
    AFTER,
    IS_TRUNCATED,
    ITEMS_DEFAULT,
    MAX_ITEMS,
    NEXT_AFTER,
    SIGNATURE,
    page_fields,
    signature_row,
)
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import SIGNATURES

LIST_SIGNATURES = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListSignatures",
    says="Lists the signatures of the configuration and the account's own, in the order of their keys.",
    action="heliograph:ListSignatures",
    access=Access.LIST,
    calls_per_second=20,
    parameters=(
        ACCOUNT,
        AFTER,
        MAX_ITEMS,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Signatures", "The signatures, in order.", shape=Shape.LIST, fields=SIGNATURE),
        IS_TRUNCATED,
        NEXT_AFTER,
        REQUEST_ID,
    ),
    refusals=REFUSALS,
    source="Heliograph's own",
)


@operation(LIST_SIGNATURES)
async def list_signatures(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    items_max = call.number("MaxItems", ITEMS_DEFAULT)
    found = await SIGNATURES.page(ports, account, call.text("After"), items_max + 1)
    offset = ports.rules.offset_minutes
    return Reply(fields=page_fields("Signatures", found, items_max, lambda kept: signature_row(kept, offset)))
