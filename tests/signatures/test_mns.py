"""If this fails, queue SDKs are locked out, or a forged request of theirs gets in."""

import base64
import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.signatures import mns
from vectors.captured_mns import CapturedMns, captures

CAPTURES = captures()

LATIN = st.text(st.characters(max_codepoint=255))


def name_of(capture: CapturedMns) -> str:
    return capture.name


def holds(
    capture: CapturedMns,
    method: str | None = None,
    target: str | None = None,
    headers: mns.Headers | None = None,
    secret: str | None = None,
) -> bool:
    headers = capture.headers if headers is None else headers
    authorization = mns.parse_authorization(headers["authorization"][0])
    assert authorization is not None
    assert authorization.access_key_id == capture.access_key_id
    string = mns.string_to_sign(method or capture.method, target or capture.target, headers)
    return mns.verify(secret or capture.secret, string, authorization.signature)


def test_there_are_captures_of_both_sdks() -> None:
    assert len(CAPTURES) == 36
    assert {capture.name.partition("-")[0] for capture in CAPTURES} == {"py", "node"}


@pytest.mark.parametrize("capture", CAPTURES, ids=name_of)
def test_a_captured_request_verifies_and_its_body_matches(capture: CapturedMns) -> None:
    assert holds(capture)
    assert mns.ambiguous_header(capture.headers) == ""
    if "content-md5" in capture.headers:
        assert mns.body_matches(capture.headers["content-md5"][0], capture.body)


def changed(text: str, dice: random.Random) -> str:
    """`text` with one character that is another."""
    position = dice.randrange(len(text))
    return text[:position] + chr(ord(text[position]) ^ 1) + text[position + 1 :]


@pytest.mark.parametrize("capture", CAPTURES, ids=name_of)
def test_it_is_refused_once_anything_signed_is_another(capture: CapturedMns) -> None:
    dice = random.Random(capture.name)
    assert not holds(capture, secret=changed(capture.secret, dice))
    assert not holds(capture, method="POST")
    for _ in range(16):
        assert not holds(capture, target=changed(capture.target, dice))
    assert not holds(capture, target=capture.target + "&waitseconds=1")
    signed = [name for name in capture.headers if name.startswith("x-mns-")]
    signed += [name for name in ("date", "content-type", "content-md5") if name in capture.headers]
    assert {"date", "x-mns-version"} <= set(signed)
    for name in signed:
        mutated = dict(capture.headers)
        mutated[name] = (changed(mutated[name][0], dice),)
        assert not holds(capture, headers=mutated), name
        del mutated[name]
        assert not holds(capture, headers=mutated), name
    assert not holds(capture, headers={**capture.headers, "x-mns-added": ("1",)})


@pytest.mark.parametrize("capture", [c for c in CAPTURES if "ReceiptHandle" in c.target], ids=name_of)
def test_a_target_that_was_decoded_and_encoded_again_is_another_target(capture: CapturedMns) -> None:
    assert not holds(capture, target=capture.target.replace("==", "%3D%3D"))


@pytest.mark.parametrize("capture", [c for c in CAPTURES if c.security_token], ids=name_of)
def test_the_security_token_is_not_covered(capture: CapturedMns) -> None:
    """What clients do; so the door has to compare it with the key."""
    assert holds(capture, headers={**capture.headers, "security-token": ("another",)})


@given(LATIN.filter(bool), LATIN, LATIN)
def test_only_the_signature_of_that_string_and_secret_holds(secret: str, string: str, other: str) -> None:
    signature = mns.sign(secret, string)
    assert mns.verify(secret, string, signature)
    assert mns.verify(secret, string, other) is (other == signature)
    if other != string:
        assert not mns.verify(secret, other, signature)


@given(st.binary(max_size=64), st.binary(max_size=64))
def test_content_md5_is_taken_in_the_sdks_form_and_in_the_standards(body: bytes, other: bytes) -> None:
    digest = hashlib.md5(body)
    for form in (digest.digest(), digest.hexdigest().encode()):
        header = base64.b64encode(form).decode()
        assert mns.body_matches(header, body)
        assert mns.body_matches(header, other) is (other == body)
    assert not mns.body_matches(digest.hexdigest(), body)


@pytest.mark.parametrize("value", ["", "MNS", "MNS ", "MNS id", "MNS id:", "MNS :c2ln", "mns id:c2ln", "Basic id:c2ln"])
def test_what_is_no_authorization_of_mns_is_none(value: str) -> None:
    assert mns.parse_authorization(value) is None


@pytest.mark.parametrize("name", ["date", "content-type", "content-md5", "authorization", "x-mns-version"])
def test_a_signed_header_that_comes_twice_is_named(name: str) -> None:
    assert mns.ambiguous_header({"host": ("a", "b"), name: ("a", "a")}) == name
    assert mns.ambiguous_header({"host": ("a", "b"), "accept": ("a", "b")}) == ""
