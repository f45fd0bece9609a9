"""DeleteTemplate: removes a template."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.wording_changes import REFUSALS, REVISION, removed
from heliograph.operations.heliograph_2026_11_01.wording_fields import TEMPLATE_CODE
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import TEMPLATES

DELETE_TEMPLATE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="DeleteTemplate",
    says="Removes a template. Messages that went out by it stay as they are.",
    action="heliograph:DeleteTemplate",
    access=Access.DELETE,
    calls_per_second=20,
    parameters=(
        TEMPLATE_CODE,
        REVISION,
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        REQUEST_ID,
    ),
    refusals=(
        *REFUSALS,
        "PARAM_LENGTH_LIMIT",
    ),
    source="Heliograph's own",
)


@operation(DELETE_TEMPLATE)
async def delete_template(call: Call, ports: Ports) -> Reply:
    return await removed(call, ports, TEMPLATES, call.text("TemplateCode"))
