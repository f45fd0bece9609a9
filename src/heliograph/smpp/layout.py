"""Says where the mandatory fields of every PDU stand, and how each kind of field is written and read."""

from collections.abc import Callable, Mapping
from struct import Struct
from typing import Any, Protocol

from heliograph.smpp import pdu as pdus
from heliograph.smpp.faults import LocalError, PeerError

_UNSIGNED_32 = Struct(">I")


class Field(Protocol):
    """One mandatory field: its name in the PDU, and its way to and from the wire."""

    @property
    def name(self) -> str: ...

    def encode(self, value: Any) -> bytes:
        """Raises LocalError for a value that has no place in the field."""
        ...

    def decode(self, data: bytes, at: int, end: int) -> tuple[Any, int]:
        """The value that starts at `at`, and where the next field starts.

        Raises PeerError with the field's status, or ValueError or IndexError where the PDU ends inside the field.
        """
        ...


class CString:
    """Octets up to a NUL (§3.1), at most `octets_max` with it. Latin-1, which keeps every octet."""

    def __init__(self, name: str, octets_max: int, status: int) -> None:
        self.name = name
        self.octets_max = octets_max
        self.status = status

    def encode(self, value: str) -> bytes:
        if len(value) >= self.octets_max:
            raise LocalError(f"{self.name} has {len(value)} octets; it may have {self.octets_max - 1}")
        return c_octets(value, self.name)

    def decode(self, data: bytes, at: int, end: int) -> tuple[str, int]:
        nul = data.index(0, at, end)
        if nul - at >= self.octets_max:
            raise PeerError(self.status, f"{self.name} has {nul - at} octets; it may have {self.octets_max - 1}")
        return data[at:nul].decode("latin-1"), nul + 1


class Octet:
    """An unsigned number of one octet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def encode(self, value: int) -> bytes:
        if not 0 <= value <= 0xFF:
            raise LocalError(f"{self.name} is {value}; it may be 0 to 255")
        return bytes((value,))

    def decode(self, data: bytes, at: int, end: int) -> tuple[int, int]:
        if at >= end:
            raise IndexError
        return data[at], at + 1


class ShortMessage:
    """sm_length and as many octets (§5.2.21)."""

    name = "short_message"

    def encode(self, value: bytes) -> bytes:
        if len(value) > SHORT_MESSAGE_MAX:
            raise LocalError(f"short_message has {len(value)} octets; it may have {SHORT_MESSAGE_MAX}")
        return bytes((len(value),)) + value

    def decode(self, data: bytes, at: int, end: int) -> tuple[bytes, int]:
        if at >= end:
            raise IndexError
        stop = at + 1 + data[at]
        if stop > end:
            raise PeerError(pdus.ESME_RINVMSGLEN, f"sm_length is {data[at]}; {end - at - 1} octets are left")
        return data[at + 1 : stop], stop


class Destinations:
    """The recipients of submit_multi (§4.5.1.1): a count, then addresses and distribution lists."""

    name = "dest_addresses"

    def encode(self, value: tuple[pdus.SmeAddress | pdus.DistributionList, ...]) -> bytes:
        if not 1 <= len(value) <= DESTINATIONS_MAX:
            raise LocalError(f"dest_addresses has {len(value)} recipients; it may have 1 to {DESTINATIONS_MAX}")
        octets = [bytes((len(value),))]
        for one in value:
            if isinstance(one, pdus.DistributionList):
                octets += b"\x02", _DL_NAME.encode(one.dl_name)
            else:
                octets += b"\x01", _TON.encode(one.dest_addr_ton), _NPI.encode(one.dest_addr_npi)
                octets.append(_DESTINATION.encode(one.destination_addr))
        return b"".join(octets)

    def decode(self, data: bytes, at: int, end: int) -> tuple[tuple[pdus.SmeAddress | pdus.DistributionList, ...], int]:
        count, at = _TON.decode(data, at, end)
        if not 1 <= count <= DESTINATIONS_MAX:
            raise PeerError(pdus.ESME_RINVNUMDESTS, f"number_of_dests is {count}")
        found: list[pdus.SmeAddress | pdus.DistributionList] = []
        for _ in range(count):
            flag, at = _TON.decode(data, at, end)
            if flag == 2:
                name, at = _DL_NAME.decode(data, at, end)
                found.append(pdus.DistributionList(name))
            elif flag == 1:
                ton, at = _TON.decode(data, at, end)
                npi, at = _NPI.decode(data, at, end)
                address, at = _DESTINATION.decode(data, at, end)
                found.append(pdus.SmeAddress(ton, npi, address))
            else:
                raise PeerError(pdus.ESME_RINVDESTFLAG, f"dest_flag is {flag}; it may be 1 or 2")
        return tuple(found), at


class Unsuccessful:
    """The recipients that a submit_multi did not reach (§4.5.2.1)."""

    name = "unsuccess_smes"

    def encode(self, value: tuple[pdus.UnsuccessfulSme, ...]) -> bytes:
        if len(value) > 0xFF:
            raise LocalError(f"unsuccess_smes has {len(value)} recipients; it may have 255")
        octets = [bytes((len(value),))]
        for one in value:
            octets += _TON.encode(one.dest_addr_ton), _NPI.encode(one.dest_addr_npi)
            octets += _DESTINATION.encode(one.destination_addr), _UNSIGNED_32.pack(one.error_status_code)
        return b"".join(octets)

    def decode(self, data: bytes, at: int, end: int) -> tuple[tuple[pdus.UnsuccessfulSme, ...], int]:
        count, at = _TON.decode(data, at, end)
        found: list[pdus.UnsuccessfulSme] = []
        for _ in range(count):
            ton, at = _TON.decode(data, at, end)
            npi, at = _NPI.decode(data, at, end)
            address, at = _DESTINATION.decode(data, at, end)
            if at + 4 > end:
                raise IndexError
            found.append(pdus.UnsuccessfulSme(ton, npi, address, _UNSIGNED_32.unpack_from(data, at)[0]))
            at += 4
        return tuple(found), at


def c_octets(value: str, name: str) -> bytes:
    """`value` with its NUL; LocalError where it holds one itself, or a character that is no octet."""
    if "\0" in value:
        raise LocalError(f"{name} holds a NUL")
    try:
        return value.encode("latin-1") + b"\0"
    except UnicodeEncodeError:
        raise LocalError(f"{name} holds a character outside of Latin-1") from None


#: sm_length 255 is reserved (§5.2.21).
SHORT_MESSAGE_MAX = 254

#: number_of_dests (§5.2.24).
DESTINATIONS_MAX = 254

_TON = Octet("dest_addr_ton")
_NPI = Octet("dest_addr_npi")
_DESTINATION = CString("destination_addr", 21, pdus.ESME_RINVDSTADR)
_DL_NAME = CString("dl_name", 21, pdus.ESME_RINVDLNAME)


def _address(prefix: str, address: str, status: int, octets_max: int = 21) -> tuple[Field, ...]:
    return Octet(f"{prefix}_ton"), Octet(f"{prefix}_npi"), CString(address, octets_max, status)


_BIND: tuple[Field, ...] = (
    CString("system_id", 16, pdus.ESME_RINVSYSID),
    # The specification has room for 8 octets; some SMSCs give out longer passwords and ask for them whole.
    CString("password", 64, pdus.ESME_RINVPASWD),
    CString("system_type", 13, pdus.ESME_RINVSYSTYP),
    Octet("interface_version"),
    *_address("addr", "address_range", pdus.ESME_RBINDFAIL, 41),
)
_BIND_RESP: tuple[Field, ...] = (CString("system_id", 16, pdus.ESME_RINVSYSID),)
_SERVICE: tuple[Field, ...] = (CString("service_type", 6, pdus.ESME_RINVSERTYP),)
_SOURCE = _address("source_addr", "source_addr", pdus.ESME_RINVSRCADR)
_DEST = _address("dest_addr", "destination_addr", pdus.ESME_RINVDSTADR)
# data_sm has room for 65 octets (§4.7.1).
_DATA_SOURCE = _address("source_addr", "source_addr", pdus.ESME_RINVSRCADR, 65)
_DATA_DEST = _address("dest_addr", "destination_addr", pdus.ESME_RINVDSTADR, 65)
_MESSAGE_ID: tuple[Field, ...] = (CString("message_id", 65, pdus.ESME_RINVMSGID),)
_TIMES: tuple[Field, ...] = (
    CString("schedule_delivery_time", 17, pdus.ESME_RINVSCHED),
    CString("validity_period", 17, pdus.ESME_RINVEXPIRY),
)
_SHORT_MESSAGE: tuple[Field, ...] = (
    Octet("esm_class"),
    Octet("protocol_id"),
    Octet("priority_flag"),
    *_TIMES,
    Octet("registered_delivery"),
    Octet("replace_if_present_flag"),
    Octet("data_coding"),
    Octet("sm_default_msg_id"),
    ShortMessage(),
)

#: The mandatory fields of each PDU in the order of the wire.
LAYOUT: Mapping[type[pdus.Pdu], tuple[Field, ...]] = {
    pdus.BindReceiver: _BIND,
    pdus.BindReceiverResp: _BIND_RESP,
    pdus.BindTransmitter: _BIND,
    pdus.BindTransmitterResp: _BIND_RESP,
    pdus.BindTransceiver: _BIND,
    pdus.BindTransceiverResp: _BIND_RESP,
    pdus.Outbind: _BIND[:2],
    pdus.Unbind: (),
    pdus.UnbindResp: (),
    pdus.EnquireLink: (),
    pdus.EnquireLinkResp: (),
    pdus.GenericNack: (),
    pdus.SubmitSm: (*_SERVICE, *_SOURCE, *_DEST, *_SHORT_MESSAGE),
    pdus.SubmitSmResp: _MESSAGE_ID,
    pdus.DeliverSm: (*_SERVICE, *_SOURCE, *_DEST, *_SHORT_MESSAGE),
    pdus.DeliverSmResp: _MESSAGE_ID,
    pdus.DataSm: (
        *_SERVICE,
        *_DATA_SOURCE,
        *_DATA_DEST,
        Octet("esm_class"),
        Octet("registered_delivery"),
        Octet("data_coding"),
    ),
    pdus.DataSmResp: _MESSAGE_ID,
    pdus.SubmitMulti: (*_SERVICE, *_SOURCE, Destinations(), *_SHORT_MESSAGE),
    pdus.SubmitMultiResp: (*_MESSAGE_ID, Unsuccessful()),
    pdus.QuerySm: (*_MESSAGE_ID, *_SOURCE),
    pdus.QuerySmResp: (
        *_MESSAGE_ID,
        CString("final_date", 17, pdus.ESME_RSYSERR),
        Octet("message_state"),
        Octet("error_code"),
    ),
    pdus.CancelSm: (*_SERVICE, *_MESSAGE_ID, *_SOURCE, *_DEST),
    pdus.CancelSmResp: (),
    pdus.ReplaceSm: (
        *_MESSAGE_ID,
        *_SOURCE,
        *_TIMES,
        Octet("registered_delivery"),
        Octet("sm_default_msg_id"),
        ShortMessage(),
    ),
    pdus.ReplaceSmResp: (),
    pdus.AlertNotification: (
        *_address("source_addr", "source_addr", pdus.ESME_RINVSRCADR, 65),
        *_address("esme_addr", "esme_addr", pdus.ESME_RINVDSTADR, 65),
    ),
}

_REQUESTS: Mapping[int, tuple[type[pdus.Pdu], type[pdus.Pdu]]] = {
    pdus.BIND_RECEIVER: (pdus.BindReceiver, pdus.BindReceiverResp),
    pdus.BIND_TRANSMITTER: (pdus.BindTransmitter, pdus.BindTransmitterResp),
    pdus.QUERY_SM: (pdus.QuerySm, pdus.QuerySmResp),
    pdus.SUBMIT_SM: (pdus.SubmitSm, pdus.SubmitSmResp),
    pdus.DELIVER_SM: (pdus.DeliverSm, pdus.DeliverSmResp),
    pdus.UNBIND: (pdus.Unbind, pdus.UnbindResp),
    pdus.REPLACE_SM: (pdus.ReplaceSm, pdus.ReplaceSmResp),
    pdus.CANCEL_SM: (pdus.CancelSm, pdus.CancelSmResp),
    pdus.BIND_TRANSCEIVER: (pdus.BindTransceiver, pdus.BindTransceiverResp),
    pdus.ENQUIRE_LINK: (pdus.EnquireLink, pdus.EnquireLinkResp),
    pdus.SUBMIT_MULTI: (pdus.SubmitMulti, pdus.SubmitMultiResp),
    pdus.DATA_SM: (pdus.DataSm, pdus.DataSmResp),
}

#: The PDU of each command id.
PDU_OF: Mapping[int, type[pdus.Pdu]] = {
    **{command_id: request for command_id, (request, _) in _REQUESTS.items()},
    **{command_id | pdus.RESPONSE: response for command_id, (_, response) in _REQUESTS.items()},
    pdus.OUTBIND: pdus.Outbind,
    pdus.ALERT_NOTIFICATION: pdus.AlertNotification,
    pdus.GENERIC_NACK: pdus.GenericNack,
}

#: The command id of each PDU.
COMMAND_OF: Mapping[type[pdus.Pdu], int] = {made: command_id for command_id, made in PDU_OF.items()}

#: Makes a PDU from its fields in the order of the wire.
Make = Callable[..., pdus.Pdu]
