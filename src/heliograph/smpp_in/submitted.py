"""Reads a submit_sm, submit_multi or data_sm to what SubmitMessage is asked for."""

from typing import Final, TypeAlias

import msgspec
import orjson

from heliograph.operations.dysmsapi_2018_05_01.shared_fields import VALIDITY_SECONDS_MAX
from heliograph.smpp import pdu as smpp
from heliograph.smpp.pdu import DataSm, SubmitMulti, SubmitSm, Tlvs, find_tlv
from heliograph.smpp_in.statuses import ESME_RINVDFTMSGID, ESME_RINVESMCLASS, ESME_RINVREPFLAG
from heliograph.smpp_in.times import NoTime, seconds_until
from heliograph.sms.data_coding import text_of
from heliograph.sms.udh import Concatenation, concatenation_header, read_header

TLV_USER_MESSAGE_REFERENCE: Final = 0x0204

_SAR = (smpp.TLV_SAR_MSG_REF_NUM, smpp.TLV_SAR_TOTAL_SEGMENTS, smpp.TLV_SAR_SEGMENT_SEQNUM)

#: TLVs that are read here and not handed on.
_READ_HERE = frozenset({smpp.TLV_MESSAGE_PAYLOAD, TLV_USER_MESSAGE_REFERENCE})

#: Data codings whose text goes by the way of every other text: the carrier gets it in its own coding.
_TEXTS = frozenset({0x00, 0x01, 0x03, 0x08})

#: priority_flag 2 and 3 go first; a service_type of this name says it more exactly.
_TYPE_OF_PRIORITY = {1: "NOTIFY", 2: "OTP", 3: "OTP"}
_TYPE_OF_SERVICE = {"OTP": "OTP", "MKT": "MKT"}

Submit: TypeAlias = SubmitSm | SubmitMulti | DataSm


class Unfit(Exception):
    """The PDU asks for what there is not; the command_status says what."""

    def __init__(self, command_status: int) -> None:
        super().__init__(f"command_status {command_status:#x}")
        self.command_status = command_status


class Submitted(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer wants sent, whichever PDU brought it."""

    source: str
    source_ton_npi: tuple[int, int]
    octets: bytes
    """The user data without its header."""
    data_coding: int
    udh: bytes = b""
    place: Concatenation | None = None
    """Which part of which message it is; None for a whole one."""
    tlvs: Tlvs = ()
    protocol_id: int = 0
    registered_delivery: int = 0
    validity_seconds: int = 0
    """0 for the server's own."""
    type: str = ""
    reference: str = ""
    """The user_message_reference, in digits."""


def read_submit(pdu: Submit, utc_ms: int) -> Submitted:
    """What the PDU wants. Raises Unfit."""
    if isinstance(pdu, DataSm):
        validity = protocol_id = priority = 0
        short_message = b""
    else:
        _refuse_unsupported(pdu)
        validity = _validity(pdu.validity_period, utc_ms)
        protocol_id, priority, short_message = pdu.protocol_id, pdu.priority_flag, pdu.short_message
    udh, octets = _user_data(short_message, find_tlv(pdu.tlvs, smpp.TLV_MESSAGE_PAYLOAD), pdu.esm_class)
    return Submitted(
        source=pdu.source_addr.lstrip("+"),
        source_ton_npi=(pdu.source_addr_ton, pdu.source_addr_npi),
        octets=octets,
        data_coding=pdu.data_coding,
        udh=udh,
        place=_place(udh, pdu.tlvs),
        tlvs=tuple((tag, value) for tag, value in pdu.tlvs if tag not in _READ_HERE),
        protocol_id=protocol_id,
        registered_delivery=pdu.registered_delivery & 0x03,
        validity_seconds=validity,
        type=_TYPE_OF_SERVICE.get(pdu.service_type.upper(), "") or _TYPE_OF_PRIORITY.get(priority, ""),
        reference=_reference(find_tlv(pdu.tlvs, TLV_USER_MESSAGE_REFERENCE)),
    )


def text_in(submitted: Submitted) -> str | None:
    """Its text where that may go by the way of every other text; None where it must go as it is."""
    if submitted.udh or submitted.data_coding not in _TEXTS:
        return None
    text = text_of(submitted.octets, submitted.data_coding)
    return None if text is None or "\ufffd" in text else text


def is_plain_part(submitted: Submitted) -> bool:
    """Whether it is a part of a text whose header says nothing else, so that it can be joined with the others."""
    place = submitted.place
    if place is None or place.total < 2 or submitted.data_coding not in _TEXTS:
        return False
    if not submitted.udh:
        return True
    wide = len(submitted.udh) > 6
    if not wide and place.reference > 0xFF:
        return False
    return submitted.udh == concatenation_header(place.reference, place.total, place.number, wide=wide)


def without_place(submitted: Submitted, octets: bytes) -> Submitted:
    """A whole message of these octets, as the parts ask for it."""
    tlvs = tuple((tag, value) for tag, value in submitted.tlvs if tag not in _SAR)
    return msgspec.structs.replace(submitted, octets=octets, udh=b"", place=None, tlvs=tlvs)


def parameters_of(submitted: Submitted, to: str, to_ton_npi: tuple[int, int], system_id: str) -> dict[str, str]:
    """The parameters of SubmitMessage for one recipient. A place among TLVs makes it octets: they belong together."""
    parameters = {
        "To": to.lstrip("+"),
        "From": submitted.source,
        "Type": submitted.type,
        "TaskId": submitted.reference,
        "SourceTonNpi": _written(submitted.source_ton_npi),
        "DestinationTonNpi": _written(to_ton_npi),
    }
    text = text_in(submitted) if submitted.place is None else None
    if text is not None:
        parameters["Message"] = text
    else:
        parameters["Octets"] = submitted.octets.hex()
        parameters["DataCoding"] = str(submitted.data_coding)
        parameters["Udh"] = submitted.udh.hex()
    if submitted.tlvs:
        values = {f"{tag:04x}": value.hex() for tag, value in reversed(submitted.tlvs)}
        parameters["Tlvs"] = orjson.dumps(values).decode()
    if submitted.protocol_id:
        parameters["ProtocolId"] = str(submitted.protocol_id)
    if submitted.validity_seconds:
        parameters["ValidityPeriod"] = str(submitted.validity_seconds)
    if submitted.registered_delivery:
        parameters |= {"SystemId": system_id, "RegisteredDelivery": str(submitted.registered_delivery)}
    return parameters


def _refuse_unsupported(pdu: SubmitSm | SubmitMulti) -> None:
    """Refuse what would be done otherwise than asked."""
    if pdu.schedule_delivery_time:
        raise Unfit(smpp.ESME_RINVSCHED)
    if pdu.replace_if_present_flag:
        raise Unfit(ESME_RINVREPFLAG)
    if pdu.sm_default_msg_id:
        raise Unfit(ESME_RINVDFTMSGID)


def _validity(text: str, utc_ms: int) -> int:
    if not text:
        return 0
    try:
        return min(seconds_until(text, utc_ms), VALIDITY_SECONDS_MAX)
    except NoTime:
        raise Unfit(smpp.ESME_RINVEXPIRY) from None


def _user_data(short_message: bytes, payload: bytes | None, esm_class: int) -> tuple[bytes, bytes]:
    """The header and the octets behind it, from wherever they stand. An acknowledgement of an SME is no message."""
    if esm_class & smpp.ESM_CLASS_TYPE:
        raise Unfit(ESME_RINVESMCLASS)
    if payload and short_message:
        raise Unfit(smpp.ESME_RINVMSGLEN)
    data = payload or short_message
    if not data:
        raise Unfit(smpp.ESME_RINVMSGLEN)
    if not esm_class & smpp.ESM_CLASS_UDHI:
        return b"", data
    end = 1 + data[0]
    if end > len(data):
        raise Unfit(ESME_RINVESMCLASS)
    return data[:end], data[end:]


def _place(udh: bytes, tlvs: Tlvs) -> Concatenation | None:
    if udh:
        return read_header(udh)[0]
    if not tlvs:
        return None
    reference, total, number = (find_tlv(tlvs, tag) for tag in _SAR)
    if reference is None or total is None or number is None or len(reference) > 2:
        return None
    place = Concatenation(*(int.from_bytes(value, "big") for value in (reference, total, number)))
    return place if 1 <= place.number <= place.total <= 0xFF else None


def _reference(value: bytes | None) -> str:
    return str(int.from_bytes(value, "big")) if value is not None and len(value) <= 2 else ""


def _written(ton_npi: tuple[int, int]) -> str:
    return f"{ton_npi[0]}/{ton_npi[1]}"
