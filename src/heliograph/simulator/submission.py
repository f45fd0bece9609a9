"""What the network keeps of a submit_sm that it took, until its last receipt is acknowledged."""

import msgspec

from heliograph.simulator.reassembly import UserData
from heliograph.smpp.pdu import SubmitSm


class Submission(msgspec.Struct, frozen=True, gc=False):
    """A submit_sm that was taken."""

    number: int
    """Becomes the message_id, in whichever form."""
    system_id: str
    submitted_at: int
    """UTC milliseconds."""
    pdu: SubmitSm
    data: UserData
