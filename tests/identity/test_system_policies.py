"""If these fail, a user with read-only access sends messages, or one with full access cannot."""

import pytest

from heliograph.identity.evaluate import Request, decide
from heliograph.identity.policy import render
from heliograph.identity.prepared import policy_set
from heliograph.identity.principal import User
from heliograph.identity.system_policies import SYSTEM_POLICIES
from heliograph.operations.description import Access
from heliograph.operations.registry import OPERATIONS


def may(policy: str, action: str) -> bool:
    attached = SYSTEM_POLICIES[policy].attached_to("RamUser")
    return decide(User("1", "20", "anna", policy_set([attached])), Request(action)).allowed


STEMS = {"dysms": "AliyunDysms", "heliograph": "Heliograph", "ram": "AliyunRAM"}
#: STS has two operations: one that everybody may call, and one with a policy of its own. ChangePassword is everybody's.
PRODUCTS = [s.operation for s in OPERATIONS if s.operation.product != "Sts" and s.operation.action]


@pytest.mark.parametrize("operation", PRODUCTS, ids=lambda each: each.name)
def test_the_product_s_policies_fit_every_operation_by_its_access(operation: object) -> None:
    stem = STEMS[operation.action.partition(":")[0]]
    assert may(f"{stem}FullAccess", operation.action)
    assert may("AdministratorAccess", operation.action)
    assert may(f"{stem}ReadOnlyAccess", operation.action) is (operation.access in (Access.GET, Access.LIST))
    for other in SYSTEM_POLICIES.keys() - {f"{stem}FullAccess", f"{stem}ReadOnlyAccess", "AdministratorAccess"}:
        assert not may(other, operation.action)


@pytest.mark.parametrize(
    ("policy", "action", "allowed"),
    [
        ("AliyunSTSAssumeRoleAccess", "sts:AssumeRole", True),
        ("AliyunSTSAssumeRoleAccess", "ram:GetRole", False),
        ("AliyunRAMFullAccess", "ram:CreateUser", True),
        ("AliyunRAMFullAccess", "sts:AssumeRole", False),
        ("AliyunRAMReadOnlyAccess", "ram:ListUsers", True),
        ("AliyunRAMReadOnlyAccess", "ram:DecodeDiagnosticMessage", True),
        ("AliyunRAMReadOnlyAccess", "ram:CreateUser", False),
        ("AdministratorAccess", "anything:AtAll", True),
    ],
)
def test_identities_have_policies_of_their_own(policy: str, action: str, allowed: bool) -> None:
    assert may(policy, action) is allowed


def test_each_says_what_it_is_for_and_has_a_document() -> None:
    for name, policy in SYSTEM_POLICIES.items():
        assert policy.name == name
        assert policy.says
        assert render(policy.document).startswith('{"Version":"1"')
        assert policy.attached_to("RamRole").kind == "System"
