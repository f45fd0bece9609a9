"""The ways in which a carrier takes a text that one segment does not hold."""

from enum import IntEnum


class LongMessages(IntEnum):
    """How the parts of a text are named to the carrier. The numbers are stored with messages: never reuse one."""

    UDH8 = 0
    """A concatenation header with an 8-bit reference, six octets."""
    UDH16 = 1
    """One with a 16-bit reference, seven octets."""
    SAR = 2
    """TLVs sar_msg_ref_num, sar_total_segments and sar_segment_seqnum; the SMSC writes the header."""
    PAYLOAD = 3
    """The whole text in TLV message_payload: one submit_sm, one id, one receipt; the SMSC cuts."""

    @property
    def header_octets(self) -> int:
        """What the header takes of each part on the air, whoever writes it."""
        return 7 if self is LongMessages.UDH16 else 6
