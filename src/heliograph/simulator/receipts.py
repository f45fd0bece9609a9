"""Makes the deliver_sm of a receipt (SMPP 3.4 Appendix B): the text, and the TLVs that say the same."""

from collections.abc import Collection

import msgspec

from heliograph.simulator.behaviour import Outcome
from heliograph.simulator.odd_receipts import odd_pdu, odd_text
from heliograph.simulator.reassembly import UserData
from heliograph.smpp.pdu import ESM_CLASS_RECEIPT, DataSm, DeliverSm, SubmitSm
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.data_coding import text_of, without_default
from heliograph.sms.receipt import TLV_NETWORK_ERROR_CODE, receipt_text, receipt_tlvs

_GSM = 3  # network type of TLV network_error_code (§5.3.2.31)

_TEXT_OCTETS = 40  # the receipt repeats 20 characters; those of UCS-2 take two octets each


class Submission(msgspec.Struct, frozen=True, gc=False):
    """A submit_sm that the network took, kept until its last receipt is on its way."""

    number: int
    """Becomes the message_id, in whichever form."""
    system_id: str
    submitted_at: int
    """UTC milliseconds."""
    pdu: SubmitSm
    data: UserData


def receipt_pdu(
    submission: Submission,
    outcome: Outcome,
    message_id: str,
    done_at: int,
    alphabet: Alphabet = Alphabet.GSM7_UNPACKED,
    forms: Collection[str] = (),
) -> DeliverSm | DataSm:
    """The receipt of `submission`: from its recipient, to its sender. `done_at` is UTC milliseconds.

    `forms` says what is odd about it.
    """
    asked, data = submission.pdu, submission.data
    said = without_default(data.octets[:_TEXT_OCTETS], asked.data_coding, alphabet, len(data.udh))
    excerpt = text_of(*said) or ""
    text = receipt_text(
        message_id,
        outcome.state,
        submitted_at=submission.submitted_at,
        done_at=done_at,
        err=outcome.err,
        text=excerpt,
    )
    tlvs = receipt_tlvs(message_id, outcome.state)[0 if message_id else 1 :]
    code = int(outcome.err) if outcome.err.isdecimal() else 0
    if 0 < code <= 0xFFFF:
        tlvs += ((TLV_NETWORK_ERROR_CODE, bytes((_GSM, code >> 8, code & 0xFF))),)
    usual = DeliverSm(
        source_addr_ton=asked.dest_addr_ton,
        source_addr_npi=asked.dest_addr_npi,
        source_addr=asked.destination_addr,
        dest_addr_ton=asked.source_addr_ton,
        dest_addr_npi=asked.source_addr_npi,
        destination_addr=asked.source_addr,
        esm_class=ESM_CLASS_RECEIPT,
        short_message=text.encode("ascii", "replace"),
        tlvs=tlvs,
    )
    if not forms:
        return usual
    odd = odd_text(message_id, outcome, submission.submitted_at, done_at, excerpt, forms)
    return odd_pdu(usual, odd.encode("ascii", "replace"), forms)
