"""If these fail, two accounts could not be told apart, or a suspended one went on sending."""

from heliograph.identity.account import Account, AccountStatus
from heliograph.identity.entity import Place


def test_an_account_is_its_id_and_a_name_for_people() -> None:
    assert Account(id="1000000000000001") == Account(id="1000000000000001", name="")
    assert Account(id="1000000000000001") != Account(id="1000000000000002")


def test_it_belongs_to_the_whole_server() -> None:
    assert Account(id="1000000000000001").place == Place("account", "", "1000000000000001")


def test_it_is_active_until_it_is_suspended() -> None:
    assert Account(id="1").status is AccountStatus.ACTIVE
    suspended = Account(id="1", status=AccountStatus.SUSPENDED)
    assert Account.from_body(suspended.to_body()).status is AccountStatus.SUSPENDED
