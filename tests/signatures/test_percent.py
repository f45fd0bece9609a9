"""If this fails, a message with a plus, a blank or Chinese in it is refused, or arrives as another text."""

import string
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.signatures import percent
from vectors.recoding import RECODINGS, Recode, decoded

TEXT = st.text(st.characters(exclude_categories=["Cs"]))

#: Raw text of a query as a hostile client may send it: escapes, halves of escapes, separators, any octet.
RAW = st.lists(
    st.one_of(
        st.sampled_from(["%", "%2", "%zz", "%20", "%E6", "%e4%b8", "+", "&", "=", "a"]),
        st.characters(max_codepoint=255),
    )
).map("".join)


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("", ""),
        ("aZ09-_.~", "aZ09-_.~"),
        (" ", "%20"),
        ("+*/=&%", "%2B%2A%2F%3D%26%25"),
        ("测", "%E6%B5%8B"),
        ("👍🏽", "%F0%9F%91%8D%F0%9F%8F%BD"),
        ("\r\n\t\0", "%0D%0A%09%00"),
        ("!'()[]{}\"`^|\\<>", "%21%27%28%29%5B%5D%7B%7D%22%60%5E%7C%5C%3C%3E"),
    ],
)
def test_encodes_as_rfc_3986_says(text: str, encoded: str) -> None:
    assert percent.encode(text) == encoded
    assert percent.decode(encoded) == text


def test_every_ascii_character_is_bare_or_escaped_as_it_should() -> None:
    bare = set(string.ascii_letters + string.digits + "-_.~")
    for code in range(128):
        expected = chr(code) if chr(code) in bare else f"%{code:02X}"
        assert percent.encode(chr(code)) == expected


@given(TEXT)
def test_encodes_as_the_standard_library_does(text: str) -> None:
    assert percent.encode(text) == quote(text, safe="")


@given(TEXT)
def test_every_way_to_escape_a_text_decodes_to_it(text: str) -> None:
    for recode in RECODINGS:
        assert percent.decode(recode(text)) == text


@given(RAW)
def test_parses_as_the_standard_library_does(raw: str) -> None:
    pairs = percent.parse(raw)
    try:
        octets = parse_qsl(raw, keep_blank_values=True, encoding="latin-1")
        expected = [(name.encode("latin-1").decode(), value.encode("latin-1").decode()) for name, value in octets]
    except UnicodeDecodeError:
        assert isinstance(pairs, percent.NotUtf8)
    else:
        assert pairs == expected


@pytest.mark.parametrize(
    ("raw", "pairs"),
    [
        ("", []),
        ("&&", []),
        ("a", [("a", "")]),
        ("a=", [("a", "")]),
        ("=b", [("", "b")]),
        ("a=b=c", [("a", "b=c")]),
        ("a=1&&b=2&", [("a", "1"), ("b", "2")]),
        ("a=1&a=2", [("a", "1"), ("a", "2")]),
        ("a;b=1;2", [("a;b", "1;2")]),
        ("a+b=c+d%2Be", [("a b", "c d+e")]),
        ("%41=%2541", [("A", "%41")]),
        ("a=100%&b=%4", [("a", "100%"), ("b", "%4")]),
        ("a=%00", [("a", "\0")]),
    ],
)
def test_keeps_every_parameter_in_order_blank_ones_too(raw: str, pairs: list[percent.Pair]) -> None:
    assert percent.parse(raw) == pairs


@pytest.mark.parametrize(
    ("raw", "position"),
    [
        ("a=1&b=%FF", 2),
        ("%E6%B5=1", 1),
        ("a=%ED%A0%80", 1),
        ("a=%C0%AF", 1),
        ("&a=1&b=\xff", 2),
        ("a=%E6%B5%8B%E6", 1),
    ],
)
def test_says_which_parameter_is_no_utf_8(raw: str, position: int) -> None:
    assert percent.parse(raw) == percent.NotUtf8(position)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("a=1&b=2", None),
        ("a=1&A=2", None),
        ("a=1&b=2&a=1", "a"),
        ("b=1&a=1&%61=2&b=3", "a"),
        ("", None),
    ],
)
def test_names_the_first_parameter_given_twice(raw: str, name: str | None) -> None:
    pairs = percent.parse(raw)
    assert isinstance(pairs, list)
    assert percent.first_duplicate(pairs) == name


@given(st.dictionaries(TEXT.filter(bool), TEXT), st.sampled_from(RECODINGS))
def test_the_canonical_form_does_not_depend_on_how_it_was_sent(parameters: dict[str, str], recode: Recode) -> None:
    sent = "&".join(f"{recode(name)}={recode(value)}" for name, value in parameters.items())
    canonical = percent.canonical_query(list(decoded(sent).items()))
    assert canonical == percent.canonical_query(list(parameters.items()))
    assert decoded(canonical) == parameters


def test_sorts_by_the_octets_of_decoded_names() -> None:
    names = ["b", "B", "a.1", "a", "a 1", "é", "测", "\U0001f600", "\uffff", "~"]
    canonical = percent.canonical_query([(name, "") for name in names])
    assert [name for name, _ in parse_qsl(canonical, keep_blank_values=True)] == sorted(names, key=str.encode)


def test_refuses_to_encode_what_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        percent.encode("\ud800")
