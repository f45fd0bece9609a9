"""GetCall: one call of the API, with its steps, what was asked and what was answered."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.calls import seen_of
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Operation,
    Parameter,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.call_fields import (
    CALL_PARTS,
    CALL_ROW,
    accounts_seen,
    call_parts,
    call_row,
)
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Text

GET_CALL = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetCall",
    says="Shows one call of the API over HTTP: when each step of it was passed, what was asked and what was answered, "
    "its secrets hidden. Of calls in memory all is known, of refused ones on disk what was kept.",
    action="heliograph:GetCall",
    access=Access.GET,
    calls_per_second=100,
    parameters=(
        Parameter(
            "CallId",
            Text(64),
            "The call's RequestId.",
            required=True,
            example="F655A8D5-B967-440B-8683-DAD6FF8D28D0",
        ),
        ACCOUNT,
    ),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, *CALL_ROW, *CALL_PARTS, REQUEST_ID),
    refusals=("DATA_NOT_EXIST", *REFUSALS),
    source="Heliograph's own",
)


@operation(GET_CALL)
async def get_call(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    request_id = call.text("CallId")
    seen = ports.calls.find(request_id)
    if seen is None:
        kept = await ports.refused_calls.refused_call(request_id)
        seen = seen_of(kept) if kept is not None else None
    if seen is None or seen.account not in accounts_seen(account, call):
        return refused("DATA_NOT_EXIST")
    return Reply(fields={**call_row(seen, ports.rules.offset_minutes), **call_parts(seen)})
