"""If these fail, what a policy says and what is asked on every call have come apart."""

import pytest

from heliograph.identity.conditions import Condition
from heliograph.identity.decision import Attached, Kind, PolicyType
from heliograph.identity.policy import TRUST, Effect, Policy, Statement
from heliograph.identity.prepared import policy_set, session_set, trust_set
from identity_documents import allow, attached, deny, document, read, trust


def test_denials_are_kept_apart_and_each_statement_knows_where_it_stands() -> None:
    first, second = attached(allow("a:b"), deny("a:c")), attached(deny("a:d"), name="q")
    made = policy_set([first, second])
    assert [(each.match.policy.name, each.match.statement) for each in made.statements] == [
        ("p", 0),
        ("p", 1),
        ("q", 0),
    ]
    assert [each.match.statement for each in made.denies] == [1, 0]
    assert [each.match.effect for each in made.allows] == [Effect.ALLOW]


def test_a_statement_covers_what_its_action_resource_and_conditions_all_fit() -> None:
    (made,) = policy_set(
        [attached(allow("dysms:Query*", "acs:x:*:1:a", Condition={"Bool": {"acs:SecureTransport": "true"}}))]
    ).statements
    secure = {"acs:SecureTransport": "true"}
    assert made.covers("dysms:querymessage", ("x", "", "1", "a"), secure)
    assert not made.covers("dysms:sendmessage", ("x", "", "1", "a"), secure)
    assert not made.covers("dysms:querymessage", ("x", "", "2", "a"), secure)
    assert not made.covers("dysms:querymessage", None, secure)
    assert not made.covers("dysms:querymessage", ("x", "", "1", "a"), {})


def test_the_word_of_each_type_is_known_before_anything_is_asked() -> None:
    assert policy_set(()).silent.policy_type is PolicyType.IDENTITY
    session = session_set(read(document(allow())))
    assert session.silent.policy_type is PolicyType.SESSION
    assert session.statements[0].allowed.kind is Kind.ALLOWED
    trusting = trust_set(read(document(trust("acs:ram::1:root")), TRUST))
    assert trusting.type is PolicyType.TRUST
    assert trusting.statements[0].trusted.match("1", ["user/a"])


def test_a_condition_that_no_document_can_hold_is_refused() -> None:
    wrong = Statement(Effect.ALLOW, ("*",), ("*",), (Condition("Bool", "x:y", ("maybe",)),))
    with pytest.raises(ValueError, match="must be true or false"):
        policy_set([Attached("p", Policy((wrong,)))])
