"""GetTemplate: one template."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.heliograph_2026_11_01.wording_fields import TEMPLATE, TEMPLATE_CODE, template_row
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import TEMPLATES

GET_TEMPLATE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetTemplate",
    says="Shows one template and where its approval stands.",
    action="heliograph:GetTemplate",
    access=Access.GET,
    calls_per_second=100,
    parameters=(
        ACCOUNT,
        TEMPLATE_CODE,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *TEMPLATE,
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", *REFUSALS),
    source="Heliograph's own",
)


@operation(GET_TEMPLATE)
async def get_template(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    kept = await TEMPLATES.find(ports, account, call.text("TemplateCode"))
    return refused("DATA_NOT_EXIST") if kept is None else Reply(fields=template_row(kept, ports.rules.offset_minutes))
