"""What goes to the carrier: a wrong octet here is a wrong number, a torn text or a message without a receipt."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carriers.handset import AIR, on_the_air, read
from heliograph.carriers.port import HandOver
from heliograph.carriers.submit_form import SubmitForm, Validity
from heliograph.carriers.submit_sm import absolute_time, relative_time, submit_sm_of
from heliograph.carriers.unsendable import Unsendable
from heliograph.smpp.codec import decode, encode
from heliograph.smpp.pdu import SubmitSm
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message_id import EPOCH_MS
from heliograph.sms.segments import DataCoding, coding_of, cut_for

MakeHandOvers = Callable[..., list[HandOver]]


NOW = 1_795_657_599_999  # 2026-11-26 02:26:39 UTC


def handed(handover: HandOver, form: SubmitForm) -> SubmitSm:
    return submit_sm_of(handover, form, NOW)


def pdu_of(handovers: MakeHandOvers, **changes: Any) -> SubmitSm:
    return handed(handovers(**changes)[0], SubmitForm())


def test_a_short_message_in_gsm_7_bit(handovers: MakeHandOvers) -> None:
    assert pdu_of(handovers, text="Hi @ {Ω}") == SubmitSm(
        source_addr_ton=5,
        source_addr_npi=0,
        source_addr="Heliograph",
        dest_addr_ton=1,
        dest_addr_npi=1,
        destination_addr="85261234567",
        validity_period="000001000000000R",
        registered_delivery=1,
        data_coding=0,
        short_message=b"Hi \x00 \x1b\x28\x15\x1b\x29",
    )


@pytest.mark.parametrize(
    ("sender", "ton", "npi"), [("Heliograph", 5, 0), ("10690", 3, 0), ("85261234567", 1, 1), ("", 0, 0)]
)
def test_a_sender_is_named_by_its_kind(handovers: MakeHandOvers, sender: str, ton: int, npi: int) -> None:
    pdu = pdu_of(handovers, sender=sender)
    assert (pdu.source_addr, pdu.source_addr_ton, pdu.source_addr_npi) == (sender, ton, npi)


def test_without_a_sender_of_the_clients_the_carriers_own_is_taken(handovers: MakeHandOvers) -> None:
    form = SubmitForm(sender="10690", short_code=(6, 0))
    ours, theirs = (handed(handovers(sender=sender)[0], form) for sender in ("", "Shop"))
    assert (ours.source_addr, ours.source_addr_ton, ours.source_addr_npi) == ("10690", 6, 0)
    assert (theirs.source_addr, theirs.source_addr_ton) == ("Shop", 5)


def test_the_recipient_is_written_as_the_carrier_reads_it(handovers: MakeHandOvers) -> None:
    pdu = handed(handovers()[0], SubmitForm(destination=(0, 1), destination_plus=True))
    assert (pdu.destination_addr, pdu.dest_addr_ton, pdu.dest_addr_npi) == ("+85261234567", 0, 1)


def test_a_plus_sign_that_has_no_room_is_refused(handovers: MakeHandOvers) -> None:
    with pytest.raises(Unsendable, match="ESME_RINVDSTADR"):
        handed(handovers(to="8" * 20)[0], SubmitForm(destination_plus=True))


def test_a_part_begins_with_the_header_that_joins_it(handovers: MakeHandOvers) -> None:
    pdu = pdu_of(handovers, text="b", total=3, part=2, reference=42)
    assert (pdu.esm_class, pdu.short_message) == (0x40, b"\x05\x00\x03\x2a\x03\x02b")


def test_a_header_of_16_bits_has_a_reference_that_differs_by_message(handovers: MakeHandOvers) -> None:
    parts = handovers(2, first=0x1FF, text="b", total=3, part=2, long_messages=LongMessages.UDH16)
    pdus = [handed(part, SubmitForm()) for part in parts]
    assert [(pdu.esm_class, pdu.short_message) for pdu in pdus] == [
        (0x40, b"\x06\x08\x04\xff\x2a\x03\x02b"),
        (0x40, b"\x06\x08\x04\x00\x2a\x03\x02b"),
    ]


def test_messages_of_other_milliseconds_have_other_references(handovers: MakeHandOvers) -> None:
    ids = [(NOW + later - EPOCH_MS) << 22 for later in range(256)]
    parts = [handovers(first=one, total=2, long_messages=LongMessages.SAR)[0] for one in ids]
    assert len({handed(part, SubmitForm()).tlv(0x020C) for part in parts}) == 256


def test_tlvs_tell_the_part_where_they_are_the_carriers_way(handovers: MakeHandOvers) -> None:
    pdu = pdu_of(handovers, text="b", total=3, part=2, long_messages=LongMessages.SAR)
    assert (pdu.esm_class, pdu.short_message) == (0, b"b")
    assert pdu.tlvs == ((0x020C, b"\x01\x2a"), (0x020E, b"\x03"), (0x020F, b"\x02"))
    assert pdu_of(handovers, long_messages=LongMessages.SAR).tlvs == ()
    with pytest.raises(Unsendable, match="ESME_RINVESMCLASS"):
        pdu_of(handovers, part=300, total=300, long_messages=LongMessages.SAR)


def test_a_whole_text_goes_as_payload(handovers: MakeHandOvers) -> None:
    long = pdu_of(handovers, text="x" * 1500, long_messages=LongMessages.PAYLOAD)
    assert (long.short_message, long.esm_class, long.tlvs) == (b"", 0, ((0x0424, b"x" * 1500),))
    short = pdu_of(handovers, text="x" * 160, long_messages=LongMessages.PAYLOAD)
    assert (short.short_message, short.tlvs) == (b"x" * 160, ())


def test_ucs_2_is_utf_16_for_every_part_of_the_message(handovers: MakeHandOvers) -> None:
    pdu = pdu_of(handovers, text="plain", ucs2=True, total=2, part=1)
    assert pdu.data_coding == 8
    assert pdu.short_message == b"\x05\x00\x03\x2a\x02\x01" + "plain".encode("utf-16-be")


def test_receipts_are_asked_for_as_set(handovers: MakeHandOvers) -> None:
    assert handed(handovers()[0], SubmitForm(registered_delivery=2)).registered_delivery == 2


@pytest.mark.parametrize(
    ("seconds", "period"),
    [
        (1, "000000000001000R"),
        (0, "000000000001000R"),
        (86_399, "000000235959000R"),
        (86_400, "000001000000000R"),
        (7 * 86_400 + 3_723, "000007010203000R"),
        (10**9, "000030000000000R"),
    ],
)
def test_validity_is_relative(seconds: int, period: str) -> None:
    assert relative_time(seconds) == period
    assert len(period) == 16


def test_a_moment_is_said_in_utc() -> None:
    assert absolute_time(951_782_400_999) == "000229000000000+"


@pytest.mark.parametrize(
    ("validity", "period"),
    [(Validity.RELATIVE, "000001000000000R"), (Validity.ABSOLUTE, "261127014639000+"), (Validity.NONE, "")],
)
def test_validity_is_told_in_the_carriers_way(handovers: MakeHandOvers, validity: Validity, period: str) -> None:
    assert handed(handovers()[0], SubmitForm(validity=validity)).validity_period == period


@pytest.mark.parametrize(("priority", "flag"), [(0, 3), (1, 2), (2, 0)])
def test_priority_goes_by_the_type_of_message(handovers: MakeHandOvers, priority: int, flag: int) -> None:
    assert handed(handovers(priority=priority)[0], SubmitForm(priorities=(3, 2, 0))).priority_flag == flag


def test_the_carriers_own_parameters_come_behind_those_of_the_part(handovers: MakeHandOvers) -> None:
    form = SubmitForm(tlvs=((0x1400, b"1101234567890"),), service_type="VMA", protocol_id=0x40)
    pdu = handed(handovers(total=2, long_messages=LongMessages.SAR)[0], form)
    assert [tag for tag, _ in pdu.tlvs] == [0x020C, 0x020E, 0x020F, 0x1400]
    assert (pdu.service_type, pdu.protocol_id) == ("VMA", 0x40)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "8" * 21}, "ESME_RINVDSTADR"),
        ({"to": ""}, "ESME_RINVDSTADR"),
        ({"to": "+852"}, "ESME_RINVDSTADR"),
        ({"to": "８５２"}, "ESME_RINVDSTADR"),
        ({"sender": "A" * 21}, "ESME_RINVSRCADR"),
        ({"sender": "Grüße"}, "ESME_RINVSRCADR"),
        ({"sender": "A\0"}, "ESME_RINVSRCADR"),
        ({"text": "你好"}, "ESME_RINVDCS"),
        ({"text": "x" * 255}, "ESME_RINVMSGLEN"),
        ({"text": "x" * 249, "total": 2}, "ESME_RINVMSGLEN"),
        ({"part": 300, "total": 300}, "ESME_RINVESMCLASS"),
    ],
)
def test_what_no_submit_sm_can_say_is_refused_by_its_code(
    handovers: MakeHandOvers, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Unsendable) as refusal:
        pdu_of(handovers, **changes)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("form", "octets", "data_coding"),
    [
        (SubmitForm(), b"\x00~", 0),
        (SubmitForm(alphabet=Alphabet.GSM7_PACKED), b"\x00\x3f", 0),
        (SubmitForm(alphabet=Alphabet.LATIN1), b"@\xfc", 0),
        (SubmitForm(alphabet=Alphabet.LATIN1, default_coding=3), b"@\xfc", 3),
        (SubmitForm(alphabet=Alphabet.ASCII), b"\0@\0\xfc", 8),
        (SubmitForm(alphabet=Alphabet.ASCII, ucs2_coding=0x18), b"\0@\0\xfc", 0x18),
    ],
)
def test_a_text_goes_in_the_carriers_alphabet_or_as_ucs_2(
    handovers: MakeHandOvers, form: SubmitForm, octets: bytes, data_coding: int
) -> None:
    pdu = handed(handovers(text="@ü")[0], form)
    assert (pdu.short_message, pdu.data_coding) == (octets, data_coding)


def test_a_part_cut_for_another_alphabet_is_refused_where_ucs_2_has_no_room(handovers: MakeHandOvers) -> None:
    form = SubmitForm(alphabet=Alphabet.ASCII)
    assert handed(handovers(text="ü" * 70)[0], form).data_coding == 8
    with pytest.raises(Unsendable, match="ESME_RINVDCS"):
        handed(handovers(text="ü" * 71)[0], form)
    with pytest.raises(Unsendable, match="ESME_RINVDCS"):
        handed(handovers(text="ü" * 68, total=2)[0], form)
    with pytest.raises(Unsendable, match="ESME_RINVDCS"):
        handed(handovers(text="ü" * 68, total=2, long_messages=LongMessages.SAR)[0], form)
    whole = handed(handovers(text="ü" * 300, long_messages=LongMessages.PAYLOAD)[0], form)
    assert whole.tlv(0x0424) == ("ü" * 300).encode("utf-16-be")


#: Each form with how the other side reads its default data coding.
FORMS = [
    (SubmitForm(alphabet=alphabet), reads)
    for alphabet, reads in zip(Alphabet, ("gsm", "packed", "latin-1", "ascii"), strict=True)
]

#: Texts of every kind, without CR: at the end of a packed part nobody can tell it from filling.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=600),
    st.text(st.sampled_from("aB1 @£\nΔé€^{}[]~|\\ü"), max_size=600),
    st.text(st.sampled_from("aZ 09{}"), max_size=600),
)


@settings(deadline=None)  # two cores may be busy with other tests
@given(TEXTS, st.sampled_from(FORMS), st.sampled_from(LongMessages))
def test_every_part_of_every_text_can_be_sent_and_read(
    text: str, case: tuple[SubmitForm, str], way: LongMessages
) -> None:
    form, reads = case
    pdus = sent(text, form, way)
    assert way is not LongMessages.PAYLOAD or len(pdus) == 1
    for pdu in pdus:
        assert decode(encode(pdu, 1))[2] == pdu
        assert on_the_air(pdu, reads) <= AIR
    assert read(pdus, reads) == text


def sent(text: str, form: SubmitForm, way: LongMessages = LongMessages.UDH8) -> list[SubmitSm]:
    """The submit_sm of a message, cut as delivery cuts it."""
    ucs2 = coding_of(text, form.alphabet) is DataCoding.UCS2
    return [
        handed(HandOver(1, part.number, 1, "852", "S", part.text, ucs2, 7, part.total, 60, way, part=part.number), form)
        for part in cut_for(text, form.alphabet, way)
    ]
