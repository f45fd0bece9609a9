"""What the operations on subscriptions share: the parameter that names one, its fields, the change of its record."""

from collections.abc import Callable

import msgspec

from heliograph.operations.call import Answer, Call
from heliograph.operations.dates import api_date
from heliograph.operations.description import Field, Parameter
from heliograph.operations.ports import Ports
from heliograph.operations.types import Text
from heliograph.sms.queue_name import queue_name
from heliograph.sms.subscription import Reached, Subscription, decode_subscription, encode_subscription
from heliograph.store.records import Change, Conflict, Record
from heliograph.store.told import SUBSCRIPTION, Attempt, Waiting, subscriber_of

SUBSCRIPTION_ID = Parameter(
    "SubscriptionId",
    Text(64),
    "The id that CreateSubscription returned.",
    required=True,
    example="sub-5f0c2a1b9d3e4f60",
)

#: One subscription. Its secret is shown once, by CreateSubscription, and never again.
SUBSCRIPTION_FIELDS = (
    Field("SubscriptionId", "The subscription's id.", "sub-5f0c2a1b9d3e4f60"),
    Field("Kind", "http, queue, or smpp for that of an SMPP credential.", "http"),
    Field("Receipts", "SmsReport, SmsUp, or both with a comma between.", "SmsReport"),
    Field("QueueName", "The queue to receive from; absent for http.", "Alicom-Queue-1000000000000001-SmsReport"),
    Field("Url", "Where it is pushed to; absent for a queue.", "https://shop.example/receipts"),
    Field("Schedule", "When a push that was not confirmed is repeated; absent for a queue.", "default"),
    Field("BatchSize", "How many reports a push carries at most; absent for a queue.", "100"),
    Field("InFlight", "How many pushes are under way at once; absent for a queue.", "1"),
    Field("Paused", "true while nothing is pushed; what happens meanwhile is kept.", "false"),
    Field("CreateDate", "When it was made.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("Waiting", "How many reports and inbound messages it has still to get.", "0"),
    Field("DeadLetters", "How many were given up and are kept.", "0"),
    Field(
        "LastAttemptDate", "When the last push was over; absent before the first.", "Mon, 24 Dec 2018 16:58:22 +0800"
    ),
    Field("LastOutcome", "confirmed or failed; likewise.", "failed"),
    Field("LastReason", "Why it is no confirmation; absent where it is one.", "no reply within 10 s"),
)

#: A change that meets another one is made again from what is there then.
_TRIES = 5


async def find(call: Call, ports: Ports) -> tuple[Record, Subscription] | None:
    """The account's subscription that the call names; None where it has none such."""
    record = await ports.records.record(SUBSCRIPTION, call.account, call.text("SubscriptionId"))
    return None if record is None else (record, decode_subscription(record.body))


async def change(call: Call, ports: Ports, make: Callable[[Subscription], Subscription]) -> Subscription | None:
    """Write the subscription as `make` has it, with the call's nonce; None where there is none such."""
    for tries in range(_TRIES):
        found = await find(call, ports)
        if found is None:
            return None
        record, subscription = found
        made = make(subscription)
        try:
            body = encode_subscription(made)
            await ports.records.change([Change(*place(record), body, record.revision)], call.nonce)
        except Conflict:
            if tries == _TRIES - 1:
                raise
            continue
        ports.subscribing.changed()
        return made
    return None


def place(record: Record) -> tuple[str, str, str]:
    """Where a record stands."""
    return record.kind, record.account, record.key


def subscriber(call: Call) -> str:
    """The store's name for the subscription that the call names."""
    return subscriber_of(call.account, call.text("SubscriptionId"))


def shown(
    account: str, subscription: Subscription, waiting: Waiting, offset_minutes: int, last: Attempt | None = None
) -> dict[str, Answer]:
    """The fields of one subscription; `last` is the last push to it."""
    fields: dict[str, Answer] = {
        "SubscriptionId": subscription.id,
        "Kind": str(subscription.kind),
        "Receipts": ",".join(subscription.receipts),
    }
    if subscription.kind is Reached.QUEUE:
        fields["QueueName"] = queue_name(account, subscription.receipts[0])
    if subscription.url:
        fields |= {
            "Url": subscription.url,
            "Schedule": subscription.schedule,
            "BatchSize": str(subscription.batch_size),
            "InFlight": str(subscription.in_flight),
        }
    fields |= {
        "Paused": "true" if subscription.paused else "false",
        "CreateDate": api_date(subscription.made_at, offset_minutes),
        "Waiting": str(waiting.undone),
        "DeadLetters": str(waiting.dead),
    }
    if last is not None:
        fields["LastAttemptDate"] = api_date(last.at, offset_minutes)
        fields["LastOutcome"] = "failed" if last.outcome else "confirmed"
        if last.outcome:
            fields["LastReason"] = last.outcome
    return fields


def paused(subscription: Subscription, value: bool) -> Subscription:
    """The subscription, pushed to or not."""
    return msgspec.structs.replace(subscription, paused=value)
