"""Takes a PDU apart for people: every octet of it in one field, each with its value and what that means.

Never refuses anything: what cannot be read, or is left over, is a field, too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from heliograph.smpp.codec import HEADER, HEADER_OCTETS, TLV_HEADER_OCTETS, decode_tlvs
from heliograph.smpp.faults import PeerError
from heliograph.smpp.layout import LAYOUT, PDU_OF, CString, Octet, ShortMessage
from heliograph.smpp.pdu import (
    ESM_CLASS_TYPE,
    ESM_CLASS_UDHI,
    TLV_MESSAGE_PAYLOAD,
    TLV_MESSAGE_STATE,
    TLV_RECEIPTED_MESSAGE_ID,
)
from heliograph.sms.command_status import status_of
from heliograph.sms.data_coding import text_of
from heliograph.sms.message_state import MESSAGE_STATES

#: Where a word begins in the name of a PDU's class.
_WORD: Final = re.compile("(?<!^)(?=[A-Z])")

_TON: Final = ("unknown", "international", "national", "network specific", "subscriber", "alphanumeric", "abbreviated")
_NPI: Final[Mapping[int, str]] = {
    0: "unknown",
    1: "ISDN (E.164)",
    3: "data (X.121)",
    4: "telex",
    6: "land mobile (E.212)",
    8: "national",
    9: "private",
    10: "ERMES",
    14: "internet (IP)",
    18: "WAP client",
}

#: data_coding (§5.2.19).
_CODINGS: Final[Mapping[int, str]] = {
    0: "the SMSC's default alphabet",
    1: "IA5 (ASCII)",
    2: "octets",
    3: "Latin-1",
    4: "octets",
    5: "JIS",
    6: "Cyrillic",
    7: "Hebrew",
    8: "UCS-2",
}

_MESSAGE_TYPES: Final[Mapping[int, str]] = {
    0x00: "message",
    0x04: "delivery receipt",
    0x08: "delivery acknowledgement",
    0x10: "manual acknowledgement",
    0x18: "conversation abort",
    0x20: "intermediate notification",
}

#: Optional parameters (§5.3.2) that are met in practice, by tag.
_TAGS: Final[Mapping[int, str]] = {
    0x0005: "dest_addr_subunit",
    0x001D: "additional_status_info_text",
    0x001E: "receipted_message_id",
    0x0030: "ms_msg_wait_facilities",
    0x0201: "privacy_indicator",
    0x0202: "source_subaddress",
    0x0203: "dest_subaddress",
    0x0204: "user_message_reference",
    0x0205: "user_response_code",
    0x020A: "source_port",
    0x020B: "destination_port",
    0x020C: "sar_msg_ref_num",
    0x020D: "language_indicator",
    0x020E: "sar_total_segments",
    0x020F: "sar_segment_seqnum",
    0x0210: "sc_interface_version",
    0x0304: "number_of_messages",
    0x0381: "callback_num",
    0x0420: "dpf_result",
    0x0421: "set_dpf",
    0x0422: "ms_availability_status",
    0x0423: "network_error_code",
    0x0424: "message_payload",
    0x0425: "delivery_failure_reason",
    0x0426: "more_messages_to_send",
    0x0427: "message_state",
}

#: Of those, the ones that are text.
_TEXT_TAGS: Final = frozenset({0x001D, TLV_RECEIPTED_MESSAGE_ID})

_CONCATENATED = {0x00: 3, 0x08: 4}
"""Length of a concatenation element's data by its identifier (3GPP TS 23.040 §9.2.3.24)."""


class Part(NamedTuple):
    """One field of a PDU."""

    name: str
    start: int
    """Where its first octet is, counted from the PDU's; `end` is behind its last."""
    end: int
    value: str
    """As a person reads it."""
    meaning: str = ""
    """What the value stands for; empty where it speaks for itself."""


def command_name(command_id: int) -> str:
    """The name in the specification, `submit_sm_resp`; hex for a command that it does not have."""
    kind = PDU_OF.get(command_id)
    return _WORD.sub("_", kind.__name__).lower() if kind is not None else f"0x{command_id:08X}"


def dissect(octets: bytes) -> tuple[Part, ...]:
    """Every octet of the PDU, in fields that follow one another."""
    if len(octets) < HEADER_OCTETS:
        return (Part("torn", 0, len(octets), _hex(octets), "shorter than a header"),) if octets else ()
    length, command_id, command_status, sequence = HEADER.unpack_from(octets)
    odd = "" if length == len(octets) else f"the PDU has {len(octets)}"
    header = (
        Part("command_length", 0, 4, str(length), odd),
        Part("command_id", 4, 8, f"0x{command_id:08X}", command_name(command_id)),
        Part("command_status", 8, 12, f"0x{command_status:08X}", _status(command_status)),
        Part("sequence_number", 12, 16, str(sequence)),
    )
    return (*header, *_body(octets, command_id))


def _status(command_status: int) -> str:
    status = status_of(command_status)
    return status.name if not command_status else f"{status.name}: {status.meaning}"


def _body(octets: bytes, command_id: int) -> Iterator[Part]:
    kind = PDU_OF.get(command_id)
    at, end = HEADER_OCTETS, len(octets)
    known: dict[str, int] = {}
    for field in LAYOUT[kind] if kind is not None else ():
        if at == end:
            return
        start = at
        try:
            value, at = field.decode(octets, at, end)
        except (PeerError, ValueError, IndexError):
            yield Part(field.name, start, end, _hex(octets[start:end]), "cannot be read")
            return
        if isinstance(field, ShortMessage):
            yield Part("sm_length", start, start + 1, str(octets[start]))
            yield from _text(octets, start + 1, at, known)
        elif isinstance(field, Octet):
            known[field.name] = value
            yield Part(field.name, start, at, str(value), _meaning(field.name, value))
        else:
            yield Part(field.name, start, at, value if isinstance(field, CString) else _hex(octets[start:at]))
    yield from _tlvs(octets, at, end, known)


def _text(octets: bytes, at: int, end: int, known: Mapping[str, int]) -> Iterator[Part]:
    """short_message: its header, where esm_class says that there is one, and the text behind it."""
    if known.get("esm_class", 0) & ESM_CLASS_UDHI and at < end and at + 1 + octets[at] <= end:
        stop = at + 1 + octets[at]
        yield Part("user data header", at, stop, _hex(octets[at:stop]), _header(octets[at + 1 : stop]))
        at = stop
    if at < end:
        yield Part("short_message", at, end, _decoded(octets[at:end], known.get("data_coding", 0)))


def _header(elements: bytes) -> str:
    """What the elements of a user data header say, as far as they are of concatenation."""
    at, said = 0, []
    while at + 2 <= len(elements):
        identifier, length = elements[at], elements[at + 1]
        data = elements[at + 2 : at + 2 + length]
        if _CONCATENATED.get(identifier) == length == len(data):
            said.append(f"part {data[-1]} of {data[-2]}, reference {int.from_bytes(data[:-2])}")
        else:
            said.append(f"element 0x{identifier:02X}")
        at += 2 + length
    return "; ".join(said)


def _decoded(octets: bytes, data_coding: int) -> str:
    """The text as its coding says; hex where that is no text."""
    text = text_of(octets, data_coding)
    return text if text is not None else _hex(octets)


def _tlvs(octets: bytes, at: int, end: int, known: Mapping[str, int]) -> Iterator[Part]:
    for tag, value in decode_tlvs(octets, at, end)[0]:
        stop = at + TLV_HEADER_OCTETS + len(value)
        yield Part(
            _TAGS.get(tag, f"TLV 0x{tag:04X}"), at, stop, _tlv_value(tag, value, known), _tlv_meaning(tag, value)
        )
        at = stop
    if at < end:
        yield Part("left over", at, end, _hex(octets[at:end]), "no optional parameter")


def _tlv_value(tag: int, value: bytes, known: Mapping[str, int]) -> str:
    if tag in _TEXT_TAGS:
        return value.rstrip(b"\0").decode("latin-1")
    if tag == TLV_MESSAGE_PAYLOAD:
        return _decoded(value, known.get("data_coding", 0))
    return str(int.from_bytes(value)) if 0 < len(value) <= 2 else _hex(value)


def _tlv_meaning(tag: int, value: bytes) -> str:
    return _state(value[0]) if tag == TLV_MESSAGE_STATE and len(value) == 1 else ""


def _state(number: int) -> str:
    state = MESSAGE_STATES.get(number)
    return state.name if state is not None else ""


def _meaning(name: str, value: int) -> str:
    if name.endswith("_ton"):
        return _TON[value] if value < len(_TON) else ""
    if name.endswith("_npi"):
        return _NPI.get(value, "")
    match name:
        case "data_coding":
            return _CODINGS.get(value, "")
        case "esm_class":
            return _esm_class(value)
        case "registered_delivery":
            return ("no receipt", "a receipt at the end", "a receipt of failure")[value & 3] if value & 3 < 3 else ""
        case "message_state":
            return _state(value)
    return ""


def _esm_class(value: int) -> str:
    said = [_MESSAGE_TYPES.get(value & ESM_CLASS_TYPE, "")]
    if value & ESM_CLASS_UDHI:
        said.append("with a user data header")
    return ", ".join(filter(None, said))


def _hex(octets: bytes) -> str:
    return octets.hex(" ")
