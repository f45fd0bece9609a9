"""GetMessagePushes: to whom a message's receipt went or is still to go, and what came of each try."""

from collections.abc import Sequence

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.dates import api_date
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Shape,
)
from heliograph.operations.dysmsapi_2018_05_01.query_message import MESSAGE_ID
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.attempt_fields import CAME_OF_IT, WHEN, attempt_row
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.sms.message import Message, summarise
from heliograph.sms.subscription import SUBSCRIPTIONS_MAX, Reached, Subscription, decode_subscription
from heliograph.store.told import SUBSCRIPTION, Attempt, Kind, Owed, subscriber_of

_ATTEMPT = (
    *WHEN,
    Field("Timestamp", "When, in UTC milliseconds.", "1545641902123"),
    Field("Count", "How many receipts it carried.", "25"),
    *CAME_OF_IT,
)

_PUSH = (
    Field("SubscriptionId", "The subscription.", "sub-5f0c2a1b9d3e4f60"),
    Field("Kind", "http, queue, or smpp.", "http"),
    Field("Url", "Where it is pushed to; absent for others than http.", "https://shop.example/receipts"),
    Field(
        "State",
        "told: it has the receipt. waiting: it is still to get it. dead: it was given up. early: there is none yet.",
        "waiting",
    ),
    Field("Tries", "How often it was tried; absent before the first, and once it is told.", "3"),
    Field("NextDate", "When it is tried next, while it waits.", "Mon, 24 Dec 2018 16:58:52 +0800"),
    Field(
        "Attempts",
        "The tries since the start of the server, as far as they are remembered, oldest first; of a queue the "
        "deletion, and of smpp the answer with ESME_ROK, each without Milliseconds.",
        shape=Shape.LIST,
        fields=_ATTEMPT,
    ),
)

GET_MESSAGE_PUSHES = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetMessagePushes",
    says="Shows to which of the account's subscriptions a message's receipt went or is still to go, with each try.",
    action="heliograph:GetMessagePushes",
    access=Access.GET,
    calls_per_second=50,
    parameters=(MESSAGE_ID,),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Pushes", "A row for each subscription that is told of it.", shape=Shape.LIST, fields=_PUSH),
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS"),
    source="Heliograph's own",
)


@operation(GET_MESSAGE_PUSHES)
async def get_message_pushes(call: Call, ports: Ports) -> Reply:
    found = await ports.store.get(call.account, call.number("MessageId"))
    if found is None:
        return refused("DATA_NOT_EXIST")
    message = found.message
    tried: dict[str, list[Attempt]] = {}
    for subscriber, attempt in ports.subscribing.pushed(message.id):
        tried.setdefault(subscriber, []).append(attempt)
    rows: list[Answer] = []
    for record in await ports.records.records(SUBSCRIPTION, call.account, limit=SUBSCRIPTIONS_MAX):
        subscription = decode_subscription(record.body)
        subscriber = subscriber_of(call.account, record.key)
        owed = await ports.subscribing.told.owed(subscriber, message.id)
        attempts = tried.get(subscriber, [])
        state = _state(message, subscription, owed, attempts)
        if state:
            rows.append(_row(subscription, state, owed, attempts, ports.rules.offset_minutes))
    return Reply(fields={"Pushes": rows})


def _state(message: Message, subscription: Subscription, owed: Owed | None, attempts: Sequence[Attempt]) -> str:
    """Where the receipt stands with a subscription; empty where it is not told of the message at all."""
    if owed is not None:
        return "dead" if owed.buried_at else "waiting"
    if any(not attempt.outcome for attempt in attempts):
        return "told"
    if str(Kind.REPORT) not in subscription.receipts or subscription.kind is Reached.SMPP:
        return ""
    if not summarise(message).final:
        return "early"
    # What is owed leaves the store when it is confirmed; a subscription made later was never owed anything.
    return "told" if subscription.made_at <= message.accepted_at else ""


def _row(
    subscription: Subscription, state: str, owed: Owed | None, attempts: Sequence[Attempt], offset_minutes: int
) -> dict[str, Answer]:
    row: dict[str, Answer] = {
        "SubscriptionId": subscription.id,
        "Kind": str(subscription.kind),
        "State": state,
        "Attempts": [_attempt(subscription, attempt, offset_minutes) for attempt in attempts],
    }
    if subscription.url:
        row["Url"] = subscription.url
    if owed is not None and owed.attempts:
        row["Tries"] = str(owed.attempts)
    if owed is not None and owed.due is not None:
        row["NextDate"] = api_date(owed.due, offset_minutes)
    return row


def _attempt(subscription: Subscription, attempt: Attempt, offset_minutes: int) -> dict[str, Answer]:
    row = {**attempt_row(attempt, offset_minutes), "Timestamp": str(attempt.at)}
    if subscription.kind is not Reached.HTTP:
        # It was taken, which takes no time that anybody here has measured.
        del row["Milliseconds"]
    return row
