"""Puts what a sender gave beside the text into a submit_sm: octets, data coding, header and TLVs go as they are."""

from typing import Final

import msgspec

from heliograph.carriers.submit_form import SubmitForm
from heliograph.smpp.layout import SHORT_MESSAGE_MAX
from heliograph.smpp.pdu import ESM_CLASS_UDHI, TLV_MESSAGE_PAYLOAD, SubmitSm
from heliograph.sms import gsm7
from heliograph.sms.alphabet import Alphabet, encode, fits
from heliograph.sms.given import Given

#: The default data coding, whose meaning carriers differ in.
_DEFAULT: Final = 0


def with_given(pdu: SubmitSm, given: Given, form: SubmitForm) -> SubmitSm:
    """The PDU with what was given. Without octets it keeps its text, and gets the protocol id and the TLVs.

    Only octets in the default alphabet are said anew, where this carrier's is not GSM 7-bit unpacked: they would mean
    another text to it.
    """
    tlvs = given.tlvs + pdu.tlvs
    protocol_id = given.protocol_id or pdu.protocol_id
    if given.octets is None:
        return msgspec.structs.replace(pdu, protocol_id=protocol_id, tlvs=tlvs)
    octets, data_coding = _said(given, given.octets, form)
    octets = given.udh + octets
    if len(octets) > SHORT_MESSAGE_MAX:
        octets, tlvs = b"", ((TLV_MESSAGE_PAYLOAD, octets), *tlvs)
    return msgspec.structs.replace(
        pdu,
        esm_class=ESM_CLASS_UDHI if given.udh else 0,
        protocol_id=protocol_id,
        data_coding=data_coding,
        short_message=octets,
        tlvs=tlvs,
    )


def _said(given: Given, octets: bytes, form: SubmitForm) -> tuple[bytes, int]:
    """The octets in the carrier's default alphabet, or else in UCS-2 where that cannot say them."""
    if given.data_coding != _DEFAULT:
        return octets, given.data_coding
    if form.alphabet is Alphabet.GSM7_UNPACKED:
        return octets, form.default_coding
    text = gsm7.decode(octets)
    if fits(text, form.alphabet):
        return encode(text, form.alphabet, len(given.udh)), form.default_coding
    return text.encode("utf-16-be"), form.ucs2_coding
