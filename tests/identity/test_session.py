"""If these fail, tokens that were issued by an earlier release mean something else now."""

import msgspec

from heliograph.identity.session import Session

SESSION = Session("1000000000000001", "3001", "sender", "job-1", 5, "{}", "alice")


def test_the_order_in_a_token_is_fixed() -> None:
    assert msgspec.to_builtins(SESSION) == ["1000000000000001", "3001", "sender", "job-1", 5, "{}", "alice"]


def test_a_session_of_an_earlier_release_is_still_read() -> None:
    assert msgspec.convert(["1", "3001", "sender", "job-1", 5], Session) == Session("1", "3001", "sender", "job-1", 5)


def test_it_is_known_by_role_id_and_name() -> None:
    assert SESSION.principal_id == "3001:job-1"
