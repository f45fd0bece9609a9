"""If this fails, a text can end its field and begin another: whoever writes a message also writes its recipient."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.carrier_request import PLACEHOLDERS, BodyKind, CarrierRequest, WrongRequest

#: What clients may send: any text at all, but lone surrogates, which no request of theirs can carry.
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)

DIGITS = {"to": "85261234567", "message_id": "42", "part": "1", "parts": "2", "attempt": "3", "reference": "9"}


def values(**given: str) -> dict[str, str]:
    usual = {name: f"<{name}>" for name in PLACEHOLDERS} | DIGITS | {"validity_seconds": "60"}
    return usual | given


def request(kind: BodyKind, body: str = "", **more: Any) -> CarrierRequest:
    return CarrierRequest(kind, body, more.pop("fields", {}), more.pop("headers", {}), **more)


JSON = '{"to": "+{to}", "n": "{part|number}", "list": ["{text}", 1, null], "whole": "{sender}: {text}!", "x": "{{}}"}'


@given(TEXTS, TEXTS)
def test_a_json_document_keeps_its_shape_whatever_the_text(text: str, sender: str) -> None:
    filled = request(BodyKind.JSON, JSON).fill(values(text=text, sender=sender))
    assert json.loads(filled.body) == {
        "to": "+85261234567",
        "n": 1,
        "list": [text, 1, None],
        "whole": f"{sender}: {text}!",
        "x": "{}",
    }
    assert ("Content-Type", "application/json") in filled.headers


@given(TEXTS, TEXTS)
def test_a_form_and_a_query_keep_theirs(text: str, sender: str) -> None:
    fields = {"to": "{to}", "msg text": "{text}", "s": "{sender}&{text}"}
    expected = [("to", "85261234567"), ("msg text", text), ("s", f"{sender}&{text}")]
    form = request(BodyKind.FORM, fields=fields).fill(values(text=text, sender=sender))
    assert parse_qsl(form.body.decode("ascii"), keep_blank_values=True) == expected
    query = request(BodyKind.QUERY, fields=fields).fill(values(text=text, sender=sender))
    assert parse_qsl(query.query, keep_blank_values=True) == expected
    assert query.body == b""
    assert re.fullmatch(r"[A-Za-z0-9%+&=._~-]*", query.query)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
def test_xml_keeps_its_elements(text: str) -> None:
    body = '<m to="{to}" text="{text|xml}"><t>{text|xml}</t></m>'
    filled = request(BodyKind.RAW, body, content_type="text/xml").fill(values(text=text))
    root = ElementTree.fromstring(filled.body)
    legal = re.sub("[\ufffe\uffff]", "\ufffd", text)
    assert (root.get("text"), root.findtext("t")) == (legal, legal)
    assert ("Content-Type", "text/xml") in filled.headers


@pytest.mark.parametrize(
    ("filter_", "written"),
    [
        ("json", r"\"\n€"),
        ("url", "%22%0A%E2%82%AC"),
        ("base64", "Igrigqw="),
        ("hex", "220ae282ac"),
        ("utf16hex", "0022000A20AC"),
    ],
)
def test_each_filter_writes_its_form(filter_: str, written: str) -> None:
    assert request(BodyKind.RAW, f"<{{text|{filter_}}}>").fill(values(text='"\n€')).body.decode() == f"<{written}>"


def test_headers_say_what_the_operator_wrote() -> None:
    headers = {"Authorization": "Basic {basic}", "Idempotency-Key": "{repeat_key}", "X-Static": "as it is"}
    filled = request(BodyKind.JSON, '"{text}"', headers=headers).fill(values(basic="dTpw", repeat_key="42-1"))
    assert filled.headers[:3] == (
        ("Authorization", "Basic dTpw"),
        ("Idempotency-Key", "42-1"),
        ("X-Static", "as it is"),
    )


@pytest.mark.parametrize(
    ("kind", "body", "more", "setting", "entry", "says"),
    [
        (BodyKind.JSON, "", {}, "body", "", "must hold"),
        (BodyKind.JSON, "{", {}, "body", "", "is no JSON"),
        (BodyKind.JSON, '{"a": "{tex}"}', {}, "body", "", "none of to, sender, text"),
        (BodyKind.JSON, '{"a": "{text"}', {}, "body", "", "single brace"),
        (BodyKind.JSON, '{"a": "{text|html}"}', {}, "body", "", "none of xml, json"),
        (BodyKind.JSON, '{"a": "{text|number}"}', {}, "body", "", "whole value of digits"),
        (BodyKind.JSON, '{"a": "no {part|number}"}', {}, "body", "", "whole value of digits"),
        (BodyKind.JSON, '{"a": 1}', {"fields": {"a": "b"}}, "fields", "", "have no place"),
        (BodyKind.FORM, "", {}, "fields", "", "must say what"),
        (BodyKind.FORM, "x", {"fields": {"a": "b"}}, "body", "", "has no place"),
        (BodyKind.FORM, "", {"fields": {"a": "{part|number}"}}, "fields", "a", "JSON documents"),
        (BodyKind.QUERY, "", {"fields": {"p": "{secret}"}}, "fields", "p", "never put into a URL"),
        (BodyKind.RAW, "<t>{text}</t>", {}, "body", "", "without a filter"),
        (BodyKind.RAW, "<t>{sender}</t>", {}, "body", "", "without a filter"),
        (BodyKind.JSON, "1", {"headers": {"Host": "a"}}, "headers", "Host", "no name of a header"),
        (BodyKind.JSON, "1", {"headers": {"X Y": "a"}}, "headers", "X Y", "no name of a header"),
        (BodyKind.JSON, "1", {"headers": {"X": "a\r\nY: b"}}, "headers", "X", "no header can carry"),
        (BodyKind.JSON, "1", {"headers": {"X": "{text}"}}, "headers", "X", "only"),
        (BodyKind.JSON, "1", {"headers": {"Authorization": "Bearer abc"}}, "headers", "Authorization", "secret"),
        (BodyKind.FORM, "", {"fields": {"api_key": "abc"}}, "fields", "api_key", "secret"),
    ],
)
def test_a_wrong_template_is_named_before_a_message_is_sent(
    kind: BodyKind, body: str, more: dict[str, Any], setting: str, entry: str, says: str
) -> None:
    with pytest.raises(WrongRequest) as caught:
        request(kind, body, **more)
    assert (caught.value.setting, caught.value.entry) == (setting, entry)
    assert says in caught.value.says
