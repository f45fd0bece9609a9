"""Makes the submit_sm of one hand-over: addresses with their kinds, coded text, concatenation header, validity."""

from typing import Final

from heliograph.carriers.port import HandOver
from heliograph.carriers.submit_form import SubmitForm
from heliograph.smpp.layout import SHORT_MESSAGE_MAX
from heliograph.smpp.pdu import ESM_CLASS_UDHI, SubmitSm
from heliograph.sms.gsm7 import NotInAlphabet
from heliograph.sms.segments import DataCoding, octets_of
from heliograph.sms.udh import concatenation_header

#: Octets of an address without its NUL (SMPP 3.4 §5.2.8).
_ADDRESS_MAX: Final = 20

#: Relative validity counts in days here; a month is as long as the carrier thinks it is, so none is ever said.
_VALIDITY_SECONDS_MAX: Final = 30 * 86_400


class Unsendable(Exception):
    """No submit_sm can say this; `code` is the catalogue's word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def submit_sm_of(handover: HandOver, form: SubmitForm) -> SubmitSm:
    """The PDU that hands this segment over in the carrier's form. Raises Unsendable.

    GSM 7-bit goes unpacked under data_coding 0, UCS-2 as UTF-16BE under 8. Of several parts each begins with a
    concatenation header.
    """
    sender = _sender_of(handover, form)
    ton, npi = form.source(sender)
    short_message, esm_class = _short_message_of(handover)
    return SubmitSm(
        source_addr_ton=ton,
        source_addr_npi=npi,
        source_addr=sender,
        dest_addr_ton=form.destination[0],
        dest_addr_npi=form.destination[1],
        destination_addr=_destination_of(handover, form),
        esm_class=esm_class,
        validity_period=relative_time(handover.validity_seconds),
        registered_delivery=form.registered_delivery,
        data_coding=DataCoding.UCS2 if handover.ucs2 else DataCoding.GSM7,
        short_message=short_message,
    )


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


def _short_message_of(handover: HandOver) -> tuple[bytes, int]:
    """The octets of the text with their header, and the esm_class that announces it."""
    esm_class, header = 0, b""
    try:
        octets = octets_of(handover.text, DataCoding.UCS2 if handover.ucs2 else DataCoding.GSM7)
    except NotInAlphabet:
        raise Unsendable("ESME_RINVDCS") from None
    if handover.total > 1:
        try:
            header = concatenation_header(handover.reference, handover.total, handover.segment)
        except ValueError:
            raise Unsendable("ESME_RINVESMCLASS") from None
        esm_class = ESM_CLASS_UDHI
    if len(header) + len(octets) > SHORT_MESSAGE_MAX:
        raise Unsendable("ESME_RINVMSGLEN")
    return header + octets, esm_class
