"""If these fail, a trust policy or GetCallerIdentity names another role than the one that is meant."""

from heliograph.identity.entity import Place
from heliograph.identity.role import Role, session_arn

ROLE = Role(account="1000000000000001", name="sender", id="3001", trust_policy="{}", created=1, updated=1)


def test_a_role_is_kept_by_its_name_and_named_by_an_arn() -> None:
    assert ROLE.place == Place("role", "1000000000000001", "sender")
    assert ROLE.arn == "acs:ram::1000000000000001:role/sender"
    assert ROLE.session_seconds_max == 3600


def test_a_session_is_named_by_role_and_session() -> None:
    assert session_arn("1000000000000001", "sender", "job-1") == "acs:ram::1000000000000001:assumed-role/sender/job-1"
