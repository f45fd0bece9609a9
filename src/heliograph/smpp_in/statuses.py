"""Tells an SMPP customer by a command_status what the API tells by a code; the documentation has the table, too."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from heliograph.smpp import pdu as smpp

ESME_RINVESMCLASS: Final = 0x43
ESME_RCANCELFAIL: Final = 0x11
ESME_RREPLACEFAIL: Final = 0x13
ESME_RINVREPFLAG: Final = 0x54
ESME_RQUERYFAIL: Final = 0x67
ESME_RINVDFTMSGID: Final = 0x63
ESME_RX_P_APPN: Final = 0x65
ESME_RX_R_APPN: Final = 0x66

OK: Final = "OK"

#: By the code of an operation or of the gateway, what submit_sm, submit_multi and data_sm are answered with. Those that
#: are not here are ESME_RSUBMITFAIL: it will not be taken so, and to send it again changes nothing.
SUBMIT_STATUSES: Mapping[str, int] = MappingProxyType(
    {
        OK: smpp.ESME_ROK,
        "MOBILE_NUMBER_ILLEGAL": smpp.ESME_RINVDSTADR,
        "MissingTo": smpp.ESME_RINVDSTADR,
        "NOT_SUPPORTED_COUNTRY": smpp.ESME_RINVDSTADR,
        "INVALID_SENDERID": smpp.ESME_RINVSRCADR,
        "PARAM_LENGTH_LIMIT": smpp.ESME_RINVMSGLEN,
        "INVALID_JSON_PARAM": smpp.ESME_RINVOPTPARSTREAM,
        "Throttling.User": smpp.ESME_RTHROTTLED,
        "Throttling.Api": smpp.ESME_RTHROTTLED,
        "ServiceUnavailable": smpp.ESME_RMSGQFUL,
        "InternalError": smpp.ESME_RSYSERR,
    }
)

#: The same of the codes that mean the same whatever was asked.
_ALWAYS = frozenset({OK, "Throttling.User", "Throttling.Api", "ServiceUnavailable", "InternalError"})


def submit_status(code: str) -> int:
    """What a submit_sm, submit_multi or data_sm is answered with."""
    return SUBMIT_STATUSES.get(code, smpp.ESME_RSUBMITFAIL)


def query_status(code: str) -> int:
    """What a query_sm is answered with: unknown and foreign ids alike (I7)."""
    return SUBMIT_STATUSES[code] if code in _ALWAYS else ESME_RQUERYFAIL


def cancel_status(code: str) -> int:
    """What a cancel_sm is answered with."""
    return SUBMIT_STATUSES[code] if code in _ALWAYS else ESME_RCANCELFAIL
