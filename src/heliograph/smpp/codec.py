"""Turns PDUs into octets and octets into PDUs (SMPP 3.4 §4, §5).

`encode` refuses what would shift the peer's reading (a NUL inside a string, a value too long): `LocalError`. `decode`
refuses what is not the PDU it claims to be, with the status to answer: `PeerError`; nothing else is ever raised. It is
strict with a request that can be sent again better, and lenient where a fact would be lost: of deliver_sm and data_sm
the TLVs that can be read are taken and the rest kept as `tail`, and a response is taken as far as it goes.
"""

from collections.abc import Sequence
from struct import Struct
from typing import Any, Final, TypeAlias, cast

from heliograph.smpp.faults import LocalError, PeerError
from heliograph.smpp.layout import COMMAND_OF, LAYOUT, PDU_OF, Make
from heliograph.smpp.pdu import (
    ESME_RINVCMDID,
    ESME_RINVCMDLEN,
    ESME_RINVOPTPARSTREAM,
    ESME_ROK,
    RESPONSE,
    DataSm,
    DeliverSm,
    Pdu,
    SubmitSm,
    SubmitSmResp,
    Tlvs,
)
from heliograph.smpp.short_message import decode_short_message, encode_short_message

HEADER: Final = Struct(">IIII")
HEADER_OCTETS: Final = 16

_TLV: Final = Struct(">HH")
TLV_HEADER_OCTETS: Final = _TLV.size

#: PDUs whose TLVs are read as far as they can be.
_LENIENT = (DeliverSm, DataSm)

#: A PDU with what its header says: (sequence_number, command_status, pdu).
Decoded: TypeAlias = tuple[int, int, Pdu]


def encode(pdu: Pdu, sequence: int, command_status: int = ESME_ROK) -> bytes:
    """The octets of `pdu` with its header. A status other than ESME_ROK leaves the body out, as §4.1.2 has it.

    Raises LocalError.
    """
    kind = type(pdu)
    if command_status:
        return HEADER.pack(HEADER_OCTETS, COMMAND_OF[kind], command_status, sequence)
    if kind is SubmitSm or kind is DeliverSm:
        body = encode_short_message(cast(SubmitSm, pdu))
    else:
        body = b"".join([field.encode(getattr(pdu, field.name)) for field in LAYOUT[kind]])
    if pdu.tlvs:
        body += encode_tlvs(pdu.tlvs)
    if isinstance(pdu, _LENIENT):
        body += pdu.tail
    return HEADER.pack(HEADER_OCTETS + len(body), COMMAND_OF[kind], 0, sequence) + body


def encode_refusal(command_id: int, sequence: int, command_status: int) -> bytes:
    """A response without a body: to the request `command_id`, or generic_nack."""
    return HEADER.pack(HEADER_OCTETS, command_id | RESPONSE, command_status, sequence)


def decode(data: bytes, start: int = 0, end: int | None = None) -> Decoded:
    """The PDU whose octets stand in `data` from `start` to `end`, header and all.

    Raises PeerError: ESME_RINVCMDLEN where the PDU ends inside a field or has another length than it says,
    ESME_RINVCMDID for a command that SMPP 3.4 does not have, else the status of the field at fault.
    """
    if end is None:
        end = len(data)
    if end - start < HEADER_OCTETS:
        raise PeerError(ESME_RINVCMDLEN, f"a PDU of {end - start} octets has no header")
    length, command_id, command_status, sequence = HEADER.unpack_from(data, start)
    if length != end - start:
        raise PeerError(ESME_RINVCMDLEN, f"command_length is {length}; the PDU has {end - start} octets")
    return sequence, command_status, decode_body(command_id, data, start + HEADER_OCTETS, end)


def decode_body(command_id: int, data: bytes, at: int, end: int) -> Pdu:
    """The body of `command_id` that stands in `data` from `at` to `end`; raises PeerError as `decode` does."""
    kind = PDU_OF.get(command_id)
    if kind is None:
        raise PeerError(ESME_RINVCMDID, f"command_id {command_id:#010x} is not of SMPP 3.4")
    if command_id & RESPONSE:
        return _decode_response(kind, data, at, end)
    values: Sequence[Any]
    try:
        if kind is SubmitSm or kind is DeliverSm:
            values, at = decode_short_message(data, at, end, strict=kind is SubmitSm)
        else:
            values, at = _decode_fields(kind, data, at, end)
    except (ValueError, IndexError):
        raise PeerError(ESME_RINVCMDLEN, f"{kind.__name__} ends inside a mandatory field") from None
    if at == end:
        return cast(Make, kind)(*values)
    tlvs, at = decode_tlvs(data, at, end)
    if at == end:
        return cast(Make, kind)(*values, tlvs)
    if kind in _LENIENT:
        return cast(Make, kind)(*values, tlvs, data[at:end])
    raise PeerError(ESME_RINVOPTPARSTREAM, f"{kind.__name__} has {end - at} octets that are no optional parameter")


def _decode_response(kind: type[Pdu], data: bytes, at: int, end: int) -> Pdu:
    """A response as far as it can be read: its status is a fact, whatever became of the body."""
    if kind is SubmitSmResp:
        nul = data.find(0, at, end)
        if nul == end - 1:
            return SubmitSmResp(data[at:nul].decode("latin-1"))
    made = cast(Make, kind)
    if at == end:
        return made()
    values: list[Any] = []
    for field in LAYOUT[kind]:
        try:
            value, at = field.decode(data, at, end)
        except (PeerError, ValueError, IndexError):
            if field.name in {"message_id", "system_id"}:
                # Too long, or without its NUL: the id is what a receipt will name, so it is taken as it stands.
                values.append(data[at:end].split(b"\0", 1)[0].decode("latin-1"))
            return made(*values)
        values.append(value)
    return made(*values, decode_tlvs(data, at, end)[0])


def _decode_fields(kind: type[Pdu], data: bytes, at: int, end: int) -> tuple[list[Any], int]:
    values: list[Any] = []
    for field in LAYOUT[kind]:
        value, at = field.decode(data, at, end)
        values.append(value)
    return values, at


def encode_tlvs(tlvs: Tlvs) -> bytes:
    octets: list[bytes] = []
    for tag, value in tlvs:
        if not (0 <= tag <= 0xFFFF and len(value) <= 0xFFFF):
            raise LocalError(f"TLV {tag:#06x} of {len(value)} octets does not fit its header")
        octets += _TLV.pack(tag, len(value)), value
    return b"".join(octets)


def decode_tlvs(data: bytes, at: int, end: int) -> tuple[Tlvs, int]:
    """The optional parameters from `at` on, and where the first octet stands that is none of them."""
    found: list[tuple[int, bytes]] = []
    while at + TLV_HEADER_OCTETS <= end:
        tag, length = _TLV.unpack_from(data, at)
        stop = at + TLV_HEADER_OCTETS + length
        if stop > end:
            break
        found.append((tag, data[at + TLV_HEADER_OCTETS : stop]))
        at = stop
    return tuple(found), at
