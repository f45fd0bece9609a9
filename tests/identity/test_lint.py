"""If this fails, a policy that does nothing, or far too much, passes for a good one."""

import json

import pytest

from heliograph.identity.grammar import parse
from heliograph.identity.lint import Known, Note, Oddity, lint
from heliograph.identity.policy import Policy
from heliograph.identity.system_policies import SYSTEM_POLICIES

KNOWN = (
    Known("dysms:SendMessageToGlobe", "*"),
    Known("dysms:QueryMessage", "*"),
    Known("ram:GetUser", "acs:ram:*:1:user/x"),
    Known("ram:AttachPolicyToUser", "acs:ram:*:1:user/x"),
)


def statement(effect: str = "Allow", action="dysms:QueryMessage", resource="*", **more) -> dict:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def notes(*statements: dict) -> list[tuple[int, Oddity, str]]:
    policy = parse(json.dumps({"Version": "1", "Statement": list(statements)}))
    assert isinstance(policy, Policy), policy
    return [(note.statement, note.oddity, note.about) for note in lint(policy, KNOWN)]


@pytest.mark.parametrize(
    "good",
    [
        statement(),
        statement(action="dysms:*"),
        statement(action=["DYSMS:querymessage"]),
        statement(action="ram:GetUser", resource="acs:ram:*:*:user/*"),
        statement("Deny", "*"),
        statement(action="*", Condition={"IpAddress": {"acs:SourceIp": "192.0.2.0/24"}}),
        statement(action="mns:ReceiveMessage", resource="acs:mns:*:*:/queues/*"),
    ],
)
def test_what_says_what_it_does_has_no_notes(good: dict):
    assert notes(good) == []


def test_an_action_that_nothing_asks_for_is_named():
    assert notes(statement(action=["dysms:SendSms", "dysms:QueryMessage"])) == [
        (0, Oddity.UNKNOWN_ACTION, "dysms:SendSms")
    ]


def test_a_resource_that_the_action_is_never_asked_on_is_named():
    arn = "acs:dysms:*:*:message/*"
    assert notes(statement(resource=arn)) == [(0, Oddity.WRONG_RESOURCE, arn)]


def test_what_another_statement_denies_anyway_is_told():
    assert notes(statement(), statement("Deny", "dysms:*")) == [(0, Oddity.DENIED_ANYWAY, "1")]
    conditional = statement("Deny", "dysms:*", Condition={"Bool": {"acs:SecureTransport": "false"}})
    assert notes(statement(), conditional) == []


def test_what_allows_more_than_it_seems_is_told():
    assert notes(statement(action="*")) == [(0, Oddity.ALLOWS_ALL, "")]
    assert notes(statement(action="ram:*")) == [(0, Oddity.MAKES_RIGHTS, "")]
    all_but = {"Effect": "Allow", "NotAction": "ram:*", "Resource": "*"}
    assert (0, Oddity.ALLOWS_ALL_BUT, "") in notes(all_but)


def test_the_system_policies_have_nothing_odd_but_their_width():
    for policy in SYSTEM_POLICIES.values():
        found = lint(policy.document, KNOWN)
        wide = {Oddity.ALLOWS_ALL, Oddity.MAKES_RIGHTS, Oddity.UNKNOWN_ACTION}
        assert all(isinstance(note, Note) and note.oddity in wide for note in found), policy.name
