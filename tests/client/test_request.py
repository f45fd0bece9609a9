"""If this fails, our own commands, tests and pages cannot sign a request that the server accepts."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.client.request import FORM, Key, Method, Place, Signature, as_text, signed_request, to_octets
from heliograph.http import Request
from heliograph.signatures import v1, v3
from heliograph.signatures.sm3 import sm3
from vectors import captured
from vectors.captured import Captured, captures, read_request
from vectors.recoding import decoded

KEY = Key("LTAI5tHeliographTest01", "heliograph-test-secret-0001")
STS = Key("STS.NHeliographTest02", "heliograph-sts-secret-0002", "CAISheliograph+token/with==specials&and spaces%7E~*")

#: 2026-11-23T23:20:58Z, and a bit.
NOW_MS = 1_795_476_058_999

SPECIALS = {"From": "A+B *~%", "To": "+4915112345678", "Message": "a+b&c=d 您好 👍🏽\r\n"}

WAYS: list[tuple[Method, Place]] = [("POST", "query"), ("POST", "form"), ("GET", "query")]


def build(params: dict[str, Any], key: Key = KEY, **more: Any) -> Request:
    return signed_request(
        key, "SendMessageToGlobe", "2018-05-01", params, now_ms=NOW_MS, nonce="n-1", host="127.0.0.1:8080", **more
    )


def parameters_of(request: Request) -> dict[str, str]:
    return decoded(request.query) | decoded(request.body.decode("latin-1"))


def holds(request: Request, secret: str) -> bool:
    """Whether the signature is right, by V3 if there is an Authorization header."""
    if "authorization" not in request.headers:
        parameters = parameters_of(request)
        return v1.verify(secret, v1.string_to_sign(request.method, parameters), parameters["Signature"])
    authorization = v3.parse_authorization(request.headers["authorization"][0])
    assert isinstance(authorization, v3.Authorization)
    query = decoded(request.query)
    return v3.verify(secret, authorization, request.method, "/", query, request.headers, request.body) is None


@pytest.mark.parametrize("key", [KEY, STS], ids=["ak", "sts"])
@pytest.mark.parametrize(("method", "place"), WAYS)
@pytest.mark.parametrize("signature", ["v1", "v3", "v3-sm3"])
def test_a_signed_request_verifies(key: Key, method: Method, place: Place, signature: Signature) -> None:
    request = build(SPECIALS, key, method=method, place=place, signature=signature)
    assert holds(request, key.secret)
    assert not holds(request, key.secret + "x")
    assert parameters_of(request).items() >= SPECIALS.items()
    assert bool(request.body) == (place == "form")
    assert request.headers.get("content-type") == ((FORM,) if place == "form" else None)
    assert request.headers.get("content-length") == ((str(len(request.body)),) if method == "POST" else None)


def test_v3_puts_the_common_parameters_into_headers() -> None:
    request = build({"To": "1"}, STS)
    assert request.target == "/?To=1"
    headers = {name: value for name, (value,) in request.headers.items() if name != "authorization"}
    assert headers == {
        "host": "127.0.0.1:8080",
        "accept": "application/json",
        "x-acs-action": "SendMessageToGlobe",
        "x-acs-version": "2018-05-01",
        "x-acs-date": "2026-11-23T23:20:58Z",
        "x-acs-signature-nonce": "n-1",
        "x-acs-content-sha256": v3.payload_hash(b""),
        "x-acs-accesskey-id": STS.access_key_id,
        "x-acs-security-token": STS.security_token,
        "content-length": "0",
    }


def test_sm3_keeps_the_names_of_the_headers() -> None:
    request = build({"To": "1"}, STS, signature="v3-sm3", place="form")
    assert request.headers["x-acs-content-sha256"] == (sm3(b"To=1").hex(),)
    assert request.headers["authorization"][0].startswith("ACS3-HMAC-SM3 Credential=")


def test_v1_puts_the_common_parameters_into_the_query() -> None:
    request = build({"To": "1"}, STS, signature="v1", place="form")
    query = decoded(request.query)
    query.pop("Signature")
    assert query == {
        "Action": "SendMessageToGlobe",
        "Version": "2018-05-01",
        "Format": "JSON",
        "Timestamp": "2026-11-23T23:20:58Z",
        "SignatureNonce": "n-1",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "AccessKeyId": STS.access_key_id,
        "SecurityToken": STS.security_token,
    }
    assert request.body == b"To=1"


@pytest.mark.parametrize(
    "capture",
    [c for c in captures() if c.scheme == captured.V1 and not c.body],
    ids=lambda capture: capture.name,
)
def test_signs_by_v1_as_the_sdk_did(capture: Captured) -> None:
    sent = decoded(capture.query)
    request = signed_request(
        Key(capture.access_key_id, capture.secret, capture.security_token),
        sent["Action"],
        sent["Version"],
        dict(capture.wire_params) | {"Format": sent["Format"]},
        now_ms=int(datetime.fromisoformat(capture.timestamp).timestamp() * 1000),
        nonce=capture.nonce,
        host=capture.headers["host"][0],
        method="GET" if capture.method == "GET" else "POST",
        signature="v1",
    )
    assert decoded(request.query) == sent


@pytest.mark.parametrize("signature", ["v1", "v3", "v3-sm3"])
@pytest.mark.parametrize(("method", "place"), WAYS)
def test_the_octets_are_the_request(signature: Signature, method: Method, place: Place) -> None:
    request = build(SPECIALS, STS, signature=signature, method=method, place=place)
    sent = read_request(to_octets(request))
    assert sent == (request.method, request.target, request.headers, request.body)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        ("", ""),
        (7, "7"),
        (0.5, "0.5"),
        (True, "true"),
        (False, "false"),
        (["1", "2"], '["1", "2"]'),
        ({"code": "您"}, '{"code": "您"}'),
    ],
)
def test_values_become_the_text_that_a_form_carries(value: Any, text: str) -> None:
    assert as_text(value) == text
    assert parameters_of(build({"X": value}))["X"] == text


def test_none_is_left_out_and_a_blank_is_not() -> None:
    assert build({"A": None, "B": ""}).target == "/?B="
    assert build({"A": None}).target == "/"


def test_a_get_has_no_form() -> None:
    with pytest.raises(ValueError, match="GET has no form"):
        build({}, method="GET", place="form")


@pytest.mark.parametrize("key", [Key("a\nb", "s"), Key("a", "s", "t\r\nx: y"), Key("a\0", "s")])
def test_control_characters_do_not_get_into_headers(key: Key) -> None:
    with pytest.raises(ValueError, match="control character"):
        build({}, key)


def test_a_key_does_not_show_its_secrets() -> None:
    assert STS.secret not in repr(STS)
    assert STS.security_token not in repr(STS)


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.dictionaries(TEXT.filter(lambda name: name not in ("", "Signature")), TEXT),
    st.sampled_from(WAYS),
    st.sampled_from(["v1", "v3", "v3-sm3"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
)
def test_whatever_is_signed_arrives_and_verifies(
    params: dict[str, str], way: tuple[Method, Place], signature: Signature, action: str
) -> None:
    request = signed_request(
        STS, action, "v", params, now_ms=NOW_MS, nonce="n", host="h", method=way[0], place=way[1], signature=signature
    )
    method, target, headers, body = read_request(to_octets(request))
    arrived = Request(method, target, "/", target.partition("?")[2], headers, body)
    assert holds(arrived, STS.secret)
    assert parameters_of(arrived).items() >= params.items()


def test_json_in_a_parameter_is_json() -> None:
    numbers = ["4915112345678", "85261234567"]
    assert json.loads(parameters_of(build({"To": numbers}))["To"]) == numbers


def test_outer_blanks_are_dropped_before_signing_since_http_drops_them() -> None:
    request = signed_request(STS, " a ", "v", {}, now_ms=NOW_MS, nonce="n", host="h")
    assert request.headers["x-acs-action"] == ("a",)
    assert holds(request, STS.secret)
