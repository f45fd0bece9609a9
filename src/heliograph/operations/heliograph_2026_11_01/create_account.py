"""CreateAccount: a customer of this server, with a root key of its own."""

from heliograph.identity import accounts
from heliograph.identity.fields import check_text
from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import Access, Operation, Parameter
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.account_fields import GIVEN_A_KEY, reply
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Boolean, Text

CREATE_ACCOUNT = Operation(
    product=PRODUCT,
    version=VERSION,
    name="CreateAccount",
    says="Makes an account with a root key, whose secret is answered this once. Of the server's own account only.",
    action="heliograph:CreateAccount",
    access=Access.CREATE,
    calls_per_second=10,
    parameters=(
        Parameter(
            "AccountName",
            Text(64),
            "What the account is called.",
            required=True,
            example="Acme",
            refused_as="INVALID_PARAMETERS",
        ),
        Parameter("Prepaid", Boolean(), "true when it pays before it sends; false by default.", example="false"),
    ),
    answers=GIVEN_A_KEY,
    refusals=("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    of_server=True,
    source="Heliograph's own",
)


@operation(CREATE_ACCOUNT)
async def create_account(call: Call, ports: Ports) -> Reply:
    name = call.text("AccountName")
    wrong = check_text("AccountName", name)
    if wrong is not None:
        return refused("INVALID_PARAMETERS", wrong.text)
    identities, now = ports.identities, ports.clock.utc_ms()
    outcome = await identities.change(
        lambda directory: accounts.create_account(
            directory,
            name,
            prepaid=call.values.get("Prepaid") is True,
            seal=identities.seal,
            choose=identities.choose,
            now=now,
        ),
        call.nonce,
    )
    return reply(outcome, ports)
