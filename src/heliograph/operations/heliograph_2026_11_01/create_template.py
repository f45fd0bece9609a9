"""CreateTemplate: a new template, to be approved."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.wording_changes import added
from heliograph.operations.heliograph_2026_11_01.wording_fields import (
    NEW_TEMPLATE_CODE,
    TEMPLATE,
    TEMPLATE_CONTENT,
    TEMPLATE_NAME,
    TEMPLATE_TYPE,
    template_row,
)
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import TEMPLATES
from heliograph.sms.approval import MessageTemplate

CREATE_TEMPLATE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="CreateTemplate",
    says="Keeps a new template. It may be sent once it is approved.",
    action="heliograph:CreateTemplate",
    access=Access.CREATE,
    calls_per_second=20,
    parameters=(
        NEW_TEMPLATE_CODE,
        TEMPLATE_CONTENT,
        TEMPLATE_NAME,
        TEMPLATE_TYPE,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *TEMPLATE,
        REQUEST_ID,
    ),
    refusals=(
        "DATA_EXISTS",
        "INVALID_PARAMETERS",
        "PARAM_LENGTH_LIMIT",
    ),
    source="Heliograph's own",
)


@operation(CREATE_TEMPLATE)
async def create_template(call: Call, ports: Ports) -> Reply:
    template = MessageTemplate(
        code=call.text("TemplateCode") or f"SMS_{ports.ids.next()}",
        content=call.text("TemplateContent"),
        name=call.text("TemplateName"),
        type=call.text("TemplateType") or "NOTIFY",
        changed_at=ports.clock.utc_ms(),
    )
    return await added(call, ports, TEMPLATES, template, template_row)
