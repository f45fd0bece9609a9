"""The two ends of a link, and what each may ask of the other."""

import enum
from collections.abc import Mapping
from typing import TypeAlias

from heliograph.smpp.pdu import (
    ALERT_NOTIFICATION,
    BIND_RECEIVER,
    BIND_TRANSCEIVER,
    BIND_TRANSMITTER,
    CANCEL_SM,
    DATA_SM,
    DELIVER_SM,
    OUTBIND,
    QUERY_SM,
    REPLACE_SM,
    SUBMIT_MULTI,
    SUBMIT_SM,
    CancelSm,
    DataSm,
    DeliverSm,
    QuerySm,
    ReplaceSm,
    SubmitMulti,
    SubmitSm,
)


class Role(enum.Enum):
    """Which end of the link a session is."""

    ESME = "ESME"
    SMSC = "SMSC"


#: A request that takes a slot of the window.
Request: TypeAlias = SubmitSm | SubmitMulti | DataSm | QuerySm | CancelSm | ReplaceSm | DeliverSm

#: Commands that hand over a message from the ESME.
SUBMITS = frozenset({SUBMIT_SM, SUBMIT_MULTI, DATA_SM})

#: Requests that each role may send while bound for them.
REQUESTS: Mapping[Role, frozenset[int]] = {
    Role.ESME: SUBMITS | {QUERY_SM, CANCEL_SM, REPLACE_SM},
    Role.SMSC: frozenset({DELIVER_SM, DATA_SM}),
}
BINDS = frozenset({BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER})
WITHOUT_RESPONSE = frozenset({OUTBIND, ALERT_NOTIFICATION})
