"""If this fails, a rule is applied to what it does not name, more often than it says, or when it is over."""

import random
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.rules import Rule, RuleBook, Unreadable, read_line
from heliograph.rules.carrier import CARRIER


@dataclass
class Facts:
    number: str = "85261234567"
    sender: str = "Alicloud"
    text: str = "Your code is 1"
    system_id: str = "esme"
    link: str = "1"
    service_type: str = ""
    priority: int = 0
    part: int = 1
    bind: str = "transceiver"
    same: object = ()


def rule(line: str) -> Rule:
    return read_line(line, CARRIER)


def book_of(*lines: str, seed: int = 1, built_in: tuple[str, ...] = ()) -> RuleBook[str]:
    book: RuleBook[str] = RuleBook(lambda one: one.name, seed, [rule(line) for line in built_in])
    book.add([rule(line) for line in lines], 0, 0)
    return book


def find(book: RuleBook[str], now_ms: int = 0, on: str = "submit", **facts: object) -> str | None:
    return book.find(on, Facts(**facts), now_ms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("condition", "matches", "not_"),
    [
        ("number=85261234567", {"number": "85261234567"}, {"number": "852612345678"}),
        ("number=+85261234567", {"number": "85261234567"}, {"number": "8526123456"}),
        ("number=852*", {"number": "+85299"}, {"number": "1852"}),
        ("number=8526?", {"number": "85261"}, {"number": "852611"}),
        ("number=85[2-4]1", {"number": "8531"}, {"number": "8551"}),
        ("number=85[!2]1", {"number": "8551"}, {"number": "8521"}),
        ("number=1,2*", {"number": "23"}, {"number": "12"}),
        ("sender=ali*", {"sender": "ALICLOUD"}, {"sender": "xali"}),
        ("text=CODE", {"text": "your code"}, {"text": "your cod"}),
        ("system_id=esm?", {"system_id": "esme"}, {"system_id": "ESME"}),
        ("link=2", {"link": "2"}, {"link": "12"}),
        ("service_type=OTP", {"service_type": "OTP"}, {"service_type": ""}),
        ("priority=0", {"priority": 0}, {"priority": 1}),
        ("part=2", {"part": 2}, {"part": 1}),
        ("number=1* sender=a", {"number": "1", "sender": "a"}, {"number": "1", "sender": "b"}),
    ],
)
def test_conditions(condition: str, matches: dict[str, object], not_: dict[str, object]) -> None:
    book = book_of(f"name=it {condition} accept")
    assert find(book, **matches) == "it"
    assert find(book, **not_) is None
    (counted,) = book.counted(0)
    assert (counted.matched, counted.applied, counted.left) == (1, 1, None)


_PATTERN = st.text(st.sampled_from("12*?+"), min_size=1, max_size=6).filter(lambda text: "+" not in text[1:])
_NUMBER = st.text(st.sampled_from("12"), min_size=1, max_size=6)


@given(st.lists(_PATTERN, min_size=1, max_size=8), _NUMBER, st.booleans())
def test_the_first_rule_that_matches_decides(patterns: list[str], number: str, plus: bool) -> None:
    patterns = [pattern for pattern in patterns if pattern != "+"] or ["1"]
    book = book_of(*(f"name=r{place} number={pattern} accept" for place, pattern in enumerate(patterns)))
    expected = next(
        (f"r{place}" for place, pattern in enumerate(patterns) if fnmatchcase(number, pattern.removeprefix("+"))), None
    )
    assert find(book, number=("+" if plus else "") + number) == expected


def test_built_in_rules_stand_below_all_others_and_stay() -> None:
    book = book_of("name=mine number=1* times=1 accept", built_in=("name=theirs number=1* accept",))
    assert [find(book, number="1") for _ in range(2)] == ["mine", "theirs"]
    assert not book.remove("theirs")
    assert book.clear() == 1
    assert [(one.rule.name, one.built_in) for one in book.counted(0)] == [("theirs", True)]


def test_new_rules_go_on_top_in_their_order_or_where_they_are_told_to() -> None:
    book = book_of("name=a accept", "name=b accept")
    book.add([rule("name=c accept"), rule("name=d accept")], 0, 0)
    book.add([rule("name=e accept")], 0, 0, last=True)
    book.add([rule("name=f accept")], 0, 0, before="b")
    assert [one.rule.name for one in book.counted(0)] == ["c", "d", "a", "f", "b", "e"]
    assert book.remove("c")
    assert find(book) == "d"


def test_names_are_given_and_no_two_are_alike() -> None:
    book = book_of("accept", "name=rule-2 accept", "accept")
    assert [one.rule.name for one in book.counted(0)] == ["rule-1", "rule-2", "rule-3"]
    with pytest.raises(Unreadable, match="name is 'rule-2', which another rule has"):
        book.add([rule("name=rule-2 accept")], 0, 0)
    with pytest.raises(Unreadable, match="before names no rule that was given: 'x'"):
        book.add([rule("accept")], 0, 0, before="x")
    assert len(book.counted(0)) == 3, "nothing of what is refused is in"
    with pytest.raises(Unreadable, match="there may be 1000"):
        book.add([rule("accept")] * 998, 0, 0)


def test_subjects_are_apart() -> None:
    book = book_of("name=s accept", "name=b on=bind bind=receiver accept")
    assert find(book, on="bind") is None
    assert find(book, on="bind", bind="receiver") == "b"
    assert find(book) == "s"
    assert find(book, on="call") is None


# --- limits ---


def test_times_is_how_often_it_is_applied() -> None:
    book = book_of("name=a times=2 accept", "name=b accept")
    assert [find(book) for _ in range(4)] == ["a", "a", "b", "b"]
    assert [(one.matched, one.applied, one.left) for one in book.counted(0)] == [(2, 2, 0), (2, 2, None)]


def test_skip_is_how_many_go_by_first() -> None:
    book = book_of("name=a skip=2 times=1 accept")
    assert [find(book) for _ in range(4)] == [None, None, "a", None]


@given(st.integers(0, 2**32), st.sampled_from([0.1, 0.5, 0.9]))
def test_a_share_is_drawn_from_the_seed_and_no_other_rule_matters(seed: int, share: float) -> None:
    def drawn(*others: str) -> list[bool]:
        book = book_of(*others, f"name=s share={share} accept", seed=seed)
        return [find(book, text=str(number)) == "s" for number in range(300)]

    alone = drawn()
    assert alone == drawn("name=other number=1* share=0.5 status=8")
    assert abs(sum(alone) / 300 - share) < 0.2


def test_a_new_seed_begins_counts_and_draws_anew() -> None:
    book = book_of("name=s share=0.5 times=400 accept", seed=7)
    first = [find(book) for _ in range(300)]
    book.seed(7)
    assert [find(book) for _ in range(300)] == first
    book.seed(8)
    assert [find(book) for _ in range(300)] != first
    (counted,) = book.counted(0)
    assert counted.matched == 300
    assert counted.left == 400 - counted.applied


def test_above_takes_what_is_above_the_rate_only() -> None:
    book = book_of("name=t above=10/s status=ESME_RTHROTTLED")
    at_once = [find(book, now_ms=1000) for _ in range(15)]
    assert at_once == [None] * 10 + ["t"] * 5
    assert find(book, now_ms=1099) == "t"
    assert find(book, now_ms=1100) is None
    assert [find(book, now_ms=2200 + 100 * n) for n in range(50)] == [None] * 50


def test_tries_are_counted_by_message() -> None:
    book = book_of("name=a tries=2 status=8")
    assert [find(book, same="x") for _ in range(6)] == ["a", "a", None, "a", "a", None]
    assert find(book, same="y") == "a"


def test_a_rule_is_over_when_its_time_is() -> None:
    book: RuleBook[str] = RuleBook(lambda one: one.name, 1)
    start, utc = 5_000, 1_795_000_000_000
    book.add([rule("name=f for=2s accept"), rule("name=u until=2026-11-18T11:06:45Z accept")], start, utc)
    assert [one.expires_in_ms for one in book.counted(start)] == [2000, 5000]
    assert [find(book, now_ms=start + passed) for passed in (0, 1999, 2000, 4999, 5000)] == ["f", "f", "u", "u", None]
    assert [one.expires_in_ms for one in book.counted(start + 9000)] == [0, 0]


def test_the_earlier_of_two_ends_counts() -> None:
    book: RuleBook[str] = RuleBook(lambda one: one.name, 1)
    book.add([rule("name=a for=1h until=2026-11-18T11:06:45Z accept")], 0, 1_795_000_000_000)
    assert book.counted(0)[0].expires_in_ms == 5000


def test_what_a_limit_lets_by_goes_on_to_the_rules_below() -> None:
    book = book_of("name=a share=0.5 accept", "name=b accept")
    assert set(random.Random(1).choices([find(book) for _ in range(100)], k=100)) == {"a", "b"}
