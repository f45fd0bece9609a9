"""What the operations on SMPP credentials share: the parameter that names one, and its fields."""

from heliograph.identity.smpp_credential import SYSTEM_ID_PATTERN, SYSTEM_ID_SAYS, SmppCredential
from heliograph.operations.call import Answer, known
from heliograph.operations.dates import api_date
from heliograph.operations.description import Field, Parameter, Shape
from heliograph.operations.ports import Ports
from heliograph.operations.types import Pattern
from heliograph.sms.subscription import smpp_subscription
from heliograph.store.told import subscriber_of

SYSTEM_ID_TYPE = Pattern(SYSTEM_ID_PATTERN, SYSTEM_ID_SAYS)

SYSTEM_ID = Parameter(
    "SystemId", SYSTEM_ID_TYPE, "The credential's system_id; case counts.", required=True, example="shop-1"
)

#: One credential. Its password is shown once, by CreateSmppCredential, and never again.
CREDENTIAL_FIELDS = (
    Field("SystemId", "What a bind names as system_id.", "shop-1"),
    Field("UserName", "The RAM user whose policies hold for its binds; absent for the account itself.", "alice"),
    Field("LongMessages", "What becomes of parts of a long message: pass-through or reassemble.", "pass-through"),
    Field("AllowedAddresses", "The networks that it may bind from; absent for any.", "203.0.113.0/24"),
    Field("BindsMax", "How many binds it may have at once; absent where the server's setting holds.", "2"),
    Field("Window", "How many requests a bind may have unanswered; absent likewise.", "100"),
    Field("SubmitsPerSecond", "How many messages a bind may submit a second; absent likewise.", "50"),
    Field("CreateDate", "When it was made.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("SubscriptionId", "The subscription that its receipts come by.", "smpp-shop-1"),
    Field("Waiting", "How many receipts and inbound messages it has still to get.", "0"),
    Field("DeadLetters", "How many it refused for good; they are kept.", "0"),
)

CREDENTIALS = Field("Credentials", "The credentials.", shape=Shape.LIST, fields=CREDENTIAL_FIELDS)


async def shown(credential: SmppCredential, ports: Ports) -> dict[str, Answer]:
    """The fields of one credential."""
    key = smpp_subscription(credential.system_id)
    waiting = await ports.subscribing.told.waiting(subscriber_of(credential.account, key))
    user = ports.identities.directory.of(credential.account).users.one("id", credential.user)
    texts = {
        "SystemId": credential.system_id,
        "UserName": user.name if user is not None else credential.user,
        "LongMessages": credential.long_messages,
        "AllowedAddresses": ",".join(credential.addresses),
        "BindsMax": str(credential.binds_max or ""),
        "Window": str(credential.window or ""),
        "SubmitsPerSecond": str(credential.submits_per_second or ""),
        "CreateDate": api_date(credential.created, ports.rules.offset_minutes),
        "SubscriptionId": key,
        "Waiting": str(waiting.undone),
        "DeadLetters": str(waiting.dead),
    }
    return known(texts)
