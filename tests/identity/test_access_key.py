"""If these fail, a user's secret is lost, shown, or usable under another key's id."""

import random

import msgspec
import pytest

from heliograph.identity.access_key import AccessKey, KeyStatus, KeyUse, new_access_key
from heliograph.identity.entity import Place
from heliograph.identity.seal import CannotOpen
from memory_identities import ACCOUNT, seal_of

SEAL = seal_of()


def made(seed: int = 1, user: str = "2001", taken: frozenset[str] = frozenset()) -> tuple[AccessKey, str]:
    return new_access_key(
        ACCOUNT, user, seal=SEAL, choose=random.Random(seed).choice, now=5, is_taken=taken.__contains__
    )


def test_a_new_key_has_a_secret_that_only_the_seal_gives_back() -> None:
    key, secret = made()
    assert (key.account, key.user, key.status, key.created) == (ACCOUNT, "2001", KeyStatus.ACTIVE, 5)
    assert len(secret) == 30
    assert key.secret(SEAL) == secret
    assert secret.encode() not in key.to_body()
    assert secret not in repr(key)
    assert key.place == Place("access_key", ACCOUNT, key.id)


def test_a_key_without_a_user_is_the_root_key_of_its_account() -> None:
    assert made(user="")[0].is_root
    assert not made()[0].is_root


def test_no_two_keys_have_one_id() -> None:
    first, _ = made()
    second, _ = made(taken=frozenset({first.id}))
    assert first.id != second.id


@pytest.mark.parametrize("change", [{"id": "LTAIother"}, {"account": "1000000000000002"}])
def test_a_secret_that_was_moved_to_another_key_does_not_open(change: dict[str, str]) -> None:
    key, _ = made()
    with pytest.raises(CannotOpen):
        msgspec.structs.replace(key, **change).secret(SEAL)


def test_its_last_use_is_a_record_of_its_own() -> None:
    use = KeyUse(account=ACCOUNT, id="LTAI1", used=7)
    assert use.place == Place("access_key_use", ACCOUNT, "LTAI1")
    assert KeyUse.from_body(use.to_body()) == use
