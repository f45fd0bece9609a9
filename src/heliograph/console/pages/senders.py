"""Senders: signatures and templates with their approval, and the recipients who opted out."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from heliograph.console.frame import go
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.console.words import term
from heliograph.http.response import Response

ITEMS = 100

#: Entries of the block list among which those are looked for that recipients made.
LOOKED_THROUGH = 1_000

STATES = {
    "pending": (term("waits for approval"), "wait"),
    "approved": (term("approved"), "good"),
    "rejected": (term("turned down"), "bad"),
}

#: By the word in the path: the operations' ending, and the parameter and field that names one.
KINDS = {"signatures": ("Signature", "SignName"), "templates": ("Template", "TemplateCode")}

#: What can be decided about one, by the word in the path.
DECISIONS = {"approve": "Approve", "reject": "Reject"}

_MADE = {
    "signatures": {"name": "SignName"},
    "templates": {
        "code": "TemplateCode",
        "content": "TemplateContent",
        "title": "TemplateName",
        "type": "TemplateType",
    },
}


async def show(visit: Visit) -> Response:
    """Those of the reader's account, or of the one that the address names."""
    return await _page(visit, visit.query.get("account", "").strip())


async def create(visit: Visit) -> Response:
    """Keep a new signature or template, which then waits for approval."""
    kind = visit.names["kind"]
    if kind not in KINDS:
        return visit.page("missing.html", 404, title="Not here")
    asked = {parameter: visit.form.get(name, "").strip() for name, parameter in _MADE[kind].items()}
    return await _done(visit, "", await visit.ask(f"Create{KINDS[kind][0]}", asked))


async def delete(visit: Visit) -> Response:
    """Remove one of the reader's account."""
    return await _changed(visit, "Delete", {})


async def decide(visit: Visit) -> Response:
    """Approve or reject one, of any account."""
    form = visit.form
    more = {"AccountId": form.get("account", "")}
    if visit.names["decision"] == "reject":
        more["Reason"] = form.get("reason", "").strip()
    return await _changed(visit, DECISIONS.get(visit.names["decision"], ""), more)


async def _changed(visit: Visit, act: str, more: Mapping[str, str]) -> Response:
    """Do it to the one that the form names, as it stood on the page."""
    form, kind = visit.form, visit.names["kind"]
    if kind not in KINDS or not act:
        return visit.page("missing.html", 404, title="Not here")
    ending, key = KINDS[kind]
    asked = {key: form.get("key", ""), "Revision": form.get("revision", ""), **more}
    return await _done(visit, form.get("account", ""), await visit.ask(f"{act}{ending}", asked))


async def _done(visit: Visit, account: str, answer: Mapping[str, Any]) -> Response:
    """Lead back to the page, or say there why not."""
    if answer["ResponseCode"] == "OK":
        return go(f"/console/senders?{urlencode({'account': account})}" if account else "/console/senders")
    if answer["ResponseCode"] in ("NoPermission", "Forbidden"):
        refusal = visit.refusal(answer)
        assert refusal is not None
        return refusal
    return await _page(visit, account, answer["ResponseDescription"])


async def _page(visit: Visit, account: str, wrong: str = "") -> Response:
    query = visit.query
    asked = {"AccountId": account, "MaxItems": str(ITEMS)}
    signatures = await visit.ask("ListSignatures", {**asked, "After": query.get("signature", "")})
    templates = await visit.ask("ListTemplates", {**asked, "After": query.get("template", "")})
    refusal = visit.refusal(signatures) or visit.refusal(templates)
    if refusal is not None:
        return refusal
    own = visit.session.credential.account
    mine = account in ("", own)
    blocked = await visit.ask("ListBlockedNumbers", {"MaxItems": str(LOOKED_THROUGH)}) if mine else {}
    numbers = blocked.get("Numbers")
    return visit.page(
        "senders.html",
        400 if wrong else 200,
        title="Senders",
        wrong=wrong,
        account=account or own,
        mine=mine,
        signatures=signatures["Signatures"],
        templates=templates["Templates"],
        next={"signature": signatures.get("NextAfter"), "template": templates.get("NextAfter")},
        states=STATES,
        filled=visit.form,
        opted_out=None if numbers is None else [one for one in numbers if one["Source"] == "recipient"],
        partly="NextToken" in blocked,
    )


ROUTES = (
    Route("GET", "senders", show),
    Route("POST", "senders/{kind}", create),
    Route("POST", "senders/{kind}/delete", delete),
    Route("POST", "senders/{kind}/{decision}", decide),
)
