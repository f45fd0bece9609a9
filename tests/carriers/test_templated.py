"""If this fails, a carrier is told another sender, text or key than the message's."""

import json

from heliograph.carriers.port import HandOver
from heliograph.carriers.templated import Templated, key_of
from heliograph.carriers.verdict import ReplyRules, Taken
from heliograph.http_client.reply import Reply
from heliograph.sms.carrier_request import PLACEHOLDERS, BodyKind, CarrierRequest
from heliograph.sms.given import Given
from heliograph.sms.push_target import PushUrl, read_push_url

HANDOVER = HandOver(42, 2, 3, "85261234567", "Shop", "Hello", False, 9, 4, 600, priority=0, part=2)


def dialect(sender: str = "Fallback", secret: str = "user:pass") -> Templated:
    url = read_push_url("https://net.example/send")
    assert isinstance(url, PushUrl)
    body = json.dumps({name: f"{{{name}}}" for name in PLACEHOLDERS})
    request = CarrierRequest(BodyKind.JSON, body, {}, {"Authorization": "Basic {basic}"})
    return Templated(url, "POST", request, ReplyRules(), sender=sender, secret=secret)


def test_every_placeholder_has_its_value() -> None:
    head, _, body = dialect().request(HANDOVER).partition(b"\r\n\r\n")
    assert json.loads(body) == {
        "to": "85261234567",
        "sender": "Shop",
        "text": "Hello",
        "type": "OTP",
        "key": "42-2-3",
        "repeat_key": "42-2",
        "message_id": "42",
        "part": "2",
        "parts": "4",
        "attempt": "3",
        "reference": "9",
        "validity_seconds": "600",
        "secret": "user:pass",
        "basic": "dXNlcjpwYXNz",
    }
    assert head.startswith(b"POST /send HTTP/1.1\r\nHost: net.example\r\nAuthorization: Basic dXNlcjpwYXNz\r\n")


def test_without_a_sender_the_carrier_s_own_is_named() -> None:
    bare = HandOver(1, 1, 1, "1", "", "", False, 0, 1, 1)
    assert json.loads(dialect().request(bare).partition(b"\r\n\r\n")[2])["sender"] == "Fallback"


def test_octets_that_are_a_text_are_not_sent_as_an_empty_one() -> None:
    octets = HandOver(1, 1, 1, "1", "", "", False, 0, 1, 1, given=Given(b"\x00", 0))
    assert json.loads(dialect().request(octets).partition(b"\r\n\r\n")[2])["text"] == "@"


def test_a_carrier_without_ids_calls_it_by_our_key() -> None:
    assert dialect().verdict(HANDOVER, Reply(200, b"OK")) == Taken(key_of(HANDOVER)) == Taken("42-2-3")


def test_the_secret_shows_in_no_text() -> None:
    assert "pass" not in repr(dialect())
