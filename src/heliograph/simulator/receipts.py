"""Makes the deliver_sm of a receipt (SMPP 3.4 Appendix B): the text, and the TLVs that say the same."""

import msgspec

from heliograph.simulator.behaviour import Outcome
from heliograph.simulator.reassembly import UserData
from heliograph.smpp.pdu import ESM_CLASS_RECEIPT, DeliverSm, SubmitSm
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
) -> DeliverSm:
    """The receipt of `submission`: from its recipient, to its sender. `done_at` is UTC milliseconds."""
    asked, data = submission.pdu, submission.data
    said = without_default(data.octets[:_TEXT_OCTETS], asked.data_coding, alphabet, len(data.udh))
    text = receipt_text(
        message_id,
        outcome.state,
        submitted_at=submission.submitted_at,
        done_at=done_at,
        err=f"{outcome.err:03d}",
        text=text_of(*said) or "",
    )
    tlvs = receipt_tlvs(message_id, outcome.state)
    if outcome.err:
        tlvs += ((TLV_NETWORK_ERROR_CODE, bytes((_GSM, outcome.err >> 8, outcome.err & 0xFF))),)
    return DeliverSm(
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
