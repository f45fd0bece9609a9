"""If these fail, a stolen store gives its secrets away, or one that was altered is believed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.aes_gcm_siv import AesGcmSivSeal, key_id, sealed_with
from heliograph.identity.seal import OVERHEAD_OCTETS_MAX, CannotOpen

OLD, NEW, FOREIGN = bytes(32), bytes(range(32)), b"\xff" * 32
SEAL = AesGcmSivSeal([NEW, OLD])

octets = st.binary(max_size=300)


@given(octets, st.binary(max_size=60))
def test_what_is_sealed_is_opened_by_the_same_place_alone(secret: bytes, place: bytes) -> None:
    sealed = SEAL.seal(secret, place)
    assert SEAL.open(sealed, place) == secret
    assert len(sealed) - len(secret) <= OVERHEAD_OCTETS_MAX
    with pytest.raises(CannotOpen):
        SEAL.open(sealed, place + b"x")


@given(octets, st.data())
def test_any_bit_that_is_changed_is_noticed(secret: bytes, data: st.DataObject) -> None:
    sealed = bytearray(SEAL.seal(secret, b"place"))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        SEAL.open(bytes(sealed), b"place")


@given(octets, st.data())
def test_what_is_cut_or_added_to_is_noticed(secret: bytes, data: st.DataObject) -> None:
    sealed = SEAL.seal(secret)
    with pytest.raises(CannotOpen):
        SEAL.open(sealed[: data.draw(st.integers(0, len(sealed) - 1))])
    with pytest.raises(CannotOpen):
        SEAL.open(sealed + b"\0")


@given(octets)
def test_octets_that_nobody_sealed_are_refused(octets: bytes) -> None:
    with pytest.raises(CannotOpen):
        SEAL.open(octets)


def test_the_first_key_seals_and_all_of_them_open() -> None:
    before = AesGcmSivSeal([OLD])
    sealed = before.seal(b"secret")
    assert SEAL.open(sealed) == b"secret"
    assert not SEAL.is_current(sealed)
    assert SEAL.is_current(SEAL.seal(b"secret"))
    with pytest.raises(CannotOpen):
        before.open(SEAL.seal(b"secret"))
    with pytest.raises(CannotOpen):
        AesGcmSivSeal([FOREIGN]).open(sealed)


def test_it_can_be_told_which_key_is_missing() -> None:
    assert sealed_with(AesGcmSivSeal([OLD]).seal(b"")) == key_id(OLD)
    assert SEAL.current_key_id == key_id(NEW)
    assert SEAL.key_ids == {key_id(OLD), key_id(NEW)}
    assert sealed_with(b"no sealed value") == ""


def test_the_same_secret_never_looks_the_same() -> None:
    assert SEAL.seal(b"secret") != SEAL.seal(b"secret")
    foreseen = AesGcmSivSeal([NEW], random.Random(1).randbytes), AesGcmSivSeal([NEW], random.Random(1).randbytes)
    assert foreseen[0].seal(b"secret") == foreseen[1].seal(b"secret")


def test_no_key_shows_when_it_is_printed() -> None:
    assert repr(SEAL) == f"AesGcmSivSeal({key_id(NEW)})"


@pytest.mark.parametrize("keys", [[], [b"short"], [NEW, bytes(33)]])
def test_it_takes_keys_of_32_octets_only(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 octets"):
        AesGcmSivSeal(keys)
