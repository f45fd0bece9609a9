"""RejectTemplate: takes a template out of use, or refuses it."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT
from heliograph.operations.heliograph_2026_11_01.wording_changes import DECISION_REFUSALS, REVISION, decided
from heliograph.operations.heliograph_2026_11_01.wording_fields import REASON, TEMPLATE, TEMPLATE_CODE, template_row
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import TEMPLATES
from heliograph.sms.approval import rejected

REJECT_TEMPLATE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="RejectTemplate",
    says="Rejects a template: it may not be used from now on, also where it was approved before. Of the server's own "
    "account only.",
    action="heliograph:RejectTemplate",
    access=Access.UPDATE,
    calls_per_second=20,
    parameters=(
        ACCOUNT,
        TEMPLATE_CODE,
        REASON,
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


@operation(REJECT_TEMPLATE)
async def reject_template(call: Call, ports: Ports) -> Reply:
    now, reason = ports.clock.utc_ms(), call.text("Reason")
    return await decided(
        call, ports, TEMPLATES, call.text("TemplateCode"), lambda item: rejected(item, reason, now), template_row
    )
