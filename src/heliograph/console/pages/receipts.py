"""Who is told of receipts: subscriptions and how they fare, what was given up, and a way to try one."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from heliograph.console.frame import go
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.console.words import term
from heliograph.http.response import Response

ATTEMPTS = 50
DEAD_LETTERS = 50

#: What RedriveDeadLetters takes up at once.
REDRIVEN_MAX = 1_000

KINDS = {"http": term("push"), "queue": term("queue"), "smpp": term("SMPP bind")}

#: The form's fields, and the operation's parameters.
_MADE = {"kind": "Kind", "url": "Url", "receipts": "Receipts", "schedule": "Schedule", "batch": "BatchSize"}


async def show(visit: Visit) -> Response:
    """All subscriptions of the account, and a form for one more; htmx asks for the table alone."""
    return await _list(visit, {}, "")


async def create(visit: Visit) -> Response:
    """Make one; its secret is shown this once."""
    form = visit.form
    made = await visit.ask("CreateSubscription", {_MADE[name]: form.get(name, "").strip() for name in _MADE})
    if made["ResponseCode"] in ("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"):
        return await _list(visit, form, made["ResponseDescription"])
    refusal = visit.refusal(made)
    if refusal is not None:
        return refusal
    if "Secret" not in made:
        return go(_path(made["SubscriptionId"]))
    return visit.page("subscription_made.html", title="Made", made=made)


async def one(visit: Visit) -> Response:
    """One subscription: its attempts and its dead letters."""
    return await _one(visit)


async def test(visit: Visit) -> Response:
    """Post a sample, and show what was posted and answered."""
    tried = await visit.ask("TestSubscription", {"SubscriptionId": visit.names["id"]})
    return visit.refusal(tried) or await _one(visit, tried)


async def pause(visit: Visit) -> Response:
    """Push nothing more for a while."""
    return await _done(visit, "PauseSubscription")


async def resume(visit: Visit) -> Response:
    """Push again."""
    return await _done(visit, "ResumeSubscription")


async def ask_delete(visit: Visit) -> Response:
    """Say what goes with it, and ask."""
    return await _asked(visit, "subscription_delete.html", term("Delete"))


async def delete(visit: Visit) -> Response:
    """End it, with all that it has not got yet."""
    gone = await visit.ask("DeleteSubscription", {"SubscriptionId": visit.names["id"]})
    return visit.refusal(gone) or go("/console/receipts")


async def ask_redrive(visit: Visit) -> Response:
    """Say how many would be told again, and ask."""
    return await _asked(visit, "subscription_redrive.html", term("Tell again"))


async def redrive(visit: Visit) -> Response:
    """Have dead letters told again: those of one message, or the oldest."""
    return await _done(visit, "RedriveDeadLetters", {"MessageId": visit.form.get("message", "")})


async def _list(visit: Visit, filled: Mapping[str, str], wrong: str) -> Response:
    found = await visit.ask("ListSubscriptions", {})
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    subscriptions = found["Subscriptions"]
    if visit.is_part:
        return visit.page("subscriptions.html", subscriptions=subscriptions, kinds=KINDS)
    return visit.page(
        "receipts.html",
        400 if wrong else 200,
        title="Receipts",
        subscriptions=subscriptions,
        kinds=KINDS,
        filled=filled,
        wrong=wrong,
    )


async def _one(visit: Visit, tried: Mapping[str, Any] | None = None) -> Response:
    name = visit.names["id"]
    subscription = await _found(visit)
    if isinstance(subscription, Response):
        return subscription
    attempts = await visit.ask("ListDeliveryAttempts", {"SubscriptionId": name, "MaxItems": str(ATTEMPTS)})
    dead = await visit.ask(
        "ListDeadLetters",
        {"SubscriptionId": name, "MaxItems": str(DEAD_LETTERS), "After": visit.query.get("after", "")},
    )
    return visit.page(
        "subscription.html",
        title=name,
        subscription=subscription,
        kinds=KINDS,
        attempts=attempts.get("Attempts", []),
        dead=dead.get("DeadLetters", []),
        next=dead.get("NextAfter"),
        tried=tried,
    )


async def _asked(visit: Visit, template: str, title: str) -> Response:
    subscription = await _found(visit)
    if isinstance(subscription, Response):
        return subscription
    count = min(int(subscription["DeadLetters"]), REDRIVEN_MAX)
    return visit.page(template, title=title, subscription=subscription, count=count)


async def _found(visit: Visit) -> Mapping[str, Any] | Response:
    """The subscription that the path names, or the page to show instead."""
    found = await visit.ask("ListSubscriptions", {})
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    named = (one for one in found["Subscriptions"] if one["SubscriptionId"] == visit.names["id"])
    return next(named, None) or visit.page("missing.html", 404, title="Not here")


async def _done(visit: Visit, action: str, more: Mapping[str, str] | None = None) -> Response:
    """Do it, and lead back to the subscription."""
    name = visit.names["id"]
    return visit.refusal(await visit.ask(action, {"SubscriptionId": name, **(more or {})})) or go(_path(name))


def _path(name: str) -> str:
    return f"/console/receipts/{quote(name)}"


ROUTES = (
    Route("GET", "receipts", show),
    Route("POST", "receipts", create),
    Route("GET", "receipts/{id}", one),
    Route("POST", "receipts/{id}/test", test),
    Route("POST", "receipts/{id}/pause", pause),
    Route("POST", "receipts/{id}/resume", resume),
    Route("GET", "receipts/{id}/delete", ask_delete),
    Route("POST", "receipts/{id}/delete", delete),
    Route("GET", "receipts/{id}/redrive", ask_redrive),
    Route("POST", "receipts/{id}/redrive", redrive),
)
