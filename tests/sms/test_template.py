"""If these fail, a code stands in the wrong place, a value is read as a variable, or `${code}` reaches people."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.template import (
    CONTENT_MAX,
    GRAMMAR,
    NAME_MAX,
    VALUE_MAX,
    Misfit,
    Template,
    fill,
    parse_template,
    signed,
)

NAMES = st.from_regex(rf"[A-Za-z_][A-Za-z0-9_]{{0,{NAME_MAX - 1}}}", fullmatch=True)
PLAIN = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="【】")
VALUES = st.one_of(
    st.text(PLAIN, min_size=1, max_size=VALUE_MAX),
    st.sampled_from(["${code}", "${a}${b}", "$", "$$", "}", "${", "{a}", "\n", "您"]),
)


@st.composite
def contents(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A template as texts and the variables between them; no text runs into what follows to make a variable of it."""
    names = draw(st.lists(NAMES, max_size=5))
    text = st.text(st.one_of(PLAIN, st.sampled_from("$ \n")), max_size=20).filter(
        lambda piece: "${" not in piece and not piece.endswith("$")
    )
    texts = draw(st.lists(text, min_size=len(names) + 1, max_size=len(names) + 1))
    if not names and not texts[0]:
        texts[0] = "x"
    return texts, names


def written(texts: list[str], names: list[str]) -> str:
    return texts[0] + "".join(f"${{{name}}}{text}" for name, text in zip(names, texts[1:], strict=True))


@given(contents())
def test_what_is_written_is_read_and_written_again(content: tuple[list[str], list[str]]) -> None:
    texts, names = content
    read = parse_template(written(texts, names))
    assert read == Template(tuple(texts), tuple(names))
    assert read.written == written(texts, names)
    assert list(read.names) == sorted(set(names), key=names.index)


@given(contents(), st.data())
def test_a_value_goes_in_as_it_is_and_is_never_read_again(
    content: tuple[list[str], list[str]], data: st.DataObject
) -> None:
    texts, names = content
    values = {name: data.draw(VALUES) for name in names}
    read = parse_template(written(texts, names))
    assert read is not None
    assert fill(read, values) == texts[0] + "".join(values[n] + t for n, t in zip(names, texts[1:], strict=True))


@given(st.text(max_size=40) | st.text(st.sampled_from("${}a1_【\n\t "), max_size=40))
def test_any_text_is_a_template_or_none_and_the_settings_agree(text: str) -> None:
    read = parse_template(text)
    assert (read is not None) == (re.search(GRAMMAR, text) is not None)
    if read is not None:
        assert read.written == text
        assert len(read.texts) == len(read.variables) + 1


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("Your code is ${code}.", ("code",)),
        ("${a}${b}${a}", ("a", "b")),
        ("Costs $5, or $${price}$", ("price",)),
        ("no variable", ()),
        ("${_x9}", ("_x9",)),
        (f"${{{'n' * NAME_MAX}}}", ("n" * NAME_MAX,)),
        ("x" * CONTENT_MAX, ()),
        ("two\nlines", ()),
        ("{code} }{ $", ()),
    ],
)
def test_a_template_has_these_variables(content: str, names: tuple[str, ...]) -> None:
    read = parse_template(content)
    assert read is not None
    assert read.names == names


@pytest.mark.parametrize(
    "content",
    [
        "",
        "${",
        "${}",
        "${1a}",
        "${a b}",
        "${a",
        "$${",
        "${码}",
        "${a-b}",
        f"${{{'n' * (NAME_MAX + 1)}}}",
        "【Bank】 hello",
        "tab\there",
        "null\0",
        "x" * (CONTENT_MAX + 1),
    ],
)
def test_what_could_be_misread_is_no_template(content: str) -> None:
    assert parse_template(content) is None


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ({}, "CONTENT_MISSING_PARAMETERS", "code, product"),
        ({"code": "1"}, "CONTENT_MISSING_PARAMETERS", "product"),
        ({"code": "", "product": "x"}, "CONTENT_MISSING_PARAMETERS", "code"),
        ({"code": "1", "product": "x", "more": "y"}, "INVALID_PARAMETERS", "1 keys"),
        ({"code": "1", "Code": "1", "product": "x"}, "INVALID_PARAMETERS", "code, product"),
        ({"code": "1" * (VALUE_MAX + 1), "product": "x"}, "PARAM_LENGTH_LIMIT", "200"),
        ({"code": "1", "product": "【Bank】"}, "SMS_CONTENT_ILLEGAL", "product"),
        ({"code": "1", "product": "a\0b"}, "SMS_CONTENT_ILLEGAL", "product"),
    ],
)
def test_values_that_do_not_fit_have_their_code_and_are_not_repeated(
    values: dict[str, str], code: str, said: str
) -> None:
    template = parse_template("${code} for ${product}")
    assert template is not None
    found = fill(template, values)
    assert isinstance(found, Misfit)
    assert found.code == code
    assert said in found.text
    assert not any(len(value) > 1 and value in found.text for value in values.values())


def test_a_value_of_the_longest_length_and_a_text_without_variables_are_filled() -> None:
    one, none = parse_template("${a}"), parse_template("hello")
    assert one is not None
    assert none is not None
    assert fill(one, {"a": "x" * VALUE_MAX}) == "x" * VALUE_MAX
    assert fill(none, {}) == "hello"
    surplus = fill(none, {"a": "x"})
    assert isinstance(surplus, Misfit)
    assert "no variables" in surplus.text


def test_the_signature_stands_in_its_brackets_and_counts_towards_the_length() -> None:
    assert signed("阿里云", "您好") == "【阿里云】您好"
    assert signed("ab", "x" * 1496) == "【ab】" + "x" * 1496
    found = signed("ab", "x" * 1497)
    assert isinstance(found, Misfit)
    assert found.code == "PARAM_LENGTH_LIMIT"
