"""If these fail, GetPolicy shows another policy than the one that counts."""

import json

from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.conditions import OPERATORS
from heliograph.identity.policy import CUSTOM, SESSION, TRUST, Effect, Policy, Statement, render
from heliograph.sms.codes import gateway_code
from identity_documents import allow, deny, document, read, statements, trust


@given(st.lists(statements(tuple(OPERATORS)), min_size=1, max_size=3))
def test_a_policy_is_read_and_written_back_the_same(made: list[dict[str, object]]) -> None:
    text = document(*made)
    policy = read(text) if len(text) <= CUSTOM.characters_max else None
    if policy is not None:
        assert read(render(policy)) == policy
        assert len(render(policy)) <= len(text)


def test_a_trust_policy_is_written_back_the_same() -> None:
    several = {"RAM": ["acs:ram::1:root", "acs:ram::2:user/a"], "Service": "ecs.aliyuncs.com"}
    policy = read(document(trust("acs:ram::1:root"), {**trust(""), "Principal": several}), TRUST)
    assert read(render(policy), TRUST) == policy


def test_one_value_is_written_without_a_list_and_what_is_absent_not_at_all() -> None:
    policy = read(document(allow(["dysms:*"]), deny(["a:b", "a:c"], Condition={})))
    assert json.loads(render(policy)) == {
        "Version": "1",
        "Statement": [
            {"Effect": "Allow", "Action": "dysms:*", "Resource": "*"},
            {"Effect": "Deny", "Action": ["a:b", "a:c"], "Resource": "*"},
        ],
    }
    assert policy == Policy(
        (Statement(Effect.ALLOW, ("dysms:*",), ("*",)), Statement(Effect.DENY, ("a:b", "a:c"), ("*",)))
    )


def test_every_form_has_codes_of_the_catalogue() -> None:
    for form, product in ((CUSTOM, "Ram"), (SESSION, "Sts"), (TRUST, "Ram")):
        for code in (form.size_code, form.grammar_code):
            assert gateway_code(code, product).status == 400
