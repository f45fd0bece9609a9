"""If this fails, anybody can post receipts: a message that never arrived reads as delivered."""

import base64
import hmac
from typing import Any

import pytest

from heliograph.carriers.webhook_auth import WebhookAuth, WebhookScheme
from heliograph.http.request import Request
from heliograph.push.sign import signature_headers
from heliograph.sms.push_target import read_networks

NOW = 1_795_000_000_000
BODY = b'[{"id": "1"}]'


def posted(peer: str = "192.0.2.7", body: bytes = BODY, **headers: str) -> Request:
    named = {name.replace("_", "-"): (value,) for name, value in headers.items()}
    return Request("POST", "/", "/", "", named, body, peer)


def auth(scheme: WebhookScheme = WebhookScheme.HEADER, secret: str = "s3cret", **more: Any) -> WebhookAuth:
    return WebhookAuth(scheme, secret, "x-secret", **more)


def test_the_header_holds_the_secret() -> None:
    assert auth().admits(posted(x_secret="s3cret"), NOW)
    for wrong in (posted(), posted(x_secret=""), posted(x_secret="s3cre"), posted(x_other="s3cret")):
        assert not auth().admits(wrong, NOW)


def test_without_a_secret_nobody_is_let_in() -> None:
    for scheme in WebhookScheme:
        assert not auth(scheme, secret="").admits(posted(x_secret="", authorization="Basic "), NOW)


def test_basic_is_user_and_password() -> None:
    shown = "Basic " + base64.b64encode(b"net:pass:word").decode()
    assert auth(WebhookScheme.BASIC, "net:pass:word").admits(posted(authorization=shown), NOW)
    assert not auth(WebhookScheme.BASIC, "net:password").admits(posted(authorization=shown), NOW)


@pytest.mark.parametrize("form", ["hex", "HEX", "sha256=", "base64"])
def test_an_hmac_of_the_body_is_read_in_every_usual_form(form: str) -> None:
    digest = hmac.digest(b"s3cret", BODY, "sha256")
    forms = {
        "hex": digest.hex(),
        "HEX": digest.hex().upper(),
        "sha256=": f"sha256={digest.hex()}",
        "base64": base64.b64encode(digest).decode(),
    }
    scheme = auth(WebhookScheme.HMAC_SHA256)
    assert scheme.admits(posted(x_secret=forms[form]), NOW)
    assert not scheme.admits(posted(x_secret=forms[form], body=BODY + b" "), NOW)


def test_our_own_pushes_are_known_while_they_are_young() -> None:
    scheme = auth(WebhookScheme.HELIOGRAPH)
    headers = {name.lower(): (value,) for name, value in signature_headers(b"s3cret", BODY, NOW)}
    request = Request("POST", "/", "/", "", headers, BODY)
    assert scheme.admits(request, NOW + 299_000)
    assert not scheme.admits(request, NOW + 302_000)
    assert not scheme.admits(Request("POST", "/", "/", "", headers, BODY + b" "), NOW)
    assert not scheme.admits(posted(x_heliograph_timestamp="x" * 99), NOW)


@pytest.mark.parametrize(
    ("peer", "admitted"),
    [("192.0.2.7", True), ("::ffff:192.0.2.7", True), ("198.51.100.1", False), ("", False), ("2001:db8::1", True)],
)
def test_an_address_outside_is_refused_whatever_it_shows(peer: str, admitted: bool) -> None:
    networks = read_networks("192.0.2.0/24, 2001:db8::/32")
    assert auth(addresses=networks).admits(posted(peer, x_secret="s3cret"), NOW) is admitted


def test_the_secret_shows_in_no_text() -> None:
    assert "s3cret" not in repr(auth())
