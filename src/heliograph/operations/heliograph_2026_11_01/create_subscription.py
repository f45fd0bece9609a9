"""CreateSubscription: has an account's receipts and inbound messages told to a URL or into a queue."""

from collections.abc import Sequence

from heliograph.identity.seal import bound_to_record
from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.subscription_fields import SUBSCRIPTION_FIELDS, shown
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Choice, Integer, Pauses, SomeOf, Url
from heliograph.sms.push_schedule import DEFAULT
from heliograph.sms.push_target import PushUrl, names_inside, read_push_url
from heliograph.sms.subscription import (
    BATCH_DEFAULT,
    BATCH_MAX,
    IN_FLIGHT_MAX,
    SUBSCRIPTIONS_MAX,
    Reached,
    Subscription,
    encode_subscription,
    queue_subscription,
)
from heliograph.store.records import ABSENT, Change, Conflict
from heliograph.store.told import SUBSCRIPTION, Kind, Waiting

CREATE_SUBSCRIPTION = Operation(
    product=PRODUCT,
    version=VERSION,
    name="CreateSubscription",
    says="Has the account's receipts (SmsReport) and inbound messages (SmsUp) pushed to a URL or kept in a queue, from "
    "now on. The answer shows the secret that pushes are signed with; nothing shows it again.",
    action="heliograph:CreateSubscription",
    access=Access.CREATE,
    calls_per_second=10,
    parameters=(
        Parameter(
            "Kind",
            Choice((Reached.HTTP, Reached.QUEUE)),
            "http to push to a URL, queue to keep for a consumer.",
            True,
            "http",
        ),
        Parameter(
            "Url",
            Url(),
            "Where to push to: https://… or http://…. Needed for http.",
            example="https://shop.example/receipts",
        ),
        Parameter(
            "Receipts",
            SomeOf(tuple(Kind)),
            "SmsReport (receipts) by default, SmsUp (inbound messages), or both with a comma between; of a queue one.",
            example="SmsReport",
        ),
        Parameter(
            "Schedule",
            Pauses(),
            "When a push that was not confirmed is repeated: cloud (after 1 and 5 minutes, then a dead letter), "
            "default (1 and 5 minutes, then growing to an hour, for 72 hours), or the pauses in seconds.",
            example="default",
        ),
        Parameter(
            "BatchSize",
            Integer(1, BATCH_MAX),
            f"How many reports a push carries at most; {BATCH_DEFAULT} by default.",
            example="100",
        ),
        Parameter(
            "InFlight",
            Integer(1, IN_FLIGHT_MAX),
            "How many pushes may be under way at once; 1 by default, which keeps them in the order of time.",
            example="1",
        ),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *SUBSCRIPTION_FIELDS,
        Field("Secret", "What pushes are signed with, shown this once; absent for a queue.", "9f2c…"),
        REQUEST_ID,
    ),
    refusals=("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    source="Heliograph's own",
)


@operation(CREATE_SUBSCRIPTION)
async def create_subscription(call: Call, ports: Ports) -> Reply:
    kind = Reached(call.text("Kind"))
    receipts = call.texts("Receipts") or (str(Kind.REPORT),)
    trouble = _queue_trouble(call, receipts) if kind is Reached.QUEUE else _push_trouble(call.text("Url"), ports)
    if trouble:
        return refused("INVALID_PARAMETERS", trouble)
    there = await ports.records.records(SUBSCRIPTION, call.account, limit=SUBSCRIPTIONS_MAX)
    if len(there) >= SUBSCRIPTIONS_MAX:
        return refused("INVALID_PARAMETERS", f"The account has {SUBSCRIPTIONS_MAX} subscriptions, which is the most.")
    made_id = queue_subscription(receipts[0]) if kind is Reached.QUEUE else f"sub-{ports.subscribing.token()[:16]}"
    secret = ports.subscribing.token() if kind is Reached.HTTP else ""
    place = bound_to_record(SUBSCRIPTION, call.account, made_id)
    sealed = ports.identities.seal.seal(secret.encode(), place) if secret else b""
    subscription = Subscription(
        id=made_id,
        kind=kind,
        receipts=receipts,
        url=call.text("Url"),
        schedule=call.text("Schedule") or DEFAULT,
        batch_size=call.number("BatchSize", BATCH_DEFAULT),
        in_flight=call.number("InFlight", 1),
        sealed_secret=sealed,
        made_at=ports.clock.utc_ms(),
    )
    change = Change(SUBSCRIPTION, call.account, made_id, encode_subscription(subscription), ABSENT)
    try:
        await ports.records.change([change], call.nonce)
    except Conflict:
        return refused("INVALID_PARAMETERS", f"The account has a queue of {receipts[0]} already; there is one of each.")
    ports.subscribing.changed()
    fields: dict[str, Answer] = shown(call.account, subscription, Waiting(0, 0), ports.rules.offset_minutes)
    return Reply(fields={**fields, "Secret": secret} if secret else fields)


def _queue_trouble(call: Call, receipts: Sequence[str]) -> str:
    """Why there can be no such queue; empty where there can."""
    if call.text("Url"):
        return "Url is given, but a queue has none."
    if len(receipts) > 1:
        return "Receipts must be SmsReport or SmsUp: a queue is of one; make another subscription for the other."
    return ""


def _push_trouble(text: str, ports: Ports) -> str:
    """Why the URL may not be pushed to; empty where it may."""
    if not text:
        return "Url is mandatory where Kind is http."
    url = read_push_url(text)
    inside = names_inside(url, ports.subscribing.allowed) if isinstance(url, PushUrl) else ""
    return f"The host of Url {inside}; the operator can open it with push.allow." if inside else ""
