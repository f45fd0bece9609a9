"""The catalogue of codes that the API answers: what each means and what to do about it.

Facts from the API's pages are rows of `data/errors.tsv`, each with its source. Delivery status codes are an open set
of upper-case words: the catalogue's, those of message_state, and the names of command_status.
"""

from types import MappingProxyType

import msgspec

from heliograph.sms.command_status import status_named
from heliograph.sms.data import rows
from heliograph.sms.message_state import BY_CODE
from heliograph.sms.refusal import meaning_of_http


class Code(msgspec.Struct, frozen=True, gc=False):
    """One row of the catalogue."""

    kind: str
    """One of `KINDS`. `api` and `api_legacy` for a ResponseCode, `gateway`, `ram`, `sts`, `mns` and `front` for the
    Code of an error document, `receipt` for an ErrorCode of a delivery; `error_centre` and `domestic_api` are explained
    but never answered."""
    code: str
    """In a few rows with a placeholder: `Missing{ParameterName}`."""
    status: int
    """HTTP status of the error document; 200 where the code stands inside an answer."""
    smpp: int
    """The API's number for it towards SMPP customers; 0 where it has none."""
    message: str
    """What it means; of an error document the very text, which clients compare."""
    advice: str
    source: str


#: Where a reader meets a code of each kind, in the order of lists.
KINDS = MappingProxyType(
    {
        "api": "ResponseCode of a send or query",
        "api_legacy": "ResponseCode, in its older spelling",
        "gateway": "Code of a refused request",
        "front": "Code of a request that HTTP itself refuses",
        "ram": "Code of a refused RAM request",
        "sts": "Code of a refused STS request",
        "mns": "Code of a refused request to a queue",
        "receipt": "ErrorCode of a message that has ended",
        "error_centre": "Code of the error centre; this server does not answer it",
        "domestic_api": "Code of the API for the mainland; this server does not answer it",
    }
)

CODES: tuple[Code, ...] = tuple(
    Code(
        row["class"],
        row["code"],
        int(row["http"] or 200),
        int(row["smpp"] or 0),
        row["meaning"],
        row["advice"],
        row["source"],
    )
    for row in rows("errors.tsv")
)

#: Kinds whose codes are the Code of an error document, the nearest first: some codes are in several.
_GATEWAY_KINDS = ("gateway", "ram", "sts")
_BUSINESS_KINDS = ("api", "api_legacy", "domestic_api")

_PLACEHOLDER = "{ParameterName}"


def _first_of(kinds: tuple[str, ...]) -> MappingProxyType[str, Code]:
    return MappingProxyType(
        {code.code: code for kind in reversed(kinds) for code in reversed(CODES) if code.kind == kind}
    )


_GATEWAY = _first_of(_GATEWAY_KINDS)
_STS = _first_of(("sts", *_GATEWAY_KINDS))
_RAM = _first_of(("ram", *_GATEWAY_KINDS))
_QUEUE = _first_of(("mns", "gateway"))
_BUSINESS = _first_of(_BUSINESS_KINDS)
_DELIVERY = _first_of(("receipt",))


def gateway_code(code: str, product: str = "") -> Code:
    """The error document's code with its HTTP status and text; `product` is `Ram` or `Sts` for their own readings.

    `MissingTo` and `InvalidTo` read as `Missing{ParameterName}` and so on. Raises KeyError for a code that is not in
    the catalogue: only a broken program asks for one.
    """
    found = {"Ram": _RAM, "Sts": _STS}.get(product, _GATEWAY).get(code)
    if found is not None:
        return found
    for prefix in ("Missing", "Invalid"):
        name = code.removeprefix(prefix)
        if name != code and name.isalnum():
            pattern = _GATEWAY[prefix + _PLACEHOLDER]
            return msgspec.structs.replace(pattern, code=code, message=pattern.message.replace(_PLACEHOLDER, name))
    raise KeyError(f"The catalogue has no gateway code {code}.")


def gateway_fault(code: str) -> tuple[int, str]:
    """HTTP status and text of a gateway code, as in `gateway_code`."""
    found = gateway_code(code)
    return found.status, found.message


def queue_code(code: str) -> Code:
    """A code of the queue door's error document, in MNS's own reading where it has one.

    Raises KeyError for one that is not in the catalogue: only a broken program asks for it.
    """
    return _QUEUE[code]


def business(code: str) -> Code | None:
    """The ResponseCode inside a 200 answer; None where the catalogue has none such."""
    return _BUSINESS.get(code)


def delivery(code: str) -> str:
    """ErrorDescription for a delivery status code; a sentence that says so for one that only the carrier knows."""
    found = _DELIVERY.get(code)
    if found is not None:
        return found.message
    state = BY_CODE.get(code)
    if state is not None:
        return state.meaning
    status = status_named(code)
    if status is not None:
        return status.meaning
    return meaning_of_http(code) or "the carrier's own word"


def meaning(code: str) -> str:
    """What a ResponseCode or a delivery status code means."""
    found = _BUSINESS.get(code)
    return found.message if found is not None else delivery(code)


def explain(code: str) -> tuple[Code, ...]:
    """Every reading of `code`, for the page about it; empty for one that nothing here answers or knows.

    A code of a delivery that is no row of the catalogue is explained by what SMPP says of it.
    """
    found = tuple(row for row in CODES if row.code == code)
    if found:
        return found
    if code in BY_CODE:
        return (Code("receipt", code, 200, 0, BY_CODE[code].meaning, "", "SMPP 3.4 §5.2.28"),)
    status = status_named(code)
    if status is not None:
        return (Code("receipt", code, 200, 0, status.meaning, "", "SMPP 3.4 §5.1.3"),)
    by_http = meaning_of_http(code)
    if by_http:
        return (Code("receipt", code, 200, 0, by_http, "", "RFC 9110 §15"),)
    try:
        return (gateway_code(code),)
    except KeyError:
        return ()
