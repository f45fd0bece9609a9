"""Tells what a deliver_sm or data_sm is, a receipt or an inbound message, and makes the delivery of it."""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Final

from heliograph.carriers.port import Delivery, InboundDelivery, ReceiptDelivery, Wrote
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.smpp.codec import encode_tlvs
from heliograph.smpp.events import DeliverReceived
from heliograph.smpp.pdu import (
    ESM_CLASS_UDHI,
    TLV_MESSAGE_PAYLOAD,
    TLV_MESSAGE_STATE,
    TLV_RECEIPTED_MESSAGE_ID,
    TLV_SAR_MSG_REF_NUM,
    TLV_SAR_SEGMENT_SEQNUM,
    TLV_SAR_TOTAL_SEGMENTS,
    DataSm,
    DeliverSm,
)
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.carrier_date import receipt_date
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.data_coding import without_default
from heliograph.sms.message_state import MessageState
from heliograph.sms.receipt import (
    NO_WORDS,
    CarrierReceipt,
    IdForm,
    canonical_key,
    is_receipt,
    looks_like_receipt,
    parse_receipt,
)
from heliograph.sms.udh import Concatenation, read_header

#: How much of a receipt is kept for people to look at; its meaning is in the fields beside.
RAW_MAX: Final = 1_024

#: A carrier that did not see our answer repeats within minutes; the same words later are another message.
_REPEAT_MS: Final = 600_000

#: The longest message_id of SMPP 3.4 (§4.4.2); of receipts no more is read either.
_ID_MAX: Final = 64

_ALPHANUMERIC = 5

#: Called once with True when stored, with False when the carrier shall try again.
Acknowledge = Callable[[bool], None]


def response_id(carrier_message_id: str) -> str:
    """The id from submit_sm_resp as it is kept and, in query_sm, given back: as received, no longer than it may be."""
    return carrier_message_id[:_ID_MAX]


def response_key(carrier_message_id: str, form: IdForm) -> str:
    """The key of an id from submit_sm_resp. A change of base is done to receipts only, so here it is none."""
    changes_base = form in (IdForm.HEX_TO_DEC, IdForm.DEC_TO_HEX)
    return canonical_key(carrier_message_id[:_ID_MAX], IdForm.STRIPPED if changes_base else form)


def delivery_of(event: DeliverReceived, settings: SmppSettings, received_at: int, acknowledge: Acknowledge) -> Delivery:
    """The delivery of one PDU from the carrier; never raises.

    A receipt that names no message cannot be matched with any: it is kept whole, as an inbound message is.
    """
    pdu = event.pdu
    text = _text_of(pdu)
    if not _is_receipt(pdu, text, settings):
        key = _inbound_key(pdu, text, received_at)
        return InboundDelivery(key, received_at, event.octets, acknowledge, _wrote(pdu, text, settings.form.alphabet))
    receipt = _receipt_in(pdu, text, settings.receipt_words)
    key = canonical_key(receipt.carrier_message_id, settings.id_form)
    if not key:
        return InboundDelivery(_inbound_key(pdu, text, received_at), received_at, event.octets, acknowledge)
    raw = (text + encode_tlvs(pdu.tlvs) + pdu.tail)[:RAW_MAX]
    words = _words_of(receipt, key, settings.receipt_offset_minutes, received_at)
    return ReceiptDelivery(key, _recipient_of(pdu), receipt.state, receipt.code, received_at, raw, acknowledge, words)


def receipt_id(pdu: DeliverSm | DataSm) -> str:
    """The id in what may be a receipt, as the carrier wrote it; empty where there is none."""
    return _receipt_in(pdu, _text_of(pdu), NO_WORDS).carrier_message_id


def _receipt_in(pdu: DeliverSm | DataSm, text: bytes, words: Mapping[str, MessageState]) -> CarrierReceipt:
    return parse_receipt(text, data_coding=pdu.data_coding, tlvs=pdu.tlvs, esm_class=pdu.esm_class or 0x04, words=words)


def _words_of(receipt: CarrierReceipt, key: str, offset_minutes: int | None, received_at: int) -> CarrierWords:
    error, named = receipt.network_error, receipt.carrier_message_id
    return CarrierWords(
        stat=receipt.stat,
        err=receipt.err,
        network_error=f"{error.network_type}:{error.code}" if error is not None else "",
        done_date=receipt.done_date,
        done_at=receipt_date(receipt.done_date, offset_minutes, received_at),
        named="" if named == key else named,
    )


def _is_receipt(pdu: DeliverSm | DataSm, text: bytes, settings: SmppSettings) -> bool:
    """Its esm_class decides. Without it, receipted_message_id alone does not: Kannel's own SMSC puts that into people's
    messages as well, so a state has to stand beside it, as a TLV or in the text."""
    if is_receipt(pdu.esm_class):
        return True
    if pdu.tlv(TLV_RECEIPTED_MESSAGE_ID) is None:
        return settings.receipts_by_text and looks_like_receipt(text)
    return pdu.tlv(TLV_MESSAGE_STATE) is not None or looks_like_receipt(text)


def _text_of(pdu: DeliverSm | DataSm) -> bytes:
    text = pdu.short_message if isinstance(pdu, DeliverSm) else b""
    return text or pdu.tlv(TLV_MESSAGE_PAYLOAD) or b""


def _recipient_of(pdu: DeliverSm | DataSm) -> str:
    """The MSISDN that it comes from, or that a receipt speaks of. Empty where the address is no full number."""
    number = pdu.source_addr.removeprefix("+")
    is_number = pdu.source_addr_ton != _ALPHANUMERIC and number.isascii() and number.isdigit()
    return number if is_number else ""


def _inbound_key(pdu: DeliverSm | DataSm, text: bytes, received_at: int) -> str:
    """The same for a repeat of the same part, another for anything else.

    Made of addresses, content and, of several parts, reference and number. A message in one part has nothing that tells
    a repeat from the same words said again, so there the time of arrival counts too: to keep one twice is better than
    to lose one.
    """
    part = _part_of(pdu, text)
    digest = blake2b(text + encode_tlvs(pdu.tlvs) + pdu.tail, digest_size=16)
    addresses = f"{pdu.source_addr}\0{pdu.destination_addr}\0"
    said = f"{received_at // _REPEAT_MS}" if part is None else f"{part.reference}/{part.total}/{part.number}"
    digest.update(f"{addresses}{said}".encode())
    return digest.hexdigest()


def _wrote(pdu: DeliverSm | DataSm, text: bytes, alphabet: Alphabet) -> Wrote:
    """Who wrote what to whom, and which part of it this is. A part that makes no sense is a message of its own.

    The octets are told under a data coding that means the same everywhere, not the carrier's default.
    """
    source = _recipient_of(pdu) or pdu.source_addr
    part = _part_of(pdu, text)
    octets = read_header(text)[1] if pdu.esm_class & ESM_CLASS_UDHI else text
    said = without_default(octets, pdu.data_coding, alphabet, len(text) - len(octets))
    if part is None or not 1 <= part.number <= part.total:
        return Wrote(source, pdu.destination_addr, *said)
    return Wrote(source, pdu.destination_addr, *said, part.reference, part.total, part.number)


def _part_of(pdu: DeliverSm | DataSm, text: bytes) -> Concatenation | None:
    """Which part of which message it is, by its header or its TLVs; None for a message in one part."""
    if pdu.esm_class & ESM_CLASS_UDHI:
        return read_header(text)[0]
    sar = [pdu.tlv(tag) for tag in (TLV_SAR_MSG_REF_NUM, TLV_SAR_TOTAL_SEGMENTS, TLV_SAR_SEGMENT_SEQNUM)]
    if None in sar:
        return None
    reference, total, number = (int.from_bytes((value or b"")[:2], "big") for value in sar)
    return Concatenation(reference, total, number)
