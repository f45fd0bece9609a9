"""If these fail, what a person types is understood as something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.search.grammar import QUERY_MAX, TERMS_MAX, Misread, Search, Term, read_search
from searched_messages import searches


def read(text: str) -> Search:
    found = read_search(text)
    assert isinstance(found, Search), found
    return found


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("  \n", ()),
        ("to:+6581", (Term("to", ("6581",)),)),
        ("TO:*4810", (Term("to", ("*4810",)),)),
        ("hello", (Term("text", ("hello",)),)),
        ('"two words"', (Term("text", ("two words",)),)),
        (r'"a \"quote\" and \\"', (Term("text", ('a "quote" and \\',)),)),
        ("-spam", (Term("text", ("spam",), True),)),
        ('-"a b"', (Term("text", ("a b",), True),)),
        ("-", (Term("text", ("-",)),)),
        ("482913", (Term("text", ("482913",)),)),
        ("6581234810", (Term("to", ("6581234810",)),)),
        ("+65", (Term("to", ("65",)),)),
        ("118750203001774080", (Term("id", ("118750203001774080",)),)),
        ("12:30", (Term("text", ("12:30",)),)),
        ("https://example.com/a", (Term("text", ("https://example.com/a",)),)),
        ("text:a,b", (Term("text", ("a,b",)),)),
        ("status:failed,delivered", (Term("status", ("failed", "delivered")),)),
        ("status:Failed,failed", (Term("status", ("failed",)),)),
        ("status:in-doubt", (Term("status", ("in_doubt",)),)),
        ('from:"a,b",c', (Term("from", ("a,b", "c")),)),
        ("-status:delivered -id:7", (Term("status", ("delivered",), True), Term("id", ("7",), True))),
        ("country:sg type:otp enc:UCS2", (Term("country", ("SG",)), Term("type", ("OTP",)), Term("enc", ("ucs2",)))),
        ("seg:2-2 seg:>=03", (Term("seg", ("2",)), Term("seg", (">=3",)))),
        ("after:90m", (Term("after", ("-90m",)),)),
        ("a a", (Term("text", ("a",)),)),
    ],
)
def test_what_is_typed_is_read(typed: str, terms: tuple[Term, ...]) -> None:
    assert read(typed).terms == terms


@pytest.mark.parametrize(
    ("typed", "term", "says"),
    [
        (
            "hello colour:red",
            "colour:red",
            "colour: is no field; country: was perhaps meant. Fields are to, from, text",
        ),
        ("foo:bar", "foo:bar", "A text with a colon is put in quotes."),
        (
            "status:delivred x",
            "status:delivred",
            "cannot have 'delivred'; delivered was perhaps meant. Allowed is",
        ),
        ("is:", "is:", "is: has no value; allowed is final, open"),
        ("status:failed,", "status:failed,", "status: has no value"),
        ('to:1 "abc', '"abc', "text: has a quote that does not end."),
        ('from:"a"b', 'from:"a"b', "from: needs a space or a comma behind a quoted value."),
        ("seg:many", "seg:many", "Allowed is a number, >1, <=3 or 2-5."),
        ("seg:5-2", "seg:5-2", "seg: cannot have '5-2'"),
        ("before:2026-13-01", "before:2026-13-01", "Allowed is a date such as 2026-11-24"),
        ("country:Singapore", "country:Singapore", "two letters of ISO 3166"),
        ("id:99999999999999999999", "id:99999999999999999999", "id: cannot have this value"),
    ],
)
def test_what_is_wrong_names_the_term_and_what_is_allowed(typed: str, term: str, says: str) -> None:
    found = read_search(typed)
    assert isinstance(found, Misread)
    assert found.term == term
    assert says in found.says


def test_a_number_that_is_none_is_not_repeated() -> None:
    found = read_search("to:+49secret")
    assert isinstance(found, Misread)
    assert found.term == "to:+49secret"
    assert "secret" not in found.says


def test_a_search_has_bounds() -> None:
    assert isinstance(read_search("a" * (QUERY_MAX + 1)), Misread)
    assert isinstance(read_search("a" * QUERY_MAX), Misread)
    assert isinstance(read_search(" ".join(f"w{n}" for n in range(TERMS_MAX + 1))), Misread)
    assert len(read(" ".join(f"w{n}" for n in range(TERMS_MAX))).terms) == TERMS_MAX


@given(searches(0, [118_750_203_001_774_080]))
def test_canonical_text_reads_back_as_the_same_search(search: Search) -> None:
    assert read(str(search)) == search


@given(st.text(max_size=60) | st.text(st.sampled_from('to:idis"\\-,+*<>=12 ab\n'), max_size=40))
def test_whatever_is_typed_is_a_search_or_told_why_not(text: str) -> None:
    found = read_search(text)
    if isinstance(found, Misread):
        assert found.says.endswith(".")
        assert found.term in text
    else:
        assert read(str(found)) == found
        assert str(read(str(found))) == str(found)


@given(st.text(min_size=1, max_size=40))
def test_any_text_can_be_looked_for_in_quotes(text: str) -> None:
    assert read(str(Search((Term("text", (text,)),)))).terms == (Term("text", (text,)),)


def test_a_term_can_be_dropped() -> None:
    assert str(read("a b c").without(1)) == "a c"
