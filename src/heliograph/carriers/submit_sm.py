"""Makes the submit_sm of one hand-over: addresses with their kinds, coded text, concatenation header, validity."""

from datetime import UTC, datetime
from typing import Final

from heliograph.carriers.given_sm import with_given
from heliograph.carriers.port import HandOver
from heliograph.carriers.submit_form import SubmitForm, Validity
from heliograph.carriers.unsendable import Unsendable
from heliograph.smpp.layout import SHORT_MESSAGE_MAX
from heliograph.smpp.pdu import (
    ESM_CLASS_UDHI,
    TLV_MESSAGE_PAYLOAD,
    TLV_SAR_MSG_REF_NUM,
    TLV_SAR_SEGMENT_SEQNUM,
    TLV_SAR_TOTAL_SEGMENTS,
    SubmitSm,
    Tlvs,
)
from heliograph.sms import gsm7
from heliograph.sms.alphabet import encode, fits
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.segments import DataCoding, count_segments, octets_of
from heliograph.sms.udh import concatenation_header

#: Octets of an address without its NUL (SMPP 3.4 §5.2.8).
_ADDRESS_MAX: Final = 20

#: What the user data of one segment holds (3GPP TS 23.040 §9.2.3.24).
_SEGMENT_OCTETS: Final = 140

#: Where the millisecond begins in a message id (`sms.message_id`).
_MILLISECOND: Final = 22

#: Relative validity counts in days here; a month is as long as the carrier thinks it is, so none is ever said.
_VALIDITY_SECONDS_MAX: Final = 30 * 86_400


def submit_sm_of(handover: HandOver, form: SubmitForm, utc_ms: int) -> SubmitSm:
    """The PDU that hands this segment over in the carrier's form, now being `utc_ms`. Raises Unsendable.

    What fits the carrier's alphabet goes in that, the rest in UCS-2, which is UTF-16BE in truth. Of several parts each
    says which it is, in a concatenation header or in TLVs, as the route has it.
    """
    sender = _sender_of(handover, form)
    ton, npi = form.source(sender)
    header = _header_of(handover)
    octets, data_coding = _octets_of(handover, form, len(header))
    tlvs = _sar_of(handover)
    if handover.long_messages is LongMessages.PAYLOAD and count_segments(handover.text, form.alphabet) > 1:
        octets, tlvs = b"", ((TLV_MESSAGE_PAYLOAD, octets),)
    if len(header) + len(octets) > SHORT_MESSAGE_MAX:
        raise Unsendable("ESME_RINVMSGLEN")
    pdu = SubmitSm(
        service_type=form.service_type,
        source_addr_ton=ton,
        source_addr_npi=npi,
        source_addr=sender,
        dest_addr_ton=form.destination[0],
        dest_addr_npi=form.destination[1],
        destination_addr=_destination_of(handover, form),
        esm_class=ESM_CLASS_UDHI if header else 0,
        protocol_id=form.protocol_id,
        priority_flag=form.priorities[handover.priority],
        validity_period=_validity_period(handover.validity_seconds, form, utc_ms),
        registered_delivery=form.registered_delivery,
        data_coding=data_coding,
        short_message=header + octets,
        tlvs=tlvs + form.tlvs,
    )
    return pdu if handover.given is None else with_given(pdu, handover.given, form)


def _sender_of(handover: HandOver, form: SubmitForm) -> str:
    sender = handover.sender or form.sender
    if not (sender.isascii() and len(sender) <= _ADDRESS_MAX and "\0" not in sender):
        raise Unsendable("ESME_RINVSRCADR")
    return sender


def _destination_of(handover: HandOver, form: SubmitForm) -> str:
    to = handover.to
    written = f"+{to}" if form.destination_plus else to
    if not (to.isascii() and to.isdigit() and len(written) <= _ADDRESS_MAX):
        raise Unsendable("ESME_RINVDSTADR")
    return written


def relative_time(seconds: int) -> str:
    """So many seconds from the SMSC's own now (SMPP 3.4 §7.1.1), so that no clocks have to agree.

    At least one second, at most 30 days.
    """
    left = min(max(seconds, 1), _VALIDITY_SECONDS_MAX)
    minutes, second = divmod(left, 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    return f"0000{day:02d}{hour:02d}{minute:02d}{second:02d}000R"


def absolute_time(utc_ms: int) -> str:
    """A moment in UTC, to the second (SMPP 3.4 §7.1.1)."""
    return datetime.fromtimestamp(utc_ms // 1000, UTC).strftime("%y%m%d%H%M%S000+")


def _validity_period(seconds: int, form: SubmitForm, utc_ms: int) -> str:
    if form.validity is Validity.NONE:
        return ""
    if form.validity is Validity.ABSOLUTE:
        return absolute_time(utc_ms + 1000 * min(max(seconds, 1), _VALIDITY_SECONDS_MAX))
    return relative_time(seconds)


def _header_of(handover: HandOver) -> bytes:
    """What a part of several begins with; nothing for a message of one, or where TLVs tell the part."""
    way = handover.long_messages
    if handover.total == 1 or way not in (LongMessages.UDH8, LongMessages.UDH16):
        return b""
    wide = way is LongMessages.UDH16
    reference = _wide_reference(handover) if wide else handover.reference
    try:
        return concatenation_header(reference, handover.total, handover.part, wide=wide)
    except ValueError:
        raise Unsendable("ESME_RINVESMCLASS") from None


def _sar_of(handover: HandOver) -> Tlvs:
    """The TLVs that tell the part, where they are the carrier's way."""
    if handover.total == 1 or handover.long_messages is not LongMessages.SAR:
        return ()
    if not 1 <= handover.part <= handover.total <= 0xFF:
        raise Unsendable("ESME_RINVESMCLASS")
    return (
        (TLV_SAR_MSG_REF_NUM, _wide_reference(handover).to_bytes(2, "big")),
        (TLV_SAR_TOTAL_SEGMENTS, bytes((handover.total,))),
        (TLV_SAR_SEGMENT_SEQNUM, bytes((handover.part,))),
    )


def _wide_reference(handover: HandOver) -> int:
    """Sixteen bits: the octet that is stored with the message, below one of its id. The same at every attempt.

    An id ends with a sequence that begins anew each millisecond, and is 0 most of the time: the millisecond counts too.
    """
    of_id = (handover.message_id ^ handover.message_id >> _MILLISECOND) & 0xFF
    return of_id << 8 | handover.reference & 0xFF


def _octets_of(handover: HandOver, form: SubmitForm, header_octets: int) -> tuple[bytes, int]:
    """The text behind a header of so many octets, and its data_coding.

    A text that was cut for another alphabet, before the settings changed, goes as UCS-2 where a segment has room for
    it.
    """
    if not handover.ucs2 and fits(handover.text, form.alphabet):
        return encode(handover.text, form.alphabet, header_octets), form.default_coding
    octets = octets_of(handover.text, DataCoding.UCS2)
    if not (handover.ucs2 or (gsm7.fits(handover.text) and _has_room(handover, octets))):
        raise Unsendable("ESME_RINVDCS")
    return octets, form.ucs2_coding


def _has_room(handover: HandOver, octets: bytes) -> bool:
    """Whether one segment holds the octets with the header that it has on the air; a payload has no bounds."""
    way = handover.long_messages
    header_octets = way.header_octets if handover.total > 1 else 0
    return way is LongMessages.PAYLOAD or header_octets + len(octets) <= _SEGMENT_OCTETS
