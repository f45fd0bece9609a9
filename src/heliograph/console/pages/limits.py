"""Limits: what an account may call and send, how much of it is used and refused, its money, and its block list."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

import orjson

from heliograph.console.frame import go
from heliograph.console.limit_form import FIELDS, LimitField, filled, limits_of, written
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.console.words import term
from heliograph.http.response import Response

BLOCKED = 100

MILLIONTHS = 1_000_000

SOURCES = {"operator": term("the operator"), "recipient": term("the recipient, by STOP")}


async def show(visit: Visit) -> Response:
    """The limits of the reader's account, or of the one that the address names."""
    return await _page(visit, visit.query.get("account", "").strip())


async def change(visit: Visit) -> Response:
    """Set the account's own limits, in place of those it had."""
    form, account = visit.form, visit.form.get("account", "")
    limits = limits_of(form)
    if isinstance(limits, str):
        return await _page(visit, account, visit.say("This cannot be read: {field}.", field=visit.say(limits)))
    asked = {"AccountId": account, "Limits": orjson.dumps(limits).decode(), "Revision": form.get("revision", "")}
    return await _done(visit, account, await visit.ask("SetAccountLimits", asked))


async def pay(visit: Visit) -> Response:
    """Pay into the account's balance, or take out of it."""
    form, account = visit.form, visit.form.get("account", "")
    amount = _millionths(form.get("amount", "").strip())
    if amount is None:
        return await _page(visit, account, visit.say("The amount is no number with up to six decimals."))
    asked = {"AccountId": account, "Amount": str(amount), "Reference": form.get("reference", "").strip()}
    return await _done(visit, account, await visit.ask("AddBalance", asked))


async def block(visit: Visit) -> Response:
    """Enter numbers into the block list of the reader's account."""
    return await _blocking(visit, "AddBlockedNumbers")


async def unblock(visit: Visit) -> Response:
    """Remove numbers from it."""
    return await _blocking(visit, "RemoveBlockedNumbers")


async def _blocking(visit: Visit, action: str) -> Response:
    numbers = visit.form.get("numbers", "").replace(",", " ").split()
    asked = {"Numbers": orjson.dumps(numbers).decode(), "Sender": visit.form.get("sender", "").strip()}
    answer = await visit.ask(action, asked)
    failed = ", ".join(orjson.loads(answer.get("FailedList", "[]")))
    if failed:
        return await _page(visit, "", visit.say("No numbers of any country: {numbers}", numbers=failed))
    return await _done(visit, "", answer)


async def _done(visit: Visit, account: str, answer: Mapping[str, Any]) -> Response:
    """Lead back to the page, or say there why not."""
    if answer["ResponseCode"] == "OK":
        return go(f"/console/limits?{urlencode({'account': account})}" if account else "/console/limits")
    if answer["ResponseCode"] in ("NoPermission", "Forbidden"):
        refusal = visit.refusal(answer)
        assert refusal is not None
        return refusal
    return await _page(visit, account, answer["ResponseDescription"])


async def _page(visit: Visit, account: str, wrong: str = "") -> Response:
    found = await visit.ask("GetAccountLimits", {"AccountId": account})
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    if visit.is_part:
        return visit.page("limits_calls.html", found=found, account=account)
    own, force = orjson.loads(found["Limits"]), orjson.loads(found["InForce"])
    # A block list is shown to its own account only: no operation tells another's.
    mine = found["AccountId"] == visit.session.credential.account
    page = {"MaxItems": str(BLOCKED), "NextToken": visit.query.get("next", "")}
    blocked = await visit.ask("ListBlockedNumbers", page) if mine else {"ResponseCode": ""}
    balance = found.get("Balance")
    return visit.page(
        "limits.html",
        400 if wrong else 200,
        title="Limits",
        wrong=wrong,
        account=account,
        found=found,
        fields=FIELDS,
        filled={key: visit.form.get(key, text) for key, text in _texts(own).items()},
        rows=[_row(one, own, force, found) for one in FIELDS if one.part == "send"],
        rates={one.label: written(own.get("rates", {}).get(one.name, "")) for one in FIELDS if one.part == "rates"},
        balance=None if balance is None else f"{Decimal(balance) / MILLIONTHS:f}",
        blocked=blocked.get("Numbers") if blocked["ResponseCode"] == "OK" else None,
        next=blocked.get("NextToken"),
        sources=SOURCES,
    )


def _texts(own: Mapping[str, Any]) -> dict[str, str]:
    return {**{one.key: "" for one in FIELDS}, **filled(own)}


def _row(one: LimitField, own: Mapping[str, Any], force: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """One send limit: what holds, whose it is, and how much of it is used."""
    used = {"messages_per_day": found["UsedToday"], "messages_per_month": found["UsedThisMonth"]}
    holds = force.get(one.name)
    return {
        "label": one.label,
        "holds": written(holds) if holds else "",
        "own": one.name in own.get("send", {}),
        "used": used.get(one.name, "") if holds else "",
    }


def _millionths(text: str) -> int | None:
    """An amount of currency units; None for what is none."""
    try:
        amount = Decimal(text) * MILLIONTHS
    except InvalidOperation:
        return None
    return int(amount) if amount.is_finite() and amount == amount.to_integral_value() else None


ROUTES = (
    Route("GET", "limits", show),
    Route("POST", "limits", change),
    Route("POST", "limits/balance", pay),
    Route("POST", "limits/block", block),
    Route("POST", "limits/unblock", unblock),
)
