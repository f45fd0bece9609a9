"""If these fail, a denial names somebody else, or a role session is taken for a user."""

from heliograph.identity.principal import AccountRoot, RoleSession, User


def test_each_has_the_arn_that_get_caller_identity_tells() -> None:
    assert AccountRoot("1").arn == "acs:ram::1:root"
    assert User("1", "20", "anna").arn == "acs:ram::1:user/anna"
    assert RoleSession("1", "sender", "s1").arn == "acs:ram::1:assumed-role/sender/s1"


def test_a_denial_shows_a_user_by_its_id_and_a_session_by_role_and_session() -> None:
    user, session = User("1", "20", "anna"), RoleSession("1", "sender", "s1")
    assert (user.type, user.display_name) == ("SubUser", "20")
    assert (session.type, session.display_name) == ("AssumedRoleUser", "sender:s1")


def test_a_trust_policy_may_name_a_session_by_its_role_or_by_itself() -> None:
    assert User("1", "20", "anna").relative_ids == ("user/anna",)
    assert RoleSession("1", "sender", "s1").relative_ids == ("role/sender", "assumed-role/sender/s1")
