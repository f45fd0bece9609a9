"""If these fail, a stranger gets in, a customer is locked out, or an error sends somebody the wrong way."""

import base64
import hmac
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest

from heliograph.gateway.authenticate import NONCE_LENGTH_MAX, WINDOW_MS
from heliograph.http.request import Request

#: What a request is made to say → the code and status it is answered with.
Row = tuple[Callable[..., Request], str, int]

V1_COMMON = ("AccessKeyId", "Timestamp", "SignatureNonce", "SignatureVersion", "Signature")


async def test_a_rightly_signed_request_of_either_scheme_gets_in(world) -> None:
    for sign in (world.v1, world.v3):
        status, document = await world.ask(sign(MessageId="1"))
        assert (status, document["ResponseCode"]) == (200, "DATA_NOT_EXIST")


@pytest.mark.parametrize("name", V1_COMMON)
async def test_each_common_parameter_of_v1_is_missed_by_name(world, name: str) -> None:
    assert await world.refusal(world.v1(MessageId="1", drop=(name,))) == (f"Missing{name}", 400)
    assert await world.refusal(world.v1(MessageId="1", **{name: ""})) == (f"Missing{name}", 400)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("authorization", "MissingAuthorization"),
        ("x-acs-date", "MissingTimestamp"),
        ("x-acs-signature-nonce", "MissingSignatureNonce"),
    ],
)
async def test_each_common_header_of_v3_is_missed_by_name(world, header: str, code: str) -> None:
    request = world.v3(MessageId="1", drop=(header,))
    _, document = await world.ask(request)
    assert document["Code"] == code
    assert header in document["Message"].lower()


async def test_a_signature_method_may_be_left_out_but_not_be_another(world) -> None:
    assert (await world.ask(world.v1(MessageId="1", drop=("SignatureMethod",))))[0] == 200
    assert (await world.ask(world.v1(MessageId="1", SignatureMethod="hmac-sha1")))[0] == 200
    for method in ("HMAC-SHA256", "HMAC-MD5"):
        assert await world.refusal(world.v1(MessageId="1", SignatureMethod=method)) == ("InvalidSignatureMethod", 400)


async def test_another_algorithm_of_v3_is_refused_as_one(world) -> None:
    assert await world.refusal(world.v3(MessageId="1", algorithm="ACS3-RSA-SHA256")) == ("InvalidSignatureMethod", 400)


async def test_a_signature_of_sha256_is_none_of_sm3(world) -> None:
    assert await world.refusal(world.v3(MessageId="1", algorithm="ACS3-HMAC-SM3")) == ("SignatureDoesNotMatch", 400)


async def test_another_version_of_v1_is_refused(world) -> None:
    assert await world.refusal(world.v1(MessageId="1", SignatureVersion="2.0")) == ("InvalidSignatureVersion", 400)


@pytest.mark.parametrize(
    "authorization",
    ["", "ACS3-HMAC-SHA256", "ACS3-HMAC-SHA256 Credential=LTAIroot", "ACS4-X Credential=LTAIroot", "Basic eDp5"],
)
async def test_an_authorization_header_that_cannot_be_read_is_incomplete(world, authorization: str) -> None:
    request = world.v3(MessageId="1")
    request.headers["authorization"] = (authorization,)
    assert await world.refusal(request) == ("IncompleteSignature", 400)


async def test_two_authorization_headers_are_refused(world) -> None:
    request = world.v3(MessageId="1")
    request.headers["authorization"] *= 2
    assert await world.refusal(request) == ("IncompleteSignature", 400)


async def test_every_header_of_ours_must_be_signed(world) -> None:
    request = world.v3(MessageId="1")
    request.headers["x-acs-something"] = ("added on the way",)
    assert await world.refusal(request) == ("IncompleteSignature", 400)
    _, document = await world.ask(world.v3(MessageId="1", drop=("host",)))
    assert document["Code"] == "IncompleteSignature"


async def test_a_bearer_token_is_refused_as_what_it_is(world) -> None:
    assert await world.refusal(world.v1(MessageId="1", SignatureType="BEARERTOKEN", BearerToken="x")) == (
        "UnsupportedSignatureType",
        400,
    )
    assert (await world.ask(world.v1(MessageId="1", SignatureType="")))[0] == 200, (
        "sdk-core sends it blank, and signs it"
    )


async def test_an_unknown_key_and_a_disabled_one_are_told_apart(world, keys) -> None:
    for sign in (world.v1, world.v3):
        assert await world.refusal(sign(key=keys.unknown, MessageId="1")) == ("InvalidAccessKeyId.NotFound", 404)
        assert await world.refusal(sign(key=keys.disabled, MessageId="1")) == ("InvalidAccessKeyId.Inactive", 400)


async def test_a_temporary_key_needs_its_token_and_no_other(world, keys) -> None:
    for sign, dropped in ((world.v1, "SecurityToken"), (world.v3, "x-acs-security-token")):
        assert (await world.ask(sign(key=keys.session, MessageId="1")))[0] == 200
        assert await world.refusal(sign(key=keys.session, MessageId="1", drop=(dropped,))) == (
            "MissingSecurityToken",
            400,
        )
    mismatch = ("InvalidSecurityToken.MismatchWithAccessKey", 400)
    assert await world.refusal(world.v1(key=keys.session, MessageId="1", SecurityToken="other")) == mismatch
    assert await world.refusal(world.v1(MessageId="1", SecurityToken="token+/= with spaces")) == mismatch
    headers = {"x-acs-security-token": "other"}
    assert await world.refusal(world.v3(key=keys.session, MessageId="1", headers=headers)) == mismatch


@pytest.mark.parametrize(
    "timestamp",
    [
        "2026-11-23 23:20:58",
        "2026-11-23T23:20:58",
        "2026-11-23T23:20:58+00:00",
        "2026-13-23T23:20:58Z",
        "2026-11-23T24:20:58Z",
        "1795000000",
        "2026-11-23T23:20:58ZZ",
        "\u0662026-11-23T23:20:58Z",
        "0000-11-23T23:20:58Z",
    ],
)
async def test_a_timestamp_has_one_form(world, timestamp: str) -> None:
    assert await world.refusal(world.v1(MessageId="1", Timestamp=timestamp)) == ("InvalidTimeStamp.Format", 400)


@pytest.mark.parametrize("early", [1, -1])
async def test_a_timestamp_may_be_fifteen_minutes_off_and_not_a_millisecond_more(world, early: int) -> None:
    sent_at = world.clock.now
    edge, beyond = world.v3(MessageId="1"), world.v3(MessageId="1")
    world.clock.now = sent_at + early * WINDOW_MS
    assert (await world.ask(edge))[0] == 200
    world.clock.now += early
    assert await world.refusal(beyond) == ("InvalidTimeStamp.Expired", 400)


async def test_the_error_gives_a_v1_client_its_own_string_after_the_only_colon(world) -> None:
    """sdk-core compares `Message.split(':')[1]` with its own string; without a colon it dies of an IndexError."""
    request = world.v1(MessageId="1:2", SignatureNonce="n")
    request.query = request.query.replace("Signature=", "Signature=x")
    status, document = await world.ask(request)
    assert (status, document["Code"]) == (400, "SignatureDoesNotMatch")
    text, string_to_sign = document["Message"].split(":")
    assert text == "Specified signature is not matched with our calculation. server string to sign is"
    signature = base64.b64encode(hmac.digest(b"root-secret&", string_to_sign.encode(), "sha1")).decode()
    assert dict(parse_qsl(request.query))["Signature"] == "x" + signature


async def test_a_wrong_secret_does_not_get_in(world, keys) -> None:
    for sign in (world.v1, world.v3):
        assert await world.refusal(sign(key=keys.wrong_secret, MessageId="1")) == ("SignatureDoesNotMatch", 400)


async def test_a_changed_body_does_not_get_in(world) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    request = world.v3(headers=headers, body=b"MessageId=1")
    request.body = b"MessageId=2"
    assert await world.refusal(request) == ("SignatureDoesNotMatch", 400)


async def test_a_signature_of_strange_letters_is_only_wrong(world) -> None:
    request = world.v1(MessageId="1", Signature="\u00e9\u6f22")
    assert await world.refusal(request) == ("SignatureDoesNotMatch", 400)


async def test_a_nonce_works_once(world) -> None:
    for request in (world.v1(MessageId="1"), world.v3(MessageId="1")):
        assert (await world.ask(request))[0] == 200
        assert await world.refusal(request) == ("SignatureNonceUsed", 400)


async def test_a_request_with_a_wrong_signature_burns_no_nonce(world, keys) -> None:
    forged = world.v1(key=keys.wrong_secret, MessageId="1", SignatureNonce="mine")
    assert (await world.refusal(forged))[0] == "SignatureDoesNotMatch"
    assert (await world.ask(world.v1(MessageId="1", SignatureNonce="mine")))[0] == 200


async def test_a_nonce_has_an_end(world) -> None:
    assert (await world.ask(world.v1(MessageId="1", SignatureNonce="n" * NONCE_LENGTH_MAX)))[0] == 200
    longer = world.v1(MessageId="1", SignatureNonce="n" * (NONCE_LENGTH_MAX + 1))
    assert await world.refusal(longer) == ("InvalidSignatureNonce", 400)


async def test_a_stranger_costs_one_look_up(world, keys) -> None:
    """I7: nothing of the store is asked before the signature holds."""
    looked_up: list[str] = []
    find = world.credentials.find
    world.credentials.find = lambda key_id: (looked_up.append(key_id), find(key_id))[1]
    world.store.get = None
    await world.refusal(world.v3(key=keys.unknown, MessageId="1"))
    await world.refusal(world.v3(key=keys.wrong_secret, MessageId="1"))
    assert looked_up == ["LTAIunknown", "LTAIroot"]
