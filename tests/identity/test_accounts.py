"""If these fail, a customer cannot be let in, kept out, or given another key when one was stolen."""

import random
from collections.abc import Sequence

import pytest

from heliograph.identity import IdentityDirectory
from heliograph.identity import accounts as decisions
from heliograph.identity.account import ROOT_ACCOUNT, Account, AccountStatus
from heliograph.identity.accounts import Made, NotDone, create_account, rotate_root_key, set_status
from heliograph.identity.entity import Edit, put
from heliograph.identity.table import CredentialTable
from memory_identities import seal_of

SEAL = seal_of()
CHOOSE = random.Random(1).choice


@pytest.fixture
def directory() -> IdentityDirectory:
    made = IdentityDirectory(CredentialTable([]), SEAL)
    made.apply([put(Account(id=ROOT_ACCOUNT, name="root"))])
    return made


def done(directory: IdentityDirectory, decided: tuple[Sequence[Edit], Made | Account | NotDone]) -> Made:
    edits, made = decided
    assert isinstance(made, Made)
    directory.apply(edits)
    return made


def create(directory: IdentityDirectory, name: str = "Acme") -> Made:
    return done(directory, create_account(directory, name, prepaid=True, seal=SEAL, choose=CHOOSE, now=5))


def rotate(directory: IdentityDirectory, id_: str, now: int, keep_former: bool = False) -> Made:
    return done(directory, rotate_root_key(directory, id_, keep_former=keep_former, seal=SEAL, choose=CHOOSE, now=now))


def works(directory: IdentityDirectory, made: Made) -> bool:
    found = directory.find(made.access_key_id)
    return found is not None and found.secret == made.secret and found.account == made.account.id


def test_a_new_account_has_a_root_key_that_works(directory: IdentityDirectory) -> None:
    made = create(directory)
    assert directory.accounts.get(made.account.id) == made.account
    assert (made.account.name, made.account.prepaid, made.account.created) == ("Acme", True, 5)
    assert works(directory, made)
    assert made.secret not in repr(made)
    assert create(directory).account.id != made.account.id


def test_deciding_changes_nothing_by_itself(directory: IdentityDirectory) -> None:
    before = list(directory)
    create_account(directory, "Acme", prepaid=False, seal=SEAL, choose=CHOOSE, now=5)
    assert list(directory) == before


def test_there_are_only_so_many(directory: IdentityDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "ACCOUNTS_MAX", 1)
    edits, outcome = create_account(directory, "Acme", prepaid=False, seal=SEAL, choose=CHOOSE, now=5)
    assert edits == ()
    assert isinstance(outcome, NotDone)


def test_an_account_is_suspended_and_resumed_and_twice_is_no_fault(directory: IdentityDirectory) -> None:
    id_ = create(directory).account.id
    for status in (AccountStatus.SUSPENDED, AccountStatus.ACTIVE):
        edits, account = set_status(directory, id_, status)
        directory.apply(edits)
        assert isinstance(account, Account)
        assert account.status is status
        assert directory.is_suspended(id_) is (status is AccountStatus.SUSPENDED)
        assert set_status(directory, id_, status) == ((), account)


def test_rotation_ends_the_former_key_with_the_same_change(directory: IdentityDirectory) -> None:
    first = create(directory)
    second = rotate(directory, first.account.id, now=6)
    assert not works(directory, first)
    assert works(directory, second)


def test_a_key_that_is_kept_for_changing_over_ends_with_the_next_rotation(directory: IdentityDirectory) -> None:
    first = create(directory)
    id_ = first.account.id
    second = rotate(directory, id_, now=6, keep_former=True)
    assert works(directory, first)
    assert works(directory, second)
    third = rotate(directory, id_, now=7, keep_former=True)
    assert [works(directory, key) for key in (first, second, third)] == [False, True, True]
    fourth = rotate(directory, id_, now=8)
    assert [works(directory, key) for key in (second, third, fourth)] == [False, False, True]


@pytest.mark.parametrize(("id_", "code"), [("9", "ACCOUNT_NOT_EXISTS"), (ROOT_ACCOUNT, "INVALID_PARAMETERS")])
def test_neither_an_unknown_account_nor_the_servers_own_can_be_changed(
    directory: IdentityDirectory, id_: str, code: str
) -> None:
    for edits, outcome in (
        set_status(directory, id_, AccountStatus.SUSPENDED),
        rotate_root_key(directory, id_, keep_former=False, seal=SEAL, choose=CHOOSE, now=6),
    ):
        assert edits == ()
        assert isinstance(outcome, NotDone)
        assert outcome.code == code
