"""Joins the parts of received messages again, as a handset would, so that the ledger shows the text that was meant."""

from collections import OrderedDict

import msgspec

from heliograph.smpp.pdu import (
    ESM_CLASS_UDHI,
    TLV_MESSAGE_PAYLOAD,
    TLV_SAR_MSG_REF_NUM,
    TLV_SAR_SEGMENT_SEQNUM,
    TLV_SAR_TOTAL_SEGMENTS,
    SubmitSm,
)
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.data_coding import text_of, without_default
from heliograph.sms.udh import read_header

#: Messages of several parts that are remembered; the oldest is forgotten first. A part comes within seconds of the
#: others, so this is many times what a full window leaves open.
OPEN_MAX = 10_000


class UserData(msgspec.Struct, frozen=True, gc=False):
    """What a submit_sm carries for the handset, taken apart."""

    octets: bytes
    """Without the user data header."""
    udh: bytes = b""
    """With its length octet; empty when there is none."""
    reference: int = 0
    part: int = 1
    total: int = 1


def user_data_of(pdu: SubmitSm) -> UserData:
    """The header and the rest of short_message or message_payload, and the place among the parts.

    Places come from the header or from the SAR TLVs; one that makes no sense (part 0, part 3 of 2) counts as a message
    of its own.
    """
    octets = pdu.short_message
    if not octets and pdu.tlvs:
        octets = pdu.tlv(TLV_MESSAGE_PAYLOAD) or b""
    if pdu.esm_class & ESM_CLASS_UDHI:
        place, rest = read_header(octets)
        udh = octets[: len(octets) - len(rest)]
        return UserData(rest, udh) if place is None else UserData(rest, udh, place.reference, place.number, place.total)
    if not pdu.tlvs:
        return UserData(octets)
    reference, total, part = _place_in_tlvs(pdu)
    return UserData(octets, b"", reference, part, total) if 1 <= part <= total else UserData(octets)


def _place_in_tlvs(pdu: SubmitSm) -> tuple[int, int, int]:
    reference, total, part = (
        pdu.tlv(tag) for tag in (TLV_SAR_MSG_REF_NUM, TLV_SAR_TOTAL_SEGMENTS, TLV_SAR_SEGMENT_SEQNUM)
    )
    if reference is None or total is None or part is None:
        return 0, 1, 1
    return int.from_bytes(reference, "big"), int.from_bytes(total, "big"), int.from_bytes(part, "big")


class _Open:
    """The parts seen of one message, and how often each was."""

    __slots__ = ("parts", "shown", "times")

    def __init__(self, total: int) -> None:
        self.parts: list[bytes | None] = [None] * total
        self.times = [0] * total
        self.shown = 0


class Reassembly:
    """Parts in any order, each perhaps more than once, to texts."""

    def __init__(self, alphabet: Alphabet = Alphabet.GSM7_UNPACKED, open_max: int = OPEN_MAX) -> None:
        self._alphabet = alphabet
        self._open: OrderedDict[tuple[str, str, int, int], _Open] = OrderedDict()
        self._open_max = open_max

    def text(self, source: str, destination: str, data: UserData, data_coding: int) -> str | None:
        """The whole text, if this part completes it; None if parts are missing or it is no text.

        A repeated part completes nothing again by itself: a whole message that comes twice is shown twice, one whose
        second part comes twice is shown once. A part whose octets differ from those seen under its place begins a new
        message, since references come round after 256.
        """
        octets, data_coding = without_default(data.octets, data_coding, self._alphabet, len(data.udh))
        if data.total == 1:
            return text_of(octets, data_coding)
        key = (source, destination, data.reference, data.total)
        opened = self._open.get(key)
        index = data.part - 1
        if opened is None or opened.parts[index] not in (None, octets):
            opened = self._open[key] = _Open(data.total)
        self._open.move_to_end(key)
        if len(self._open) > self._open_max:
            self._open.popitem(last=False)
        opened.parts[index] = octets
        opened.times[index] += 1
        complete = min(opened.times)
        if complete <= opened.shown:
            return None
        opened.shown = complete
        return text_of(b"".join(part for part in opened.parts if part is not None), data_coding)
