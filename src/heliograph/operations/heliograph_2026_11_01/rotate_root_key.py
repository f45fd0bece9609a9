"""RotateRootKey: another root key for an account."""

from heliograph.identity import accounts
from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation, Parameter
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.account_fields import ACCOUNT_ID, GIVEN_A_KEY, REFUSALS, reply
from heliograph.operations.ports import Ports
from heliograph.operations.types import Boolean

ROTATE_ROOT_KEY = Operation(
    product=PRODUCT,
    version=VERSION,
    name="RotateRootKey",
    says="Makes another root key for an account and answers its secret this once; the former one is refused from then "
    "on. Of the server's own account only.",
    action="heliograph:RotateRootKey",
    access=Access.UPDATE,
    calls_per_second=10,
    parameters=(
        ACCOUNT_ID,
        Parameter(
            "KeepFormer",
            Boolean(),
            "true to let the former key work until the next rotation, for changing over; false by default.",
            example="false",
        ),
    ),
    answers=GIVEN_A_KEY,
    refusals=REFUSALS,
    of_server=True,
    source="Heliograph's own",
)


@operation(ROTATE_ROOT_KEY)
async def rotate_root_key(call: Call, ports: Ports) -> Reply:
    identities, now = ports.identities, ports.clock.utc_ms()
    outcome = await identities.change(
        lambda directory: accounts.rotate_root_key(
            directory,
            call.text("AccountId"),
            keep_former=call.values.get("KeepFormer") is True,
            seal=identities.seal,
            choose=identities.choose,
            now=now,
        ),
        call.nonce,
    )
    return reply(outcome, ports)
