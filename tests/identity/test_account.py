"""If this fails, two accounts could not be told apart."""

from heliograph.identity.account import Account


def test_an_account_is_its_id_and_a_name_for_people() -> None:
    assert Account("1000000000000001") == Account("1000000000000001", name="")
    assert Account("1000000000000001") != Account("1000000000000002")
