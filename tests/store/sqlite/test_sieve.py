"""If these fail, a search runs for a second where it ran for a hundredth, or passes over what is meant."""

import sqlite3
from collections.abc import Iterator

import pytest

from heliograph.sms.search.grammar import Search, read_search
from heliograph.store.sqlite.migrate import migrate
from heliograph.store.sqlite.sieve import ALL, of_figures, of_messages


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """An empty store's tables."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    yield connection
    connection.close()


def terms(query: str):  # type: ignore[no-untyped-def]
    found = read_search(query)
    assert isinstance(found, Search)
    return found.terms


@pytest.mark.parametrize(
    ("query", "sql"),
    [
        ("", "1"),
        ("-hello", "1"),
        ("is:moved", "1"),
        ("hello", "instr(lower(body.text), ?) > 0"),
        ("from:Helio", "lower(body.sender) = ?"),
        ("from:Helio*", "lower(body.sender) GLOB ?"),
        ("-type:OTP", "NOT (body.type = ?)"),
    ],
)
def test_a_term_is_said_as_simply_as_can_be(query: str, sql: str) -> None:
    assert of_messages(terms(query)).sql.removeprefix("(").removesuffix(")") in (sql, sql.removesuffix(")"))


@pytest.mark.parametrize("query", ["hello", "to:65", "seg:>1", "is:moved", "-is:retried"])
def test_figures_say_nothing_of_what_they_do_not_count(query: str) -> None:
    assert of_figures(terms(query)) == ALL


@pytest.mark.parametrize(
    ("needle", "text", "found"),
    [
        ("CODE", "your code", True),
        ("Привет", "ПРИВЕТ, мир", True),
        ("ÄÖ", "aäö", True),
        ("ä*[?", "Ä*[?", True),
        ("ä*[?", "Äx[?", False),
        ("验证码", "您的验证码", True),
        ("k", "\u212a", False),
        ("behind", "nul\x00behind", True),
        ("привет", "nul\x00ПРИВЕТ", True),
        ("привет", "plain", False),
    ],
)
def test_a_text_is_found_in_either_case(connection, needle: str, text: str, found: bool) -> None:
    [term] = terms(f'"{needle}"')
    condition = of_messages((term,))
    [passed] = connection.execute(
        f"SELECT {condition.sql} FROM (SELECT ? AS text) AS body", (*condition.values, text)
    ).fetchone()
    assert bool(passed) is found


@pytest.mark.parametrize(
    ("word", "text"), [("gsm7", "plain [a]^{} €\n"), ("ucs2", "a`b"), ("ucs2", "您"), ("ucs2", "x\t")]
)
def test_an_encoding_is_told_from_the_text(connection, word: str, text: str) -> None:
    for other in ("gsm7", "ucs2"):
        condition = of_messages(terms(f"enc:{other}"))
        [passed] = connection.execute(
            f"SELECT {condition.sql} FROM (SELECT ? AS text, x'' AS given) AS body", (*condition.values, text)
        ).fetchone()
        assert bool(passed) is (other == word)
