"""If these fail, a session outlives its hour, signs with somebody else's token, or official clients cannot use one."""

import base64
import random
import string

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.credential import Credential
from heliograph.identity.session import Session
from heliograph.identity.token import TOKEN_LENGTH_MAX, TokenRefused, issue_token, open_token
from memory_identities import seal_of

SEAL = seal_of()
SESSION = Session("1000000000000001", "3001", "sender", "job-1", expires=10_000)
ISSUED = issue_token(SESSION, seal=SEAL, choose=random.Random(1).choice)
OTHER = issue_token(SESSION, seal=SEAL, choose=random.Random(2).choice)

sessions = st.builds(
    Session,
    account=st.text(max_size=16),
    role_id=st.text(max_size=18),
    role=st.text(max_size=64),
    name=st.text(max_size=64),
    expires=st.integers(1, 2**53),
    policy=st.text(max_size=100),
    source_identity=st.text(max_size=64),
)


def opened(token: str, access_key_id: str = ISSUED.access_key_id, now: int = 9_999) -> Credential | TokenRefused:
    return open_token(access_key_id, token, seal=SEAL, now=now)


@given(sessions)
def test_a_token_brings_back_what_it_was_issued_with(session: Session) -> None:
    issued = issue_token(session, seal=SEAL, choose=random.Random(3).choice)
    found = open_token(issued.access_key_id, issued.security_token, seal=SEAL, now=session.expires - 1)
    assert found == issued
    assert isinstance(found, Credential)
    assert found.session == session
    assert found.account == session.account


def test_the_triple_looks_like_the_clouds() -> None:
    assert ISSUED.access_key_id.startswith("STS.")
    assert ISSUED.principal == "acs:ram::1000000000000001:assumed-role/sender/job-1"
    assert set(ISSUED.security_token) <= set(string.ascii_letters + string.digits + "-_"), "no client need encode it"
    assert ISSUED.secret not in repr(ISSUED)
    assert ISSUED.security_token not in repr(ISSUED)


def test_it_expires_to_the_millisecond() -> None:
    assert opened(ISSUED.security_token, now=9_999) == ISSUED
    assert opened(ISSUED.security_token, now=10_000) is TokenRefused.EXPIRED


def test_a_token_goes_with_its_own_key_alone() -> None:
    assert opened(OTHER.security_token) is TokenRefused.MISMATCH
    assert opened(OTHER.security_token, now=20_000) is TokenRefused.MISMATCH
    assert opened("") is TokenRefused.MISSING


@given(st.integers(0, len(ISSUED.security_token) - 1), st.characters(codec="ascii"))
def test_a_token_with_any_character_changed_is_malformed(place: int, character: str) -> None:
    token = ISSUED.security_token[:place] + character + ISSUED.security_token[place + 1 :]
    expected = ISSUED if token == ISSUED.security_token else TokenRefused.MALFORMED
    assert opened(token) == expected


@given(st.text())
def test_any_text_that_is_no_token_is_malformed(text: str) -> None:
    assert opened(text) is (TokenRefused.MALFORMED if text else TokenRefused.MISSING)


@pytest.mark.parametrize("more", ["=", " ", "\n", "A", "A" * TOKEN_LENGTH_MAX])
def test_a_token_with_anything_added_is_malformed(more: str) -> None:
    assert opened(ISSUED.security_token + more) is TokenRefused.MALFORMED


def test_what_was_sealed_for_another_purpose_is_no_token() -> None:
    octets = msgspec.msgpack.encode((ISSUED.access_key_id, "chosen", SESSION))
    for purpose in (b"", b"denial"):
        text = base64.urlsafe_b64encode(SEAL.seal(octets, purpose)).rstrip(b"=").decode()
        assert opened(text) is TokenRefused.MALFORMED


def test_a_token_of_a_key_that_is_gone_is_malformed() -> None:
    found = open_token(ISSUED.access_key_id, ISSUED.security_token, seal=seal_of(bytes(32)), now=0)
    assert found is TokenRefused.MALFORMED


@pytest.mark.parametrize("character", ["x", "短", "\U0001f600"])
def test_there_is_room_for_the_longest_session_policy(character: str) -> None:
    session = msgspec.structs.replace(SESSION, policy=character * 2048, role="r" * 64, name="n" * 64)
    issued = issue_token(session, seal=SEAL, choose=random.Random(4).choice)
    assert len(issued.security_token) <= TOKEN_LENGTH_MAX
    assert open_token(issued.access_key_id, issued.security_token, seal=SEAL, now=0) == issued
    with pytest.raises(ValueError, match="is above"):
        issue_token(msgspec.structs.replace(SESSION, policy="\U0001f600" * 4096), seal=SEAL, choose=random.choice)
