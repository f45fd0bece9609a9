"""If these fail, a policy that names a user names nobody."""

from heliograph.identity.entity import Place
from heliograph.identity.user import User, user_arn

USER = User(account="1000000000000001", name="alice", id="200000000000000001", created=1, updated=1)


def test_a_user_is_kept_by_its_name_and_named_by_an_arn() -> None:
    assert USER.place == Place("user", "1000000000000001", "alice")
    assert USER.arn == user_arn("1000000000000001", "alice") == "acs:ram::1000000000000001:user/alice"
