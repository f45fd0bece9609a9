"""One policy: its document, what is odd about it, and to whom it is attached."""

import re
from collections.abc import Callable, Sequence

import orjson

from heliograph.console.frame import go
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.console.words import term
from heliograph.explorer.products import products
from heliograph.http.response import Response
from heliograph.identity.grammar import Malformed, parse
from heliograph.identity.lint import Known, Oddity, lint
from heliograph.operations import ram_2015_05_01

RAM = ram_2015_05_01.VERSION

_SAYS = {
    Oddity.UNKNOWN_ACTION: term("Statement {statement}: nothing here asks for the action {about}."),
    Oddity.WRONG_RESOURCE: term(
        "Statement {statement} covers nothing: its actions are never asked for on {about}; those of SMS are on *."
    ),
    Oddity.DENIED_ANYWAY: term("Statement {statement} allows nothing: statement {about} denies all of it."),
    Oddity.ALLOWS_ALL: term("Statement {statement} allows everything there is."),
    Oddity.ALLOWS_ALL_BUT: term(
        "Statement {statement} allows everything but what it names, and whatever a later version adds."
    ),
    Oddity.MAKES_RIGHTS: term("Statement {statement} lets whoever holds it give themselves any right."),
}

_PLACEHOLDER = re.compile(r"\{[A-Za-z_]+\}")


async def show(visit: Visit) -> Response:
    """The page of a policy."""
    named = {"PolicyName": visit.names["name"], "PolicyType": visit.names["type"]}
    found = await visit.ask("GetPolicy", named, RAM)
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    # The document stands beside the policy in the answer, as RAM has it.
    document = found["DefaultPolicyVersion"]["PolicyDocument"]
    entities = await visit.ask("ListEntitiesForPolicy", named, RAM)
    return visit.page(
        "policy.html",
        title=visit.names["name"],
        policy=found["Policy"],
        document=orjson.dumps(orjson.loads(document), option=orjson.OPT_INDENT_2).decode(),
        notes=odd(document, visit.say),
        entities=entities if "ResponseCode" not in entities else None,
    )


async def change(visit: Visit) -> Response:
    """Keep a new version that counts from now on, or delete the policy."""
    name = visit.names["name"]
    if visit.form.get("order") == "delete":
        found = await visit.ask("DeletePolicy", {"PolicyName": name}, RAM)
        return visit.refusal(found) or go("/console/identity")
    document = visit.form.get("PolicyDocument", "")
    sent = {
        "PolicyName": name,
        "PolicyDocument": document,
        "SetAsDefault": "true",
        "RotateStrategy": "DeleteOldestNonDefaultVersionWhenLimitExceeded",
    }
    found = await visit.ask("CreatePolicyVersion", sent, RAM)
    return visit.refusal(found) or go(f"/console/identity/policies/Custom/{name}")


def odd(document: str, say: Callable[..., str]) -> Sequence[str]:
    """What is wrong with a document, or odd about it, in the reader's language."""
    found = parse(document)
    if isinstance(found, Malformed):
        return [fault.text for fault in found.faults]
    known = [
        Known(operation.action, _PLACEHOLDER.sub("x", operation.resource))
        for described in products().values()
        for operation in described
        if operation.action
    ]
    return [say(_SAYS[n.oddity], statement=n.statement, about=n.about) for n in lint(found, known)]


ROUTES = (
    Route("GET", "identity/policies/{type}/{name}", show),
    Route("POST", "identity/policies/Custom/{name}", change),
)
