"""If these fail, RAM refuses with another code than its clients know, or does half of what it refuses.

Every code that an operation says it refuses with is provoked here, by one row each.
"""

import itertools

import pytest

from heliograph.identity.fields import TEXTS
from heliograph.operations.call import Served
from heliograph.operations.description import Parameter
from heliograph.operations.identity_types import Bounded, NamedText, Password, PolicyText
from heliograph.operations.registry import OPERATIONS
from heliograph.operations.types import Boolean, Choice, Integer
from heliograph.sms.codes import gateway_code

RAM = [served for served in OPERATIONS if served.operation.product == "Ram"]

#: A right value of each parameter; none of these names is there.
RIGHT = {parameter.name: parameter.example for served in RAM for parameter in served.operation.parameters} | {
    "UserName": "nobody",
    "GroupName": "nobody",
    "RoleName": "nobody",
    "PolicyName": "nothing",
    "PolicyType": "Custom",
    "VersionId": "v9",
    "UserAccessKeyId": "LTAInobody",
}
CUSTOM = {"PolicyType": "Custom"}
SYSTEM = {"PolicyType": "System"}
_U = {"UserName": "alice"}
_G = {"GroupName": "ops"}
_R = {"RoleName": "sender"}
_SPARE = {"PolicyName": "spare"} | CUSTOM

#: Operation, what differs from `RIGHT`, code.
ROWS: list[tuple[str, dict[str, str], str]] = [
    ("CreateUser", _U, "EntityAlreadyExists.User"),
    ("CreateUser", {}, "LimitExceeded.User"),
    ("GetUser", {}, "EntityNotExist.User"),
    ("UpdateUser", {}, "EntityNotExist.User"),
    ("UpdateUser", _U | {"NewUserName": "keyed"}, "EntityAlreadyExists.User"),
    ("DeleteUser", {}, "EntityNotExist.User"),
    ("DeleteUser", {"UserName": "keyed"}, "DeleteConflict.User.AccessKey"),
    ("DeleteUser", {"UserName": "grouped"}, "DeleteConflict.User.Group"),
    ("DeleteUser", {"UserName": "policied"}, "DeleteConflict.User.Policy"),
    ("DeleteUser", {"UserName": "signer"}, "DeleteConflict.User.LoginProfile"),
    ("CreateLoginProfile", {}, "EntityNotExist.User"),
    ("CreateLoginProfile", {"UserName": "signer"}, "EntityAlreadyExists.User.LoginProfile"),
    *((name, {}, "EntityNotExist.User") for name in ("GetLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile")),
    *(
        (name, _U, "EntityNotExist.User.LoginProfile")
        for name in ("GetLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile")
    ),
    *(
        (name, {"UserName": "signer", "Password": "short"}, "InvalidParameter.Password.TooWeak")
        for name in ("CreateLoginProfile", "UpdateLoginProfile")
    ),
    ("ChangePassword", {}, "EntityNotExist.User"),
    ("ChangePassword", {"NewPassword": "aaaaaaaaaa"}, "InvalidParameter.Password.TooWeak"),
    ("CreateAccessKey", {}, "EntityNotExist.User"),
    ("CreateAccessKey", {"UserName": ""}, "MissingUserName"),
    ("CreateAccessKey", {"UserName": "full"}, "LimitExceeded.User.AccessKey"),
    *(
        (name, changed, code)
        for name in ("UpdateAccessKey", "DeleteAccessKey", "GetAccessKeyLastUsed")
        for changed, code in (
            ({}, "EntityNotExist.User"),
            ({"UserName": ""}, "MissingUserName"),
            (_U, "EntityNotExist.User.AccessKey"),
        )
    ),
    ("ListAccessKeys", {}, "EntityNotExist.User"),
    ("ListAccessKeys", {"UserName": ""}, "MissingUserName"),
    ("CreateGroup", _G, "EntityAlreadyExists.Group"),
    ("CreateGroup", {}, "LimitExceeded.Group"),
    ("DeleteGroup", {}, "EntityNotExist.Group"),
    ("DeleteGroup", _G, "DeleteConflict.Group.User"),
    ("DeleteGroup", {"GroupName": "policied"}, "DeleteConflict.Group.Policy"),
    ("AddUserToGroup", _G, "EntityNotExist.User"),
    ("AddUserToGroup", _U, "EntityNotExist.Group"),
    ("AddUserToGroup", {"UserName": "grouped"} | _G, "EntityAlreadyExists.User.Group"),
    ("AddUserToGroup", {"UserName": "grouped", "GroupName": "idle"}, "LimitExceeded.User.Group"),
    ("RemoveUserFromGroup", _G, "EntityNotExist.User"),
    ("RemoveUserFromGroup", _U, "EntityNotExist.Group"),
    ("RemoveUserFromGroup", _U | _G, "EntityNotExist.User.Group"),
    ("ListGroupsForUser", {}, "EntityNotExist.User"),
    ("ListUsersForGroup", {}, "EntityNotExist.Group"),
    ("CreatePolicy", {"PolicyName": "spare"}, "EntityAlreadyExists.Policy"),
    ("CreatePolicy", {"PolicyName": "AliyunDysmsFullAccess"}, "EntityAlreadyExists.Policy"),
    ("CreatePolicy", {}, "LimitExceeded.Policy"),
    *(
        (name, changed, "EntityNotExist.Policy")
        for name in ("GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "ListEntitiesForPolicy")
        for changed in (CUSTOM, SYSTEM, {"PolicyName": "spare"} | SYSTEM)
    ),
    *(
        (name, {}, "EntityNotExist.Policy")
        for name in ("DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "SetDefaultPolicyVersion")
    ),
    ("DeletePolicy", {"PolicyName": "AliyunDysmsFullAccess"}, "EntityNotExist.Policy"),
    ("DeletePolicy", {"PolicyName": "of-user"}, "DeleteConflict.Policy.User"),
    ("DeletePolicy", {"PolicyName": "of-group"}, "DeleteConflict.Policy.Group"),
    ("DeletePolicy", {"PolicyName": "of-role"}, "DeleteConflict.Policy.Role"),
    ("DeletePolicy", {"PolicyName": "old", "CascadingDelete": "false"}, "DeleteConflict.Policy.Version"),
    ("CreatePolicyVersion", {"PolicyName": "old"}, "LimitExceeded.Policy.Version"),
    ("GetPolicyVersion", _SPARE, "EntityNotExist.Policy.Version"),
    ("DeletePolicyVersion", {"PolicyName": "spare"}, "EntityNotExist.Policy.Version"),
    ("DeletePolicyVersion", {"PolicyName": "spare", "VersionId": "v1"}, "DeleteConflict.Policy.Version.Default"),
    ("SetDefaultPolicyVersion", {"PolicyName": "spare"}, "EntityNotExist.Policy.Version"),
    ("CreateRole", _R, "EntityAlreadyExists.Role"),
    ("CreateRole", {}, "LimitExceeded.Role"),
    ("GetRole", {}, "EntityNotExist.Role"),
    ("UpdateRole", {}, "EntityNotExist.Role"),
    ("UpdateRole", _R | {"NewAllowConsoleLogin": "true"}, "InvalidParameter"),
    ("CreateRole", {"AllowConsoleLogin": "true"}, "InvalidParameter"),
    ("DeleteRole", {}, "EntityNotExist.Role"),
    ("DeleteRole", {"RoleName": "policied"}, "DeleteConflict.Role.Policy"),
    ("DecodeDiagnosticMessage", {}, "InvalidParameter"),
    *(
        (f"{name}{word}", changed | {"ResourceGroupId": group}, code)
        for word, there, policied, policy in (
            ("User", _U, {"UserName": "policied"}, "of-user"),
            ("Group", _G, {"GroupName": "policied"}, "of-group"),
            ("Role", _R, {"RoleName": "policied"}, "of-role"),
        )
        for name, changed, group, code in (
            ("AttachPolicyTo", there | _SPARE, "rg-1", "InvalidParameter"),
            ("AttachPolicyTo", _SPARE, "", f"EntityNotExist.{word}"),
            ("AttachPolicyTo", there, "", "EntityNotExist.Policy"),
            ("AttachPolicyTo", policied | {"PolicyName": policy}, "", f"EntityAlreadyExists.{word}.Policy"),
            ("AttachPolicyTo", policied | _SPARE, "", f"LimitExceeded.{word}.Policy"),
            ("DetachPolicyFrom", there | _SPARE, "rg-1", "InvalidParameter"),
            ("DetachPolicyFrom", _SPARE, "", f"EntityNotExist.{word}"),
            ("DetachPolicyFrom", there, "", "EntityNotExist.Policy"),
            ("DetachPolicyFrom", there | _SPARE, "", f"EntityNotExist.{word}.Policy"),
        )
    ),
    *((f"ListPoliciesFor{word}", {}, f"EntityNotExist.{word}") for word in ("User", "Group", "Role")),
]


def wrong_values(parameter: Parameter) -> dict[str, str]:
    """By code, a value that the parameter's type refuses with it."""
    match parameter.type:
        case NamedText(name):
            rule = TEXTS[name.removeprefix("New")]
            chars, length = f"InvalidParameter.{name}.InvalidChars", f"InvalidParameter.{name}.Length"
            if rule.shape == "InvalidChars":
                return {chars: "a\x00", length: "a" * (rule.length_max + 1)}
            return {f"InvalidParameter.{name}.{rule.shape}": "neither this"}
        case PolicyText(form):
            return {form.grammar_code: "{}"} | {form.size_code: " " * (form.characters_max + 1)}
        case Choice():
            return {parameter.refused_as: "neither"}
        case Integer(_, most):
            return {parameter.refused_as: str(most + 1), f"Invalid{parameter.name}": "many"}
        case Bounded(length_max):
            return {parameter.refused_as: "a" * (length_max + 1)}
        case Password():
            return {parameter.refused_as: "short"}
        case Boolean():
            return {f"Invalid{parameter.name}": "perhaps"}
    raise AssertionError(parameter)


WRONG = [
    (served.operation.name, {parameter.name: value}, code)
    for served in RAM
    for parameter in served.operation.parameters
    for code, value in (
        wrong_values(parameter) | ({f"Missing{parameter.name}": ""} if parameter.required else {})
    ).items()
]


def right(served: Served, changed: dict[str, str]) -> dict[str, str]:
    """A whole set of parameters. Texts about a user may be anything, and a page has no marker."""
    sent = {parameter.name: RIGHT[parameter.name] for parameter in served.operation.parameters}
    return {name: value for name, value in ({**sent, "ResourceGroupId": ""} | changed).items() if value}


def row_name(row: object) -> str:
    return row if isinstance(row, str) else ""


@pytest.mark.parametrize(("name", "changed", "code"), [*ROWS, *WRONG], ids=row_name)
async def test_each_code_is_answered_to_what_it_is_for(
    furnished, monkeypatch, name: str, changed: dict[str, str], code: str
) -> None:
    if code.startswith("LimitExceeded."):
        await fill(furnished, monkeypatch, code.removeprefix("LimitExceeded."))
    before = dict(furnished.bench.records.kept)
    [served] = [one for one in RAM if one.operation.name == name]
    reply = await furnished(name, **right(served, changed))
    assert reply.code == code, reply
    assert furnished.bench.records.kept == before, "nothing is done of what is refused"
    assert gateway_code(code, "Ram").status in (400, 403, 404, 409)


async def fill(furnished, monkeypatch, what: str) -> None:
    """As many of them as there may be: what is there, or five versions."""
    counts = {"User": 5, "Group": 3, "Role": 2, "Policy": 5, "User.AccessKey": 2, "Policy.Version": 2}
    monkeypatch.setattr("heliograph.operations.ram_2015_05_01.described.COUNTS", {what: counts.get(what, 1)})


def test_every_code_that_is_described_is_provoked_and_no_other() -> None:
    provoked = {(name, code) for name, _, code in (*ROWS, *WRONG)}
    described = {(served.operation.name, code) for served in RAM for code in served.operation.refusals}
    # A truth that cannot be read is all that can be wrong with it.
    unreachable = {
        (served.operation.name, parameter.refused_as)
        for served in RAM
        for parameter in served.operation.parameters
        if isinstance(parameter.type, Boolean)
    }
    by_themselves = {
        (served.operation.name, f"{word}{parameter.name}")
        for served, word in itertools.product(RAM, ("Missing", "Invalid"))
        for parameter in served.operation.parameters
    }
    # That one is for a user alone: test_login_profiles.
    unreachable.add(("ChangePassword", "EntityNotExist.User.LoginProfile"))
    assert described - provoked <= unreachable
    assert provoked - described <= by_themselves
