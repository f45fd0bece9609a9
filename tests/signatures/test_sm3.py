"""If this fails, clients that must sign with SM3 are locked out wherever OpenSSL was built without it."""

import random

import pytest

from heliograph.signatures import sm3

#: GB/T 32905-2016, A.1 and A.2; the hash of nothing is OpenSSL's.
HASHES = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    b"": "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
}

#: OpenSSL 3.0's, with a key of less than a block and one of more.
HMACS = {
    (b"heliograph-test-secret", b"abc"): "eb31ed72537475978e954d71e639424eddbaaacaf743a750d5273c96532bf95a",
    (b"k" * 65, b"abcd" * 16): "e91ea58a0dfec5a473becc66eb506af8d3439c08ee1aafd83840bf8f233476c5",
}


@pytest.fixture(params=[sm3.NATIVE, False], ids=["as this OpenSSL has it", "ours"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sm3, "NATIVE", request.param)


@pytest.mark.parametrize(("message", "expected"), HASHES.items())
def test_hashes_as_the_standard_says(either: None, message: bytes, expected: str) -> None:
    assert sm3.sm3(message).hex() == expected


@pytest.mark.parametrize(("given", "expected"), HMACS.items())
def test_signs_as_openssl_does(either: None, given: tuple[bytes, bytes], expected: str) -> None:
    assert sm3.hmac_sm3(*given).hex() == expected


def test_both_agree_at_every_length_about_a_block() -> None:
    # Where this OpenSSL has none, both sides are ours and the vectors above are what counts.
    dice = random.Random(3)
    for length in [*range(2 * sm3.BLOCK + 2), 1000]:
        message, key = dice.randbytes(length), dice.randbytes(length)
        assert sm3.pure_sm3(message) == sm3.sm3(message)
        assert sm3.pure_hmac_sm3(key, message) == sm3.hmac_sm3(key, message)


def test_every_bit_of_a_message_counts() -> None:
    message = bytes(70)
    hashes = {sm3.pure_sm3(message)}
    for bit in range(8 * len(message)):
        changed = bytearray(message)
        changed[bit // 8] ^= 1 << bit % 8
        hashes.add(sm3.pure_sm3(bytes(changed)))
    assert len(hashes) == 8 * len(message) + 1
