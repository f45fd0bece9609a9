"""The PDUs of SMPP 3.4 as values, and the numbers of the protocol: command ids, statuses, TLV tags.

A PDU here is its body: sequence number and command_status belong to the header and travel beside it. C-octet strings
are `str` in Latin-1, which keeps every octet; fields stand in the order of the wire and have the specification's names.
"""

from typing import TypeAlias

import msgspec

# Command ids (§5.1.2.1); a response has the request's with the top bit set.
GENERIC_NACK = 0x80000000
BIND_RECEIVER = 0x00000001
BIND_TRANSMITTER = 0x00000002
QUERY_SM = 0x00000003
SUBMIT_SM = 0x00000004
DELIVER_SM = 0x00000005
UNBIND = 0x00000006
REPLACE_SM = 0x00000007
CANCEL_SM = 0x00000008
BIND_TRANSCEIVER = 0x00000009
OUTBIND = 0x0000000B
ENQUIRE_LINK = 0x00000015
SUBMIT_MULTI = 0x00000021
ALERT_NOTIFICATION = 0x00000102
DATA_SM = 0x00000103
RESPONSE = 0x80000000

# The statuses that the protocol itself answers (§5.1.3); the whole list with its classes is `sms.command_status`.
ESME_ROK = 0x00000000
ESME_RINVMSGLEN = 0x00000001
ESME_RINVCMDLEN = 0x00000002
ESME_RINVCMDID = 0x00000003
ESME_RINVBNDSTS = 0x00000004
ESME_RALYBND = 0x00000005
ESME_RSYSERR = 0x00000008
ESME_RINVSRCADR = 0x0000000A
ESME_RINVDSTADR = 0x0000000B
ESME_RINVMSGID = 0x0000000C
ESME_RBINDFAIL = 0x0000000D
ESME_RINVPASWD = 0x0000000E
ESME_RINVSYSID = 0x0000000F
ESME_RMSGQFUL = 0x00000014
ESME_RINVSERTYP = 0x00000015
ESME_RINVNUMDESTS = 0x00000033
ESME_RINVDLNAME = 0x00000034
ESME_RINVDESTFLAG = 0x00000040
ESME_RSUBMITFAIL = 0x00000045
ESME_RINVSYSTYP = 0x00000053
ESME_RTHROTTLED = 0x00000058
ESME_RINVSCHED = 0x00000061
ESME_RINVEXPIRY = 0x00000062
ESME_RX_T_APPN = 0x00000064
ESME_RQUERYFAIL = 0x00000067
ESME_RINVOPTPARSTREAM = 0x000000C0

# TLV tags that some part of the program reads or writes (§5.3.2); any other is kept as it is.
TLV_RECEIPTED_MESSAGE_ID = 0x001E
TLV_SAR_MSG_REF_NUM = 0x020C
TLV_SAR_TOTAL_SEGMENTS = 0x020E
TLV_SAR_SEGMENT_SEQNUM = 0x020F
TLV_SC_INTERFACE_VERSION = 0x0210
TLV_NETWORK_ERROR_CODE = 0x0423
TLV_MESSAGE_PAYLOAD = 0x0424
TLV_MESSAGE_STATE = 0x0427

# esm_class (§5.2.12)
ESM_CLASS_UDHI = 0x40
ESM_CLASS_TYPE = 0x3C
ESM_CLASS_RECEIPT = 0x04

VERSION_3_4 = 0x34  # interface_version

#: Optional parameters in the order of the wire: (tag, value). An unknown tag is kept octet for octet.
Tlvs: TypeAlias = tuple[tuple[int, bytes], ...]


class _Bind(msgspec.Struct, frozen=True, gc=False):
    system_id: str = ""
    password: str = ""
    system_type: str = ""
    interface_version: int = VERSION_3_4
    addr_ton: int = 0
    addr_npi: int = 0
    address_range: str = ""
    tlvs: Tlvs = ()

    def __repr__(self) -> str:
        """Without its credentials: a PDU may end up in an error text."""
        return f"{type(self).__name__}(interface_version={self.interface_version:#x})"


class BindReceiver(_Bind, frozen=True, gc=False):
    """bind_receiver (§4.1.3)."""


class BindTransmitter(_Bind, frozen=True, gc=False):
    """bind_transmitter (§4.1.1)."""


class BindTransceiver(_Bind, frozen=True, gc=False):
    """bind_transceiver (§4.1.5)."""


class _BindResp(msgspec.Struct, frozen=True, gc=False):
    system_id: str = ""
    tlvs: Tlvs = ()


class BindReceiverResp(_BindResp, frozen=True, gc=False):
    """bind_receiver_resp (§4.1.4)."""


class BindTransmitterResp(_BindResp, frozen=True, gc=False):
    """bind_transmitter_resp (§4.1.2)."""


class BindTransceiverResp(_BindResp, frozen=True, gc=False):
    """bind_transceiver_resp (§4.1.6)."""


class Outbind(msgspec.Struct, frozen=True, gc=False):
    """outbind (§4.1.7): the SMSC asks the ESME to bind."""

    system_id: str = ""
    password: str = ""
    tlvs: Tlvs = ()

    def __repr__(self) -> str:
        """Without its credentials."""
        return "Outbind()"


class Unbind(msgspec.Struct, frozen=True, gc=False):
    """unbind (§4.2.1)."""

    tlvs: Tlvs = ()


class UnbindResp(msgspec.Struct, frozen=True, gc=False):
    """unbind_resp (§4.2.2)."""

    tlvs: Tlvs = ()


class EnquireLink(msgspec.Struct, frozen=True, gc=False):
    """enquire_link (§4.11.1)."""

    tlvs: Tlvs = ()


class EnquireLinkResp(msgspec.Struct, frozen=True, gc=False):
    """enquire_link_resp (§4.11.2)."""

    tlvs: Tlvs = ()


class GenericNack(msgspec.Struct, frozen=True, gc=False):
    """generic_nack (§4.3.1): an unreadable header or an unknown command."""

    tlvs: Tlvs = ()


class SubmitSm(msgspec.Struct, frozen=True, gc=False):
    """submit_sm (§4.4.1): ESME to SMSC."""

    service_type: str = ""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""
    dest_addr_ton: int = 0
    dest_addr_npi: int = 0
    destination_addr: str = ""
    esm_class: int = 0
    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: str = ""
    validity_period: str = ""
    registered_delivery: int = 0
    replace_if_present_flag: int = 0
    data_coding: int = 0
    sm_default_msg_id: int = 0
    short_message: bytes = b""
    """At most 254 octets; longer ones go as `message_payload`, with this empty."""
    tlvs: Tlvs = ()

    def tlv(self, tag: int) -> bytes | None:
        """The value of the first optional parameter with this tag, or None."""
        return find_tlv(self.tlvs, tag)


class DeliverSm(SubmitSm, frozen=True, gc=False):
    """deliver_sm (§4.6.1): SMSC to ESME, with the body of submit_sm."""

    tail: bytes = b""
    """Octets after the last TLV that could be read. A receipt is not refused for them."""


class SubmitSmResp(msgspec.Struct, frozen=True, gc=False):
    """submit_sm_resp (§4.4.2)."""

    message_id: str = ""
    tlvs: Tlvs = ()


class DeliverSmResp(msgspec.Struct, frozen=True, gc=False):
    """deliver_sm_resp (§4.6.2); its message_id is unused."""

    message_id: str = ""
    tlvs: Tlvs = ()


class DataSm(msgspec.Struct, frozen=True, gc=False):
    """data_sm (§4.7.1): both ways; its text is the TLV `message_payload`."""

    service_type: str = ""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""
    dest_addr_ton: int = 0
    dest_addr_npi: int = 0
    destination_addr: str = ""
    esm_class: int = 0
    registered_delivery: int = 0
    data_coding: int = 0
    tlvs: Tlvs = ()
    tail: bytes = b""
    """As in `DeliverSm`."""

    def tlv(self, tag: int) -> bytes | None:
        """The value of the first optional parameter with this tag, or None."""
        return find_tlv(self.tlvs, tag)


class DataSmResp(msgspec.Struct, frozen=True, gc=False):
    """data_sm_resp (§4.7.2)."""

    message_id: str = ""
    tlvs: Tlvs = ()


class SmeAddress(msgspec.Struct, frozen=True, gc=False):
    """One recipient of submit_multi (dest_flag 1)."""

    dest_addr_ton: int
    dest_addr_npi: int
    destination_addr: str


class DistributionList(msgspec.Struct, frozen=True, gc=False):
    """A list of recipients known to the SMSC (dest_flag 2)."""

    dl_name: str


class SubmitMulti(msgspec.Struct, frozen=True, gc=False):
    """submit_multi (§4.5.1): one text to many recipients."""

    service_type: str = ""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""
    dest_addresses: tuple[SmeAddress | DistributionList, ...] = ()
    esm_class: int = 0
    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: str = ""
    validity_period: str = ""
    registered_delivery: int = 0
    replace_if_present_flag: int = 0
    data_coding: int = 0
    sm_default_msg_id: int = 0
    short_message: bytes = b""
    tlvs: Tlvs = ()


class UnsuccessfulSme(msgspec.Struct, frozen=True, gc=False):
    """One recipient that a submit_multi did not reach."""

    dest_addr_ton: int
    dest_addr_npi: int
    destination_addr: str
    error_status_code: int


class SubmitMultiResp(msgspec.Struct, frozen=True, gc=False):
    """submit_multi_resp (§4.5.2)."""

    message_id: str = ""
    unsuccess_smes: tuple[UnsuccessfulSme, ...] = ()
    tlvs: Tlvs = ()


class QuerySm(msgspec.Struct, frozen=True, gc=False):
    """query_sm (§4.8.1)."""

    message_id: str = ""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""
    tlvs: Tlvs = ()


class QuerySmResp(msgspec.Struct, frozen=True, gc=False):
    """query_sm_resp (§4.8.2)."""

    message_id: str = ""
    final_date: str = ""
    message_state: int = 0
    error_code: int = 0
    tlvs: Tlvs = ()


class CancelSm(msgspec.Struct, frozen=True, gc=False):
    """cancel_sm (§4.9.1)."""

    service_type: str = ""
    message_id: str = ""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""
    dest_addr_ton: int = 0
    dest_addr_npi: int = 0
    destination_addr: str = ""
    tlvs: Tlvs = ()


class CancelSmResp(msgspec.Struct, frozen=True, gc=False):
    """cancel_sm_resp (§4.9.2)."""

    tlvs: Tlvs = ()


class ReplaceSm(msgspec.Struct, frozen=True, gc=False):
    """replace_sm (§4.10.1)."""

    message_id: str = ""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""
    schedule_delivery_time: str = ""
    validity_period: str = ""
    registered_delivery: int = 0
    sm_default_msg_id: int = 0
    short_message: bytes = b""
    tlvs: Tlvs = ()


class ReplaceSmResp(msgspec.Struct, frozen=True, gc=False):
    """replace_sm_resp (§4.10.2)."""

    tlvs: Tlvs = ()


class AlertNotification(msgspec.Struct, frozen=True, gc=False):
    """alert_notification (§4.12.1): a handset can be reached again."""

    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""
    esme_addr_ton: int = 0
    esme_addr_npi: int = 0
    esme_addr: str = ""
    tlvs: Tlvs = ()


Bind: TypeAlias = BindReceiver | BindTransmitter | BindTransceiver
BindResp: TypeAlias = BindReceiverResp | BindTransmitterResp | BindTransceiverResp
Pdu: TypeAlias = (
    Bind
    | BindResp
    | Outbind
    | Unbind
    | UnbindResp
    | EnquireLink
    | EnquireLinkResp
    | GenericNack
    | SubmitSm
    | SubmitSmResp
    | DeliverSm
    | DeliverSmResp
    | DataSm
    | DataSmResp
    | SubmitMulti
    | SubmitMultiResp
    | QuerySm
    | QuerySmResp
    | CancelSm
    | CancelSmResp
    | ReplaceSm
    | ReplaceSmResp
    | AlertNotification
)


def find_tlv(tlvs: Tlvs, tag: int) -> bytes | None:
    """The value of the first optional parameter with this tag, or None."""
    for found, value in tlvs:
        if found == tag:
            return value
    return None
