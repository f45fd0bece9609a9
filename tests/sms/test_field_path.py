"""If this fails, a carrier's id, word or code is read from the wrong place, and receipts match nothing."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.field_path import VALUE_MAX, json_of, read_path, text_at, value_at, value_in

DOCUMENT = {"messages": [{"id": 12345678901234567890, "ok": True, "to": " +852 "}], "empty": None, "rate": 0.5}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("messages.0.id", "12345678901234567890"),
        ("messages.0.ok", "true"),
        ("messages.0.to", "+852"),
        ("rate", "0.5"),
        ("messages.1.id", ""),
        ("messages.x", ""),
        ("messages", ""),
        ("empty", ""),
        ("messages.0.id.deeper", ""),
        ("absent.0", ""),
        ("", ""),
    ],
)
def test_a_path_leads_to_a_scalar_or_to_nothing(path: str, value: str) -> None:
    assert value_at(DOCUMENT, read_path(path)) == value


def test_a_text_reply_is_read_by_an_expression() -> None:
    path = read_path(r"re:^(\d+): Accepted; id=([0-9a-f]+)")
    assert value_in(b"0: Accepted; id=ab12", None, path) == "0"
    assert value_in(b"3: Queued", None, path) == ""
    assert value_in(b"\xff<id>7</id>", None, read_path("re:<id>(.*?)</id>")) == "7"


@pytest.mark.parametrize(
    ("text", "says"), [("a..b", "no path"), (".a", "no path"), ("re:(", "no regular"), ("re:abc", "without a group")]
)
def test_what_is_no_path_is_said_at_once(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        read_path(text)


def test_a_value_is_bounded_and_a_text_is_not() -> None:
    document = {"a": "x" * 1000}
    assert len(value_at(document, read_path("a"))) == VALUE_MAX
    assert len(text_at(document, read_path("a"))) == 1000


@given(st.binary(max_size=60))
def test_no_octets_raise(octets: bytes) -> None:
    value_in(octets, json_of(octets), read_path("a.0"))


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(st.sampled_from("ab0"), deeper, max_size=3),
    max_leaves=8,
)


@given(NESTED, st.sampled_from(["a", "0", "a.0", "a.b.0.a"]))
def test_no_document_raises(document: object, path: str) -> None:
    assert isinstance(value_at(json_of(json.dumps(document).encode()), read_path(path)), str)
