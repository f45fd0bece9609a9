"""If these fail, words that nobody has looked at go out under a company's name."""

import re

import pytest

from heliograph.sms.approval import (
    CODE_PATTERN,
    SIGNATURE_PATTERN,
    Approval,
    MessageTemplate,
    Signature,
    approved,
    rejected,
    reworded,
)

TEMPLATE = MessageTemplate(code="SMS_1", content="Hello", name="greeting", type="OTP")


def test_what_is_new_is_pending() -> None:
    assert TEMPLATE.state is Signature(name="Acme").state is Approval.PENDING


@pytest.mark.parametrize("item", [TEMPLATE, Signature(name="Acme")])
def test_it_is_approved_and_rejected_in_any_order(item) -> None:
    no = rejected(item, "not yours", 5)
    assert (no.state, no.reason, no.changed_at) == (Approval.REJECTED, "not yours", 5)
    yes = approved(no, 6)
    assert (yes.state, yes.reason, yes.changed_at) == (Approval.APPROVED, "", 6)
    assert rejected(yes, "", 7).state is Approval.REJECTED
    assert yes.key == item.key


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, Approval.APPROVED),
        ({"name": "another label"}, Approval.APPROVED),
        ({"content": "Bye"}, Approval.PENDING),
        ({"type_": "MKT"}, Approval.PENDING),
    ],
)
def test_other_words_are_pending_again(changes: dict[str, str], state: Approval) -> None:
    same = {"content": TEMPLATE.content, "name": TEMPLATE.name, "type_": TEMPLATE.type}
    found = reworded(approved(TEMPLATE, 1), 2, **{**same, **changes})
    assert (found.state, found.changed_at, found.code) == (state, 2, "SMS_1")
    again = reworded(rejected(TEMPLATE, "no", 1), 2, **{**same, **changes})
    assert again.state is (Approval.REJECTED if state is Approval.APPROVED else Approval.PENDING)
    assert bool(again.reason) == (again.state is Approval.REJECTED)


@pytest.mark.parametrize("name", ["阿里云", "Alicloud321", "ab", "A & B", "Dr. No", "O'Neill-Co", "x" * 24])
def test_these_are_signatures(name: str) -> None:
    assert re.search(SIGNATURE_PATTERN, name)
    assert Signature(name=name).shown == f"【{name}】"


@pytest.mark.parametrize("name", ["", "a", " ab", "ab ", "a】b", "【a】", "a\nb", "ab\n", "a_b", "x" * 25, "a+b"])
def test_these_are_none(name: str) -> None:
    assert not re.search(SIGNATURE_PATTERN, name)


@pytest.mark.parametrize(("code", "good"), [("SMS_1", True), ("a-b", True), ("a b", False), ("a\n", False)])
def test_a_code_is_plain(code: str, good: bool) -> None:
    assert bool(re.search(CODE_PATTERN, code)) is good
