"""ListSubscriptions: the account's subscriptions, with how much each has still to get."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.subscription_fields import SUBSCRIPTION_FIELDS, shown
from heliograph.operations.ports import Ports
from heliograph.sms.subscription import SUBSCRIPTIONS_MAX, decode_subscription
from heliograph.store.told import SUBSCRIPTION, subscriber_of

LIST_SUBSCRIPTIONS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListSubscriptions",
    says="Lists the account's subscriptions.",
    action="heliograph:ListSubscriptions",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Subscriptions", "The subscriptions.", shape=Shape.LIST, fields=SUBSCRIPTION_FIELDS),
        REQUEST_ID,
    ),
    source="Heliograph's own",
)


@operation(LIST_SUBSCRIPTIONS)
async def list_subscriptions(call: Call, ports: Ports) -> Reply:
    rows: list[dict[str, Answer]] = []
    for record in await ports.records.records(SUBSCRIPTION, call.account, limit=SUBSCRIPTIONS_MAX):
        told, name = ports.subscribing.told, subscriber_of(call.account, record.key)
        last = next(iter(await told.attempts(name, 1)), None)
        subscription, offset = decode_subscription(record.body), ports.rules.offset_minutes
        rows.append(shown(call.account, subscription, await told.waiting(name), offset, last))
    return Reply(fields={"Subscriptions": rows})
