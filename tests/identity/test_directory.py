"""If these fail, a revoked key still signs, a renamed user is another one, or a session outlives its role."""

import random

import msgspec
import pytest
from hypothesis import given

from heliograph.identity.access_key import AccessKey, KeyStatus, KeyUse
from heliograph.identity.account import Account, AccountStatus
from heliograph.identity.credential import Credential
from heliograph.identity.directory import IdentityDirectory
from heliograph.identity.entity import Edit, Entity, Place, put, remove
from heliograph.identity.role import Role
from heliograph.identity.session import Session
from heliograph.identity.table import CredentialTable
from heliograph.identity.token import TokenRefused, issue_token
from heliograph.identity.user import User
from identity_worlds import ACCOUNTS, SEAL, TRUST_ALL, histories, sealed_key
from memory_identities import seal_of

ACCOUNT = ACCOUNTS[0]
ROOT = Credential("LTAIroot", "root-secret", ACCOUNT, f"acs:ram::{ACCOUNT}:root")
ALICE = User(account=ACCOUNT, name="alice", id="2001", created=1, updated=1)
KEY = sealed_key(ACCOUNT, "LTAI1", "2001", "one")
ROLE = Role(account=ACCOUNT, name="sender", id="3001", trust_policy=TRUST_ALL, created=1, updated=1)


def directory(*entities: Entity) -> IdentityDirectory:
    made = IdentityDirectory(CredentialTable([ROOT]), SEAL)
    made.apply(map(put, entities))
    return made


@given(histories)
def test_after_any_history_it_holds_what_a_dictionary_would(history: list[list[Edit]]) -> None:
    found, kept = directory(), dict[Place, Entity]()
    for edits in history:
        found.apply(edits)
        for edit in edits:
            kept.pop(edit.entity.place, None)
            if not edit.gone:
                kept[edit.entity.place] = edit.entity
    assert {entity.place: entity for entity in found} == kept
    for id_ in ("LTAI1", "LTAI2", "LTAI3"):
        expected = kept.get(Place("access_key", ACCOUNT, id_))
        credential = found.find(id_)
        assert (credential is None) is (expected is None)
        if credential is not None:
            assert isinstance(expected, AccessKey)
            assert credential.secret == expected.secret(SEAL)
            assert credential.active is (expected.status is KeyStatus.ACTIVE)
            assert credential.user == expected.user


@given(histories)
def test_one_that_is_read_anew_answers_like_the_one_that_was_changed(history: list[list[Edit]]) -> None:
    changed = directory()
    for edits in history:
        changed.apply(edits)
    fresh = changed.another()
    fresh.apply(map(put, changed))
    for id_ in ("LTAI1", "LTAI2", "LTAI3", "LTAIroot"):
        assert fresh.find(id_) == changed.find(id_) or _nameless(fresh, changed, id_)
    assert list(fresh) == list(changed)


def _nameless(fresh: IdentityDirectory, changed: IdentityDirectory, id_: str) -> bool:
    """Two users with one id, which no operation makes: whose name an ARN then has is anybody's."""
    found, other = fresh.find(id_), changed.find(id_)
    assert found is not None
    assert other is not None
    users = [user.id for user in changed.of(ACCOUNT).users.page("", 9)]
    return users.count(found.user) != 1 and found.secret == other.secret


def test_a_key_signs_from_the_moment_it_is_there_until_it_is_gone() -> None:
    found = directory(ALICE)
    assert found.find("LTAI1") is None
    found.apply([put(KEY)])
    credential = found.find("LTAI1")
    assert credential == Credential("LTAI1", "one", ACCOUNT, f"acs:ram::{ACCOUNT}:user/alice", user="2001")
    found.apply([put(msgspec.structs.replace(KEY, status=KeyStatus.INACTIVE))])
    disabled = found.find("LTAI1")
    assert disabled is not None
    assert not disabled.active
    found.apply([remove(KEY)])
    assert found.find("LTAI1") is None


def test_a_root_key_acts_as_its_account() -> None:
    found = directory(sealed_key(ACCOUNTS[1], "LTAI2")).find("LTAI2")
    assert found is not None
    assert (found.account, found.principal, found.user) == (ACCOUNTS[1], f"acs:ram::{ACCOUNTS[1]}:root", "")


def test_the_credentials_of_configuration_win() -> None:
    found = directory(sealed_key(ACCOUNT, "LTAIroot", "2001"))
    assert found.find("LTAIroot") is ROOT
    assert found.is_taken("LTAIroot")
    assert not found.is_taken("LTAI9")


def test_a_user_who_is_renamed_keeps_its_keys_under_the_new_name() -> None:
    found = directory(ALICE, KEY)
    renamed = msgspec.structs.replace(ALICE, name="alicia")
    found.apply([remove(ALICE), put(renamed)])
    credential = found.find("LTAI1")
    assert credential is not None
    assert credential.principal == f"acs:ram::{ACCOUNT}:user/alicia"
    assert found.of(ACCOUNT).users.get("alice") is None


def test_a_session_lasts_as_long_as_its_role() -> None:
    found = directory(ROLE)
    issued = issue_token(
        Session(ACCOUNT, "3001", "sender", "job", expires=100), seal=SEAL, choose=random.Random(1).choice
    )
    ask = (issued.access_key_id, issued.security_token)
    assert found.find_session(*ask, now=99) == issued
    assert found.find_session(*ask, now=100) is TokenRefused.EXPIRED
    assert found.find_session(issued.access_key_id, "", now=99) is TokenRefused.MISSING
    again = msgspec.structs.replace(ROLE, id="3002")
    found.apply([remove(ROLE), put(again)])
    assert found.find_session(*ask, now=99) is TokenRefused.ENDED, "the role of that name is another one"


def test_a_suspended_account_is_known_as_such() -> None:
    found = directory(Account(id=ACCOUNT), Account(id=ACCOUNTS[1], status=AccountStatus.SUSPENDED))
    assert not found.is_suspended(ACCOUNT)
    assert found.is_suspended(ACCOUNTS[1])
    assert not found.is_suspended("1000000000000009")


def test_an_account_that_holds_nothing_is_empty() -> None:
    assert list(directory().of("1000000000000009")) == []


def test_a_secret_that_no_key_opens_is_told_and_signs_nothing() -> None:
    found = IdentityDirectory(CredentialTable([]), seal_of(bytes(32)))
    found.apply([put(KEY)])
    assert found.unopened == (KEY,)
    assert found.find("LTAI1") is None
    assert found.is_taken("LTAI1")
    found.apply([remove(KEY)])
    assert found.unopened == ()


def test_last_uses_are_taken_for_writing_once() -> None:
    found = directory(ALICE, KEY)
    found.used("LTAI1", 5)
    found.used("LTAI1", 7)
    found.used("LTAIroot", 7)
    assert found.last_used("LTAI1") == 7
    assert found.take_unwritten_uses(10) == [KeyUse(account=ACCOUNT, id="LTAI1", used=7)]
    assert found.take_unwritten_uses(10) == []
    found.give_back_uses([KeyUse(account=ACCOUNT, id="LTAI1", used=7)])
    found.apply([put(msgspec.structs.replace(KEY, status=KeyStatus.INACTIVE))])
    assert len(found.take_unwritten_uses(10)) == 1, "a key that is disabled was used nevertheless"
    found.used("LTAI1", 9)
    found.apply([remove(KEY)])
    assert found.take_unwritten_uses(10) == []
    assert found.last_used("LTAI1") == 0


def test_only_so_many_uses_are_taken_at_a_time() -> None:
    found = directory(ALICE, KEY, sealed_key(ACCOUNT, "LTAI2", "2001"))
    found.used("LTAI1", 5)
    found.used("LTAI2", 5)
    assert len(found.take_unwritten_uses(1)) == 1
    assert len(found.take_unwritten_uses(5)) == 1


def test_uses_outlive_a_reading_of_the_store() -> None:
    found = directory(ALICE, KEY)
    found.used("LTAI1", 9)
    fresh = found.another()
    fresh.apply([put(ALICE), put(KEY)])
    fresh.load_uses([KeyUse(account=ACCOUNT, id="LTAI1", used=4), KeyUse(account=ACCOUNT, id="LTAI8", used=4)])
    assert fresh.last_used("LTAI1") == 4
    found.replace_by(fresh)
    assert found.last_used("LTAI1") == 9
    assert [use.used for use in found.take_unwritten_uses(5)] == [9]


def test_a_kind_that_it_does_not_hold_is_a_broken_program() -> None:
    with pytest.raises(KeyError):
        directory().apply([put(KeyUse(account=ACCOUNT, id="LTAI1", used=1))])
