"""ApproveTemplate: lets a template be used."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT
from heliograph.operations.heliograph_2026_11_01.wording_changes import DECISION_REFUSALS, REVISION, decided
from heliograph.operations.heliograph_2026_11_01.wording_fields import TEMPLATE, TEMPLATE_CODE, template_row
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import TEMPLATES
from heliograph.sms.approval import approved

APPROVE_TEMPLATE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ApproveTemplate",
    says="Approves a template: it may be used from now on. Of the server's own account only.",
    action="heliograph:ApproveTemplate",
    access=Access.UPDATE,
    calls_per_second=20,
    parameters=(
        ACCOUNT,
        TEMPLATE_CODE,
        REVISION,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *TEMPLATE,
        REQUEST_ID,
    ),
    refusals=DECISION_REFUSALS,
    of_server=True,
    source="Heliograph's own",
)


@operation(APPROVE_TEMPLATE)
async def approve_template(call: Call, ports: Ports) -> Reply:
    now = ports.clock.utc_ms()
    return await decided(
        call, ports, TEMPLATES, call.text("TemplateCode"), lambda item: approved(item, now), template_row
    )
