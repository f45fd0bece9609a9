"""Makes the deliver_sm of what a customer must be told: a receipt (SMPP 3.4 Appendix B), or what a person wrote."""

from typing import Final

from heliograph.smpp.layout import SHORT_MESSAGE_MAX
from heliograph.smpp.pdu import ESM_CLASS_RECEIPT, TLV_MESSAGE_PAYLOAD, DeliverSm, Tlvs
from heliograph.smpp_in.submitted import TLV_USER_MESSAGE_REFERENCE
from heliograph.sms import gsm7
from heliograph.sms.codes import business
from heliograph.sms.command_status import status_named
from heliograph.sms.data_coding import text_of
from heliograph.sms.given import Given, read_given
from heliograph.sms.message import State
from heliograph.sms.message_state import MESSAGE_STATES
from heliograph.sms.receipt import receipt_text, receipt_tlvs
from heliograph.sms.report import Heard, Outcome
from heliograph.sms.segments import DataCoding
from heliograph.sms.sender_id import SenderKind, kind_of
from heliograph.store.told import Telling

#: The message_state of each end. Where no receipts come, handed over is all that can be known: ACCEPTED.
_STATE_VALUES: Final = {
    State.DELIVERED: 2,
    State.EXPIRED: 3,
    State.CANCELLED: 4,
    State.FAILED: 5,
    State.SUBMITTED: 6,
    State.UNKNOWN: 7,
    State.REJECTED: 8,
}

_INTERNATIONAL: Final = SenderKind.INTERNATIONAL.value
_ADDRESS_MAX: Final = 20


def deliver_sm_of(telling: Telling) -> DeliverSm:
    """The PDU that tells it. The times in a receipt's text are UTC."""
    about = telling.about
    return _heard(about) if isinstance(about, Heard) else _receipt(telling, about)


def _receipt(telling: Telling, outcome: Outcome) -> DeliverSm:
    given = read_given(outcome.given) or Given()
    message_id = str(telling.key.message)
    state = MESSAGE_STATES[_STATE_VALUES[outcome.state]]
    text = receipt_text(
        message_id,
        state,
        submitted_at=outcome.accepted_at or telling.made_at,
        done_at=outcome.received_at or telling.made_at,
        err=_err(outcome),
        text=outcome.text,
    )
    source_ton, source_npi = given.destination or _INTERNATIONAL
    dest_ton, dest_npi = given.source or (kind_of(outcome.sender).value if outcome.sender else (0, 0))
    return DeliverSm(
        source_addr_ton=source_ton,
        source_addr_npi=source_npi,
        source_addr=outcome.to,
        dest_addr_ton=dest_ton,
        dest_addr_npi=dest_npi,
        destination_addr=outcome.sender,
        esm_class=ESM_CLASS_RECEIPT,
        short_message=text.encode("ascii", "replace"),
        tlvs=(*receipt_tlvs(message_id, state), *_reference(outcome.task_id)),
    )


def _err(outcome: Outcome) -> str:
    """Three digits: the number that the code has in the API's table or as a command_status; 000 where it has none."""
    if outcome.state is State.DELIVERED:
        return "000"
    status = status_named(outcome.code)
    found = business(outcome.code)
    number = status.value if status is not None else found.smpp if found is not None else 0
    return f"{number % 1000:03d}"


def _reference(task_id: str) -> Tlvs:
    """The user_message_reference comes back where that is what the task's id was."""
    if not (task_id.isascii() and task_id.isdigit() and len(task_id) <= 5 and int(task_id) <= 0xFFFF):
        return ()
    return ((TLV_USER_MESSAGE_REFERENCE, int(task_id).to_bytes(2, "big")),)


def _heard(heard: Heard) -> DeliverSm:
    text = text_of(heard.octets, heard.data_coding)
    if text is None:
        octets, data_coding = heard.octets, heard.data_coding
    elif gsm7.fits(text):
        octets, data_coding = gsm7.encode(text), int(DataCoding.GSM7)
    else:
        octets, data_coding = text.encode("utf-16-be", "replace"), int(DataCoding.UCS2)
    tlvs: Tlvs = ()
    if len(octets) > SHORT_MESSAGE_MAX:
        octets, tlvs = b"", ((TLV_MESSAGE_PAYLOAD, octets),)
    dest_ton, dest_npi = kind_of(heard.destination).value if heard.destination else (0, 0)
    return DeliverSm(
        source_addr_ton=_INTERNATIONAL[0],
        source_addr_npi=_INTERNATIONAL[1],
        source_addr=_address(heard.source),
        dest_addr_ton=dest_ton,
        dest_addr_npi=dest_npi,
        destination_addr=_address(heard.destination),
        data_coding=data_coding,
        short_message=octets,
        tlvs=tlvs,
    )


def _address(text: str) -> str:
    """What the field has room for: a carrier may have sent anything."""
    return text.replace("\0", "").encode("latin-1", "replace").decode("latin-1")[:_ADDRESS_MAX]
