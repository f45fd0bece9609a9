"""UpdateTemplate: other words for a template, to be approved again."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.wording_changes import REFUSALS, REVISION, changed
from heliograph.operations.heliograph_2026_11_01.wording_fields import (
    OTHER_CONTENT,
    TEMPLATE,
    TEMPLATE_CODE,
    TEMPLATE_NAME,
    TEMPLATE_TYPE,
    template_row,
)
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import TEMPLATES
from heliograph.sms.approval import MessageTemplate, reworded

UPDATE_TEMPLATE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="UpdateTemplate",
    says="Changes a template. With other words or another type it is pending again, and not sent until it is approved.",
    action="heliograph:UpdateTemplate",
    access=Access.UPDATE,
    calls_per_second=20,
    parameters=(
        TEMPLATE_CODE,
        OTHER_CONTENT,
        TEMPLATE_NAME,
        TEMPLATE_TYPE,
        REVISION,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *TEMPLATE,
        REQUEST_ID,
    ),
    refusals=(
        *REFUSALS,
        "PARAM_LENGTH_LIMIT",
    ),
    source="Heliograph's own",
)


@operation(UPDATE_TEMPLATE)
async def update_template(call: Call, ports: Ports) -> Reply:
    def change(template: MessageTemplate) -> MessageTemplate:
        return reworded(
            template,
            ports.clock.utc_ms(),
            content=call.text("TemplateContent") or template.content,
            name=call.text("TemplateName") or template.name,
            type_=call.text("TemplateType") or template.type,
        )

    return await changed(call, ports, TEMPLATES, call.text("TemplateCode"), change, template_row)
