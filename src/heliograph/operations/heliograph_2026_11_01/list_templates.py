"""ListTemplates: the templates that the account may use or waits for, page by page."""

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
    TEMPLATE,
    page_fields,
    template_row,
)
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import TEMPLATES

LIST_TEMPLATES = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListTemplates",
    says="Lists the templates of the configuration and the account's own, in the order of their keys.",
    action="heliograph:ListTemplates",
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
        Field("Templates", "The templates, in order.", shape=Shape.LIST, fields=TEMPLATE),
        IS_TRUNCATED,
        NEXT_AFTER,
        REQUEST_ID,
    ),
    refusals=REFUSALS,
    source="Heliograph's own",
)


@operation(LIST_TEMPLATES)
async def list_templates(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    items_max = call.number("MaxItems", ITEMS_DEFAULT)
    found = await TEMPLATES.page(ports, account, call.text("After"), items_max + 1)
    offset = ports.rules.offset_minutes
    return Reply(fields=page_fields("Templates", found, items_max, lambda kept: template_row(kept, offset)))
