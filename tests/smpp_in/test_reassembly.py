"""If these fail, a part is promised that nobody keeps, or a long message reaches the handset in pieces out of order."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from heliograph.smpp.pdu import SubmitSm
from heliograph.smpp_in.reassembly import Ready, Reassembly
from heliograph.smpp_in.submitted import read_submit, text_in
from heliograph.sms import gsm7
from heliograph.sms.segments import split_into_segments
from heliograph.sms.udh import concatenation_header

WAIT = 5_000


def part(sequence: int, number: int, octets: bytes, total: int = 2, reference: int = 7, **changes: object) -> Ready:
    pdu = SubmitSm(
        source_addr="Shop", short_message=concatenation_header(reference, total, number) + octets, esm_class=0x40
    )
    return Ready((sequence,), read_submit(msgspec.structs.replace(pdu, **changes), 0), "852", (1, 1))


def test_the_whole_is_ready_with_its_last_part_and_answers_all():
    parts = Reassembly(WAIT)
    assert parts.add(part(1, 2, b"lo"), 0) == ()
    assert parts.due() == WAIT
    [ready] = parts.add(part(2, 1, b"Hel", registered_delivery=1), 10)
    assert (text_in(ready.submitted), sorted(ready.sequences)) == ("Hello", [1, 2])
    assert ready.submitted.registered_delivery == 1
    assert parts.due() is None


def test_parts_whose_others_do_not_come_stand_alone():
    parts = Reassembly(WAIT)
    held = [part(n, n, b"x", total=3) for n in (2, 1)]
    for one in held:
        parts.add(one, 0)
    assert parts.expired(WAIT - 1) == []
    assert parts.expired(WAIT) == [held[1], held[0]]
    assert parts.expired(WAIT) == []


def test_a_part_that_comes_again_begins_the_message_anew():
    parts = Reassembly(WAIT)
    first = part(1, 1, b"old")
    parts.add(first, 0)
    assert list(parts.add(part(2, 1, b"new"), 1)) == [first]
    [ready] = parts.add(part(3, 2, b"!"), 2)
    assert text_in(ready.submitted) == "new!"


def test_messages_of_two_references_recipients_or_codings_do_not_mix():
    parts = Reassembly(WAIT)
    assert parts.add(part(1, 1, b"a"), 0) == ()
    assert parts.add(part(2, 2, b"b", reference=8), 0) == ()
    assert parts.add(part(3, 2, b"\0b", data_coding=8), 0) == ()
    assert parts.add(msgspec.structs.replace(part(4, 2, b"b"), to="853"), 0) == ()


def test_what_is_no_text_that_can_be_sent_as_one_stays_in_parts():
    parts = Reassembly(WAIT)
    numbers = range(1, 12)
    ready = [one for n in numbers for one in parts.add(part(n, n, b"x" * 140, total=11), 0)]
    assert [one.sequences for one in ready] == [(n,) for n in numbers], "1,540 characters are too many for one"


@given(st.text(st.sampled_from("aB1 €{}^\\"), min_size=161, max_size=800), st.randoms())
def test_any_text_in_any_order_is_the_text(text, random):
    cut = split_into_segments(text)
    sent = [part(p.number, p.number, gsm7.encode(p.text), total=p.total) for p in cut]
    random.shuffle(sent)
    parts = Reassembly(WAIT)
    ready = [one for each in sent for one in parts.add(each, 0)]
    assert [text_in(one.submitted) for one in ready] == [text]
    assert sorted(ready[0].sequences) == [p.number for p in cut]
