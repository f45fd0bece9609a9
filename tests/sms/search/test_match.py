"""If these fail, a search shows messages that nobody meant, or hides some that were."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.given import Given, ReceiptFor, stored_given
from heliograph.sms.message import Attempt, Body, Life, Message, Route, Segment, State
from heliograph.sms.message_id import first_of
from heliograph.sms.search.grammar import Search, Term, read_search
from heliograph.sms.search.match import encoding_of, wanted_of
from searched_messages import messages, searches

NOW = 1_795_521_600_000
ID = first_of(NOW - 600_000) + 5


WAITING = (Segment(1),)


def one(segments=WAITING, body=None, **life):  # type: ignore[no-untyped-def]
    message = Message(ID, "1", "r", "6581234810", "net-one", 1, NOW, NOW + 1, Life(segments, country="SG", **life))
    return message, body or Body("Your code is 482913", "Heliograph", "OTP", "order-17", segments=2)


def hand_over(state: State, code: str = "", number: int = 1) -> Attempt:
    return Attempt(number, "net-two", state, code=code)


DELIVERED = (Segment(1, None, (hand_over(State.REJECTED), hand_over(State.DELIVERED, "DELIVRD", 2))),)
SUBMITTED = (Segment(1, None, (hand_over(State.SUBMITTED),)),)


def is_meant(query: str, message: Message, body: Body) -> bool:
    search = read_search(query)
    assert isinstance(search, Search), search
    return wanted_of(search, NOW, 480).judge()(message, body)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("", True),
        ("to:6581 from:HELIO* code", True),
        ("to:*4810", True),
        ("to:4810", False),
        ('"code is"', True),
        ('-"code is"', False),
        (f"id:1,{ID}", True),
        ("status:sending is:waiting,final", True),
        ("status:delivered", False),
        ("code:*", True),
        ("code:UNKNOWN", False),
        ("country:SG carrier:net-one type:OTP task:order* seg:2 enc:gsm7", True),
        ("country:HK", False),
        ("seg:>2", False),
        ("after:-11m before:-9m", True),
        ("after:-9m", False),
        ("-after:-9m", True),
        ("-before:-9m", False),
        ("before:-11m,-9m", True),
        ("-before:-11m,-9m", False),
        ("is:retried", False),
        ("is:smpp", False),
        ("is:refused", False),
        ("-is:refused is:refused,open", True),
    ],
)
def test_a_message_that_waits(query: str, meant: bool) -> None:
    assert is_meant(query, *one()) is meant


def test_what_stands_in_the_life_is_found() -> None:
    assert is_meant("is:retried is:final status:ended code:delivrd carrier:net-two", *one(DELIVERED))
    assert is_meant("is:unreceipted is:open", *one(SUBMITTED))
    assert is_meant("is:final code:success -is:unreceipted", *one(SUBMITTED, route=Route(receipts=False)))
    assert is_meant("is:smpp", *one(receipt_for=ReceiptFor("customer")))
    doubt = (Segment(1, None, (hand_over(State.IN_DOUBT),)),)
    assert is_meant("is:doubt", *one(doubt))


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (Body("plain"), "gsm7"),
        (Body("您好"), "ucs2"),
        (Body("x", given=stored_given(Given(b"x", 3))), "other"),
        (Body("您好", given=stored_given(Given(b"x", 0))), "gsm7"),
        (Body("您好", given=stored_given(Given(None, 0, protocol_id=3))), "ucs2"),
    ],
)
def test_how_a_text_is_coded(body: Body, encoding: str) -> None:
    assert encoding_of(body) == encoding


HELD = list(messages(random.Random(7), NOW, 60, 20))


@given(searches(NOW, [message.id for message, _ in HELD]), st.data())
def test_an_opposite_means_all_others_and_several_terms_mean_what_each_does(search: Search, data) -> None:  # type: ignore[no-untyped-def]
    def meant(terms: tuple[Term, ...]) -> set[int]:
        judge = wanted_of(Search(terms), NOW, 480).judge()
        return {message.id for message, body in HELD if judge(message, body)}

    everything = meant(())
    assert len(everything) == len(HELD)
    each = [meant((term,)) for term in search.terms]
    assert meant(search.terms) == everything.intersection(*each)
    for term, found in zip(search.terms, each, strict=True):
        assert meant((Term(term.field, term.values, not term.negated),)) == everything - found
        alone = [meant((Term(term.field, (value,), term.negated),)) for value in term.values]
        assert found == (set.intersection(*alone) if term.negated else set.union(*alone))
