"""One user: its keys, policies, groups and password."""

from collections.abc import Mapping
from typing import Any

from heliograph.console.frame import go
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.http.response import Response
from heliograph.operations import ram_2015_05_01

RAM = ram_2015_05_01.VERSION

#: What the forms of the page do: the operation, its parameters by the fields of the form, and what is always sent.
_ORDERS: Mapping[str, tuple[str, tuple[str, ...], Mapping[str, str]]] = {
    "disable": ("UpdateAccessKey", ("UserAccessKeyId",), {"Status": "Inactive"}),
    "enable": ("UpdateAccessKey", ("UserAccessKeyId",), {"Status": "Active"}),
    "delete-key": ("DeleteAccessKey", ("UserAccessKeyId",), {}),
    "join": ("AddUserToGroup", ("GroupName",), {}),
    "leave": ("RemoveUserFromGroup", ("GroupName",), {}),
    "password": ("CreateLoginProfile", ("Password",), {"PasswordResetRequired": "true"}),
    "new-password": ("UpdateLoginProfile", ("Password",), {"PasswordResetRequired": "true"}),
    "no-password": ("DeleteLoginProfile", (), {}),
}


async def show(visit: Visit) -> Response:
    """The page of a user."""
    named = {"UserName": visit.names["name"]}
    found = await visit.ask("GetUser", named, RAM)
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    profile = await visit.ask("GetLoginProfile", named, RAM)
    return visit.page(
        "user.html",
        title=visit.names["name"],
        user=found["User"],
        keys=await _keys(visit, named),
        policies=await _rows(visit, "ListPoliciesForUser", named, "Policies", "Policy"),
        groups=await _rows(visit, "ListGroupsForUser", named, "Groups", "Group"),
        every_policy=await _rows(visit, "ListPolicies", {"MaxItems": "1000"}, "Policies", "Policy"),
        every_group=await _rows(visit, "ListGroups", {"MaxItems": "100"}, "Groups", "Group"),
        profile=profile.get("LoginProfile"),
    )


async def change(visit: Visit) -> Response:
    """Do what a form of the page says, and show the page again."""
    name, order = visit.names["name"], visit.form.get("order", "")
    page = f"/console/identity/users/{name}"
    if order == "new-key":
        return await _new_key(visit, name)
    if order == "delete":
        return visit.refusal(await visit.ask("DeleteUser", {"UserName": name}, RAM)) or go("/console/identity")
    if order in ("attach", "detach"):
        type_, _, policy = visit.form.get("policy", "").partition("/")
        action = "AttachPolicyToUser" if order == "attach" else "DetachPolicyFromUser"
        sent = {"UserName": name, "PolicyName": policy, "PolicyType": type_}
        return visit.refusal(await visit.ask(action, sent, RAM)) or go(page)
    if order not in _ORDERS:
        return visit.page("missing.html", 404, title="Not here")
    action, fields, always = _ORDERS[order]
    sent = {"UserName": name, **always, **{field: visit.form.get(field, "") for field in fields}}
    return visit.refusal(await visit.ask(action, sent, RAM)) or go(page)


async def _new_key(visit: Visit, name: str) -> Response:
    """The one page that shows a secret, and never again."""
    found = await visit.ask("CreateAccessKey", {"UserName": name}, RAM)
    return visit.refusal(found) or visit.page("key_made.html", title="A new key", name=name, key=found["AccessKey"])


async def _keys(visit: Visit, named: Mapping[str, str]) -> list[dict[str, Any]] | None:
    """The user's keys, each with when it was last used."""
    keys = await _rows(visit, "ListAccessKeys", named, "AccessKeys", "AccessKey")
    if keys is None:
        return None
    shown = []
    for key in keys:
        asked = {**named, "UserAccessKeyId": key["AccessKeyId"]}
        used = await visit.ask("GetAccessKeyLastUsed", asked, RAM)
        shown.append({**key, "Used": used.get("AccessKeyLastUsed", {}).get("LastUsedDate", "")})
    return shown


async def _rows(
    visit: Visit, action: str, asked: Mapping[str, str], rows: str, row: str
) -> list[Mapping[str, Any]] | None:
    """A list; None for whom the policies do not let see it."""
    found = await visit.ask(action, asked, RAM)
    return found[rows][row] if "ResponseCode" not in found else None


ROUTES = (
    Route("GET", "identity/users/{name}", show),
    Route("POST", "identity/users/{name}", change),
)
