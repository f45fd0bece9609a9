"""What a session tells its owner, as values."""

import enum
from typing import Any, TypeAlias

import msgspec

from heliograph.smpp.pdu import (
    AlertNotification,
    Bind,
    CancelSm,
    DataSm,
    DeliverSm,
    QuerySm,
    QuerySmResp,
    ReplaceSm,
    SubmitMulti,
    SubmitSm,
)


class Cause(enum.StrEnum):
    """Why a link is closed, in words that people read."""

    PEER_CLOSED = "the peer closed the connection"
    PEER_UNBOUND = "the peer unbound"
    UNBOUND = "unbound by us"
    INACTIVE = "unbound by us: no message within the inactivity time"
    CLOSED_HERE = "closed by us"
    BIND_REFUSED = "the peer refused the bind"
    NO_BIND = "no bind within session_init"
    DEAD = "the peer did not answer enquire_link"
    PROTOCOL_FAULT = "the stream of PDUs could not be read any more"


class Bound(msgspec.Struct, frozen=True):
    """bind_*_resp with ESME_ROK (ESME)."""

    system_id: str
    """The peer's."""


class BindRefused(msgspec.Struct, frozen=True):
    """bind_*_resp with an error status; `LinkClosed` follows (ESME)."""

    command_status: int


class BindRequested(msgspec.Struct, frozen=True):
    """A bind waits for `accept_bind` or `refuse_bind` (SMSC)."""

    sequence: int
    pdu: Bind


class SubmitAnswered(msgspec.Struct, frozen=True, gc=False):
    """The response to a submit_sm, submit_multi or data_sm of an ESME; generic_nack counts as one (ESME)."""

    sequence: int
    handle: Any
    command_status: int
    carrier_message_id: str
    """As received; empty with an error status."""
    late: bool = False
    """After `ResponseTimedOut` told that it had not come."""


class DeliverAnswered(msgspec.Struct, frozen=True, gc=False):
    """The response to a deliver_sm, or to a data_sm of an SMSC (SMSC)."""

    sequence: int
    handle: Any
    command_status: int
    late: bool = False


class QueryAnswered(msgspec.Struct, frozen=True):
    """The response to a query_sm (ESME)."""

    sequence: int
    handle: Any
    command_status: int
    pdu: QuerySmResp
    late: bool = False


class CommandAnswered(msgspec.Struct, frozen=True):
    """The response to a cancel_sm or replace_sm (ESME)."""

    sequence: int
    handle: Any
    command_status: int
    late: bool = False


class SubmitReceived(msgspec.Struct, frozen=True, gc=False):
    """A submit_sm, submit_multi or data_sm that waits for `respond` (SMSC)."""

    sequence: int
    pdu: SubmitSm | SubmitMulti | DataSm


class DeliverReceived(msgspec.Struct, frozen=True, gc=False):
    """A deliver_sm or data_sm that waits for `respond` (ESME)."""

    sequence: int
    pdu: DeliverSm | DataSm
    octets: bytes = b""
    """The whole PDU as it came, header and all."""


class CommandReceived(msgspec.Struct, frozen=True):
    """A query_sm, cancel_sm or replace_sm that waits for `respond` (SMSC)."""

    sequence: int
    pdu: QuerySm | CancelSm | ReplaceSm


class AlertReceived(msgspec.Struct, frozen=True):
    """alert_notification; it has no response (ESME)."""

    pdu: AlertNotification


class EnquiryAnswered(msgspec.Struct, frozen=True):
    """The peer's answer to an enquire_link that the owner asked for."""


class ResponseTimedOut(msgspec.Struct, frozen=True, gc=False):
    """No response came in time; its slot is free again. A late one still comes as `…Answered` with `late`."""

    sequence: int
    handle: Any
    written: bool
    """False when the request never left our own buffer; then it is dropped and nothing more comes of it."""


class ProtocolFault(msgspec.Struct, frozen=True):
    """The peer sent what could not be read; it has been answered, and the link stays unless `LinkClosed` follows."""

    command_status: int
    """As answered."""
    says: str
    """Without any value of the PDU."""


class Unanswered(msgspec.Struct, frozen=True, gc=False):
    """A request whose response cannot come any more."""

    sequence: int
    handle: Any
    written: bool
    """False when its octets never left the session: the peer surely does not have it."""


class LinkClosed(msgspec.Struct, frozen=True):
    """The last event of every session, once."""

    cause: Cause
    unanswered: tuple[Unanswered, ...] = ()
    """In the order of the requests; what timed out before is not among them."""


Event: TypeAlias = (
    Bound
    | BindRefused
    | BindRequested
    | SubmitAnswered
    | DeliverAnswered
    | QueryAnswered
    | CommandAnswered
    | SubmitReceived
    | DeliverReceived
    | CommandReceived
    | AlertReceived
    | EnquiryAnswered
    | ResponseTimedOut
    | ProtocolFault
    | LinkClosed
)
