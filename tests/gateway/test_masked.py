"""If these fail, a page or the disk shows a secret that a request or a reply had in it."""

import pytest

from heliograph.gateway.masked import SHOWN_MAX, reply_text, request_text
from heliograph.http.request import Request

FORM = {"content-type": ("application/x-www-form-urlencoded",)}
JSON = {"content-type": ("application/json; charset=utf-8",)}


def request(query="", headers=None, body=b""):
    return Request("POST", f"/?{query}", "/", query, dict(headers or {}), body)


def test_a_query_shows_all_but_its_secrets():
    text = request_text(request("Action=QueryMessage&Signature=abc%3D&SignatureNonce=n1&SecurityToken=t"))
    assert text == "POST /?Action=QueryMessage&Signature=***&SignatureNonce=n1&SecurityToken=***"


def test_a_form_and_a_json_body_hide_what_the_operation_calls_secret():
    assert request_text(request(headers=FORM, body=b"UserName=ann&Word=xyzzy"), ["Word"]).endswith(
        "UserName=ann&Word=***"
    )
    assert request_text(request(headers=JSON, body=b'{"Word":"xyzzy","To":"1"}'), ["Word"]).endswith(
        '{"Word":"***","To":"1"}'
    )


def test_the_v3_header_shows_key_and_headers_and_not_the_signature():
    text = request_text(
        request(headers={"authorization": ("ACS3-HMAC-SHA256 Credential=LTAI,SignedHeaders=host,Signature=00ff",)})
    )
    assert text.endswith("authorization: ACS3-HMAC-SHA256 Credential=LTAI,SignedHeaders=host,Signature=***")


@pytest.mark.parametrize("name", ["authorization", "cookie", "x-acs-security-token", "x-api-secret"])
def test_other_headers_that_are_secrets_are_hidden(name):
    assert "xyzzy" not in request_text(request(headers={name: ("Bearer xyzzy",)}))


@pytest.mark.parametrize("body", [b"\xff\xfe", b'{"Password":"xyzzy"', b"Password=xyzzy"])
def test_a_body_that_cannot_be_read_is_counted_and_not_shown(body):
    text = request_text(request(headers=JSON, body=body))
    assert "xyzzy" not in text
    assert text.endswith(f"({len(body)} octets)")


def test_replies_hide_secrets_at_any_depth():
    reply = b'{"AccessKey":{"AccessKeyId":"LTAI","AccessKeySecret":"xyzzy"},"All":[{"SecurityToken":"xyzzy"}]}'
    text = reply_text(reply)
    assert "xyzzy" not in text
    assert "LTAI" in text
    assert reply_text(b"<R><AccessKeySecret>xyzzy</AccessKeySecret><NextToken>n</NextToken></R>") == (
        "<R><AccessKeySecret>***</AccessKeySecret><NextToken>n</NextToken></R>"
    )


def test_a_string_to_sign_is_shown_unless_it_has_a_secret_in_it():
    shown = b'{"Message":"server string to sign is:POST&%2F&Action%3DQueryMessage"}'
    hidden = b'{"Message":"server string to sign is:POST&%2F&Action%3DChangePassword%26NewPassword%3Dxyzzy"}'
    assert "QueryMessage" in reply_text(shown)
    assert reply_text(hidden) == '{"Message":"server string to sign is: ***'


def test_long_texts_are_cut():
    text = request_text(request("Message=" + "x" * 10_000))
    assert len(text) < SHOWN_MAX + 40
    assert text.endswith("more characters)")
