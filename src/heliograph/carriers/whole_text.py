"""The text of a hand-over for carriers that take texts only: over HTTP nobody is handed octets."""

from heliograph.carriers.port import HandOver
from heliograph.carriers.unsendable import Unsendable
from heliograph.smpp.pdu import TLV_SAR_MSG_REF_NUM
from heliograph.sms.data_coding import text_of

#: What is refused says so by the field of submit_sm that has no place in a request.
_HEADER, _CODING = "ESME_RINVESMCLASS", "ESME_RINVDCS"


def whole_text_of(handover: HandOver) -> str:
    """The text, or what the octets say that the sender gave in its place.

    Raises `Unsendable` for octets that are no text, and for those that a header or TLVs name as a part of one: alone
    they would be read as another message. Other TLVs and the protocol id, which stand beside a text, are left out.
    """
    given = handover.given
    if given is None or given.octets is None:
        return handover.text
    if given.udh or any(tag == TLV_SAR_MSG_REF_NUM for tag, _ in given.tlvs):
        raise Unsendable(_HEADER)
    text = text_of(given.octets, given.data_coding)
    if text is None:
        raise Unsendable(_CODING)
    return text
