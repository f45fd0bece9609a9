"""Who may call, and what they may do: users, groups, roles and policies, and the answer to "may X do Y?"."""

from collections.abc import Mapping
from typing import Any

from heliograph.console.frame import go
from heliograph.console.pages.policies import odd
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.explorer.products import products
from heliograph.http.response import Response
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations import ram_2015_05_01

RAM = ram_2015_05_01.VERSION

#: As many as one page of RAM holds; more are found by `after`.
ITEMS = "100"

#: What the forms of the overview do: the operation, and its parameters by the fields of the form.
_MAKE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "user": ("CreateUser", ("UserName", "DisplayName", "Comments")),
    "group": ("CreateGroup", ("GroupName", "Comments")),
    "policy": ("CreatePolicy", ("PolicyName", "PolicyDocument", "Description")),
}


async def show(visit: Visit) -> Response:
    """The overview; with `?who=…&action=…` also whether they may do that."""
    users = await visit.ask("ListUsers", {"MaxItems": ITEMS, "Marker": visit.query.get("after", "")}, RAM)
    refusal = visit.refusal(users)
    if refusal is not None:
        return refusal
    return visit.page(
        "identity.html",
        title="Identity",
        users=users["Users"]["User"],
        older=users.get("Marker", ""),
        groups=await _list(visit, "ListGroups", "Groups", "Group"),
        roles=await _list(visit, "ListRoles", "Roles", "Role"),
        policies=await _list(visit, "ListPolicies", "Policies", "Policy"),
        accounts=await _accounts(visit),
        actions=sorted({o.action for described in products().values() for o in described if o.action}),
        asked={name: visit.query.get(name, "").strip() for name in ("who", "action", "resource", "ip")},
        verdict=await _verdict(visit),
        draft="",
        notes=[],
    )


async def make(visit: Visit) -> Response:
    """Make a user, a group or a policy; a policy that cannot be read is shown again with what is wrong with it."""
    what = visit.names["what"]
    if what not in _MAKE:
        return visit.page("missing.html", 404, title="Not here")
    action, names = _MAKE[what]
    found = await visit.ask(action, {name: visit.form.get(name, "") for name in names}, RAM)
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    name = visit.form[names[0]]
    return go(
        {"user": f"/console/identity/users/{name}", "policy": f"/console/identity/policies/Custom/{name}"}.get(
            what, "/console/identity"
        )
    )


async def check(visit: Visit) -> Response:
    """Look at a draft of a policy without keeping it: a part for the form."""
    return visit.page("policy_notes.html", notes=odd(visit.form.get("PolicyDocument", ""), visit.say))


async def account(visit: Visit) -> Response:
    """Suspend or resume an account."""
    orders = {"suspend": "SuspendAccount", "resume": "ResumeAccount"}
    order = orders.get(visit.form.get("order", ""))
    if order is None:
        return visit.page("missing.html", 404, title="Not here")
    found = await visit.ask(order, {"AccountId": visit.names["account"]})
    return visit.refusal(found) or go("/console/identity")


async def _list(visit: Visit, action: str, rows: str, row: str) -> list[Mapping[str, Any]] | None:
    """All of a kind, a page of them; None for whom the policies do not let see them."""
    found = await visit.ask(action, {"MaxItems": ITEMS}, RAM)
    return found[rows][row] if "ResponseCode" not in found else None


async def _accounts(visit: Visit) -> list[Mapping[str, Any]] | None:
    if visit.session.credential.account != ROOT_ACCOUNT:
        return None
    found = await visit.ask("ListAccounts", {})
    return found["Accounts"] if found["ResponseCode"] == "OK" else None


async def _verdict(visit: Visit) -> Mapping[str, Any] | None:
    """What ExplainAccess says of the question in the address; None where there is none."""
    who, action = visit.query.get("who", "").strip(), visit.query.get("action", "").strip()
    if not who or not action:
        return None
    kind, _, name = who.partition(":")
    asked = {
        "RoleName" if kind == "role" else "UserName": name or kind,
        "AuthAction": action,
        "AuthResource": visit.query.get("resource", "").strip(),
        "SourceIp": visit.query.get("ip", "").strip(),
    }
    return await visit.ask("ExplainAccess", asked)


ROUTES = (
    Route("GET", "identity", show),
    Route("POST", "identity/make/{what}", make),
    Route("POST", "identity/check", check),
    Route("POST", "identity/accounts/{account}", account),
)
