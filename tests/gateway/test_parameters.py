"""If these fail, a request is read otherwise than its sender signed it."""

import pytest

from heliograph.gateway.faults import Fault
from heliograph.gateway.parameters import COUNT_MAX, merge_form, merge_json, read_query
from heliograph.http.request import Request

FORM = "application/x-www-form-urlencoded"


def request(query: str = "", body: bytes = b"", content_type: str = "", method: str = "POST") -> Request:
    headers = {"content-type": (content_type,)} if content_type else {}
    return Request(method, f"/?{query}", "/", query, headers, body)


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("", {}),
        ("A=1&B=2", {"A": "1", "B": "2"}),
        ("A=&B=", {"A": "", "B": ""}),
        ("A", {"A": ""}),
        ("&&A=1&", {"A": "1"}),
        ("A=1+%2B%20*~", {"A": "1 + *~"}),
        ("A=x=y", {"A": "x=y"}),
        ("A=%E6%82%A8", {"A": "您"}),
        ("A=\u00e6\u0082\u00a8", {"A": "您"}),
        ("%41=1", {"A": "1"}),
        ("A=100%", {"A": "100%"}),
        ("A=a%0D%0Ab%00", {"A": "a\r\nb\x00"}),
    ],
)
def test_a_query_is_decoded_once_and_keeps_its_blanks(query: str, read: dict[str, str]) -> None:
    assert read_query(request(query)) == read


@pytest.mark.parametrize("query", ["A=1&A=1", "A=1&%41=2", "A=&A="])
def test_a_name_given_twice_is_refused(query: str) -> None:
    outcome = read_query(request(query))
    assert isinstance(outcome, Fault)
    assert (outcome.code, outcome.status) == ("InvalidParameter", 400)
    assert '"A"' in outcome.text


@pytest.mark.parametrize("query", ["A=%ff", "A=%C0%AF", "A=%ED%A0%80", "\u00ff=1"])
def test_what_is_not_utf8_is_refused(query: str) -> None:
    outcome = read_query(request(query))
    assert isinstance(outcome, Fault)
    assert outcome.code == "InvalidParameter"


def test_parameters_without_end_are_refused() -> None:
    allowed = "&".join(f"P{n}=1" for n in range(COUNT_MAX))
    assert len(read_query(request(allowed))) == COUNT_MAX  # type: ignore[arg-type]
    assert isinstance(read_query(request(allowed + "&Q=1")), Fault)


def test_a_form_is_merged_with_the_query() -> None:
    posted = request(body=b"B=%2B&C=", content_type=FORM)
    assert merge_form({"A": "1"}, posted) == {"A": "1", "B": "+", "C": ""}


def test_a_name_in_query_and_form_is_refused() -> None:
    outcome = merge_form({"A": "1"}, request(body=b"A=1", content_type=FORM))
    assert isinstance(outcome, Fault)
    assert outcome.code == "InvalidParameter"


@pytest.mark.parametrize(
    ("content_type", "method"),
    [("application/octet-stream", "POST"), ("", "POST"), ("application/json", "POST"), (FORM, "GET")],
)
def test_a_body_that_is_no_posted_form_is_left_alone(content_type: str, method: str) -> None:
    """The asynchronous SDK sends `application/octet-stream` with an empty body."""
    assert merge_form({"A": "1"}, request(body=b"B=2", content_type=content_type, method=method)) == {"A": "1"}


def test_a_forms_content_type_may_carry_parameters_and_capitals() -> None:
    posted = request(body=b"B=2", content_type="Application/X-WWW-Form-Urlencoded; charset=utf-8")
    assert merge_form({}, posted) == {"B": "2"}


def test_a_json_body_becomes_what_a_form_would_carry() -> None:
    body = '{"MessageId":"100您","N":1,"B":true,"L":["a"],"Nothing":null}'.encode()
    posted = request(body=body, content_type="application/json; charset=utf-8")
    assert merge_json({}, posted) == {"MessageId": "100您", "N": "1", "B": "true", "L": '["a"]'}
    assert merge_json({"A": "1"}, request(body=body)) == {"A": "1"}, "no content type, no reading"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"text"',
        b'{"A":"2"}',
        b'{"A":null}',
        b'{"B":1,"B":2}',
        b"\xff",
        b'{"B":"\\ud800"}',
        b'{"\\udfff":"1"}',
        b'{"B":' + b"[" * 90_000,
    ],
)
def test_a_json_body_that_is_no_object_or_repeats_a_name_is_refused(body: bytes) -> None:
    outcome = merge_json({"A": "1"}, request(body=body, content_type="application/json"))
    assert isinstance(outcome, Fault)
    assert outcome.code == "InvalidParameter"


def test_a_hostile_name_is_not_given_back() -> None:
    outcome = read_query(request("%3Cscript%3E=1&%3Cscript%3E=2"))
    assert isinstance(outcome, Fault)
    assert "<" not in outcome.text
