"""If these fail, an account is shown as another, or a secret is told where it should not be."""

from heliograph.identity.account import Account, AccountStatus
from heliograph.identity.accounts import Made, NotDone
from heliograph.operations.heliograph_2026_11_01.account_fields import ACCOUNT_FIELDS, reply, shown

ACCOUNT = Account(id="1", name="Acme", status=AccountStatus.SUSPENDED, created=1_545_641_902_000)


def test_an_account_is_shown_with_all_its_fields(bench) -> None:
    fields = shown(ACCOUNT, bench.ports())
    assert list(fields) == [field.name for field in ACCOUNT_FIELDS]
    assert (fields["Status"], fields["CreateDate"]) == ("suspended", "Mon, 24 Dec 2018 16:58:22 +0800")


def test_a_key_is_told_only_when_it_was_made(bench) -> None:
    ports = bench.ports()
    assert "AccessKeySecret" not in reply(ACCOUNT, ports).fields
    assert reply(Made(ACCOUNT, "LTAI1", "secret"), ports).fields["AccessKeySecret"] == "secret"
    assert reply(NotDone("ACCOUNT_NOT_EXISTS", "None."), ports).code == "ACCOUNT_NOT_EXISTS"
