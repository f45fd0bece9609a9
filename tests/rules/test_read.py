"""If this fails, somebody writes a rule with a slip in it and is not told where it is, or what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.rules import Unreadable, read_line, read_mapping
from heliograph.rules.carrier import CARRIER


def faults(line: str) -> list[str]:
    with pytest.raises(Unreadable) as raised:
        read_line(line, CARRIER)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("shar=0.3 accept", 'shar is no key of a rule; did you mean "share"?'),
        ("xyzzy=1 accept", "xyzzy is no key of a rule; known: name, number, sender,"),
        ("bind=receiver accept", "bind is no key of a rule on submit, but of one on bind: write on=bind"),
        ("on=sumbit accept", "on is 'sumbit'; it must be one of submit, bind"),
        ("share=3 accept", "share is '3'; it must be a number from 0.000001 to 1, such as 0.3"),
        ("share=0 accept", "share is '0'; it must be"),
        ("times=0 accept", "times is '0'; it must be a whole number from 1 to 1000000000"),
        ("for=5 accept", "for is '5'; it must be a time with its unit, such as 250ms, 1.5s, 5m or 2h: from 1ms to"),
        ("until=tomorrow accept", "until is 'tomorrow'; it must be a date and time with its zone"),
        (
            "until=2026-12-24T18:30:00 accept",
            "until is '2026-12-24T18:30:00'; it must be a date and time with its zone",
        ),
        ("above=50 status=8", "above is '50'; it must be a number and /s"),
        ("status=ESME_ROK", "status is 'ESME_ROK'; it must be the name of a command_status"),
        ("status=ESME_RTROTTLED", "status is 'ESME_RTROTTLED'; it must be the name of a command_status"),
        ("status=0", "status is '0'; it must be"),
        ("number=[12 accept", "number is '[12'; it must be a pattern"),
        ("number= accept", "number is ' accept'; a value with blanks or quotes stands in double quotes"),
        ("response=nothing", "response is 'nothing'; it must be one of none, cut, stall"),
        ("receipt=DELIVERED", "receipt is 'DELIVERED'; it must be none, or up to 8 of SCHEDUL, ENROUTE, DELIVRD"),
        ("receipt_form=odd", "receipt_form is 'odd'; it must be up to 8 of esm-class-0"),
        ("receipt_form=epoch,epoch", "receipt_form is 'epoch,epoch'; it must be"),
        ("response_delay=uniform(2s,1s)", "response_delay is 'uniform(2s,1s)'; it must be a time such as 250ms"),
        ("response_delay=gauss(1s)", "response_delay is 'gauss(1s)'; it must be"),
        ("name=-x accept", "name is '-x'; it must be 1 to 64 letters, digits"),
        ("early=perhaps", "early is 'perhaps'; it must be true or false"),
        ("number=852*", "the rule does nothing; it needs one of accept, status, response,"),
        ("early=false", "the rule does nothing; it needs one of"),
        ("accept accept", "accept is given twice; keep one of them"),
        ("status=8 response=cut", "status is given beside response=cut; keep one of them"),
        ("status=8 receipt=DELIVRD", "receipt is given beside status; a message that is refused has no receipts"),
        ("receipt=none err=001", "err is given beside receipt=none"),
        ("early receipt_delay=1s", "early is given beside receipt_delay"),
        ("early response=none", "early is given beside response=none"),
        ("response=stall reply=STOP", "reply is given beside response=stall"),
        ("response=none response_delay=1s", "response_delay is given beside response=none, which has none"),
        ("response=cut reorder=5", "reorder is given beside response=cut"),
        ("reorder=5 response_delay=1s", "reorder is given beside response_delay"),
        ("reply_delay=1s accept", "reply_delay is given without reply"),
        ("on=bind receipt=DELIVRD", "receipt is no key of a rule on bind, but of one on submit: write on=submit"),
        ('note="half', "note is '\"half'; a value with blanks or quotes stands in double quotes"),
        ('note="a"b accept', "note is '\"a\"b accept'; a value"),
        ("=3", "the rule cannot be read at '=3'; it must be key=value, blanks between"),
        ("accept,early", "accept is followed by ',early', not by = or a blank"),
        ("", "the rule does nothing"),
        ("a" * 5000, "the rule is longer than 4096 characters"),
    ],
)
def test_a_slip_is_named_with_what_would_be_right(line: str, fault: str) -> None:
    (said,) = faults(line)
    assert said.startswith(fault)


def test_all_slips_are_told_at_once() -> None:
    assert [fault.partition(" ")[0] for fault in faults("share=2 times=-1 statos=8")] == ["share", "times", "statos"]


def test_a_value_that_was_pasted_by_mistake_is_cut() -> None:
    assert len(faults(f"share={'9' * 1000} accept")[0]) < 200


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"on": 3, "accept": True}, "on"),
        ({"share": True, "accept": True}, "share"),
        ({"times": 1.5, "accept": True}, "times"),
        ({"times": True, "accept": True}, "times"),
        ({"number": [], "accept": True}, "number"),
        ({"number": [3], "accept": True}, "number"),
        ({"number": ["a,b"], "accept": True}, "number"),
        ({"number": None, "accept": True}, "number"),
        ({"receipt": ["DELIVRD", 1]}, "receipt"),
        ({"receipt": []}, "receipt"),
        ({"receipt": ["DELIVRD"] * 9}, "receipt"),
        ({"text": "", "accept": True}, "text"),
        ({"text": "a\nb", "accept": True}, "text"),
        ({"response_delay": 250}, "response_delay"),
        ({"status": True}, "status"),
        ({"status": 2**32}, "status"),
        ({"until": "never", "accept": True}, "until"),
    ],
)
def test_values_of_another_type_are_refused_by_their_key(raw: dict[str, object], key: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_mapping(raw, CARRIER)
    assert [fault.key for fault in raised.value.faults] == [key]


def test_lists_and_numbers_of_a_file_are_read_as_their_texts_are() -> None:
    read = read_mapping(
        {"number": [85261234567, "852*"], "accept": True} | {"number": ["85261234567", "852*"]}, CARRIER
    )
    assert read.values["number"] == ("85261234567", "852*")
    assert read_mapping({"number": 85261234567, "receipt": ["none"], "note": "x"}, CARRIER).values["receipt"] == ()
    assert read_mapping({"status": 0x58, "share": 1}, CARRIER) == read_line("status=0x58 share=1.0", CARRIER)


@given(st.text(max_size=200))
def test_no_line_breaks_the_reader(line: str) -> None:
    try:
        read_line(line, CARRIER)
    except Unreadable as unreadable:
        assert str(unreadable)


@given(
    st.dictionaries(
        st.sampled_from(["on", "number", "share", "status", "receipt", "for", "name", "until", "x"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
    )
)
def test_no_object_breaks_the_reader(raw: dict[str, object]) -> None:
    try:
        read_mapping(raw, CARRIER)
    except Unreadable as unreadable:
        assert str(unreadable)
