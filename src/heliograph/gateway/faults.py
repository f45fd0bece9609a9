"""Why the gateway refuses a request: faults as values, with the code, HTTP status and text of the catalogue.

A fault's text names what was wrong and what is allowed and never repeats a number, a message's text or a secret; only
`SignatureDoesNotMatch` gives the request back to its sender, since clients compare it with their own (spec: api §2.8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from heliograph.http.request import Request
from heliograph.operations.call import Answer
from heliograph.sms.codes import gateway_code

#: Every code that the gateway's own handlers refuse with, a placeholder for those that name a parameter. A test holds
#: it against their sources, and another makes a running gateway answer each.
EMITTED = (
    "InvalidApi.NotFound",
    "NoSuchVersion",
    "Missing{ParameterName}",
    "Invalid{ParameterName}",
    "InvalidParameter",
    "InvalidParameter.Format",
    "UnsupportedHTTPMethod",
    "UnsupportedSignatureType",
    "InvalidSignatureMethod",
    "IncompleteSignature",
    "InvalidAccessKeyId.NotFound",
    "InvalidAccessKeyId.Inactive",
    "MissingSecurityToken",
    "InvalidSecurityToken.Malformed",
    "InvalidSecurityToken.Expired",
    "InvalidSecurityToken.MismatchWithAccessKey",
    "InvalidTimeStamp.Format",
    "InvalidTimeStamp.Expired",
    "SignatureDoesNotMatch",
    "SignatureNonceUsed",
    "NoPermission",
    "Forbidden",
    "Throttling.User",
    "ServiceUnavailable",
    "InternalError",
)

#: The ResponseCode of every operation of a suspended account.
SUSPENDED = "OUT_OF_SERVICE"


@dataclass(frozen=True, slots=True)
class Fault:
    """One refusal by the gateway."""

    code: str
    status: int
    text: str
    retry_after_ms: int = 0
    """When positive, told in `x-acs-retry-after`: the SDKs wait that long."""
    detail: Mapping[str, str] | None = None
    """AccessDeniedDetail of a denial by policies."""


def fault(code: str, text: str = "", product: str = "") -> Fault:
    """The fault of that code in the catalogue, in the product's own reading where it has one.

    `text` says it more exactly than the catalogue does.
    """
    entry = gateway_code(code, product)
    return Fault(code, entry.status, text or entry.message)


def missing(name: str, sent_as: str = "") -> Fault:
    """A parameter that every call needs, or this one, was not sent: 400 `Missing<Name>`.

    `sent_as` is where the scheme of the request carries it, when that is not its name: `x-acs-date` for Timestamp.
    """
    return fault(f"Missing{name}", f"{sent_as} is mandatory for this action." if sent_as else "")


def invalid(name: str, why: str) -> Fault:
    """A parameter that cannot be read: 400 `Invalid<Name>`."""
    code = f"Invalid{name}"
    return fault(code, f"{gateway_code(code).message} {why}")


def host_of(request: Request) -> str:
    """The host as the client called it, with its port; some clients put the scheme before it, which is dropped."""
    host = request.header("host")
    return host.partition("://")[2] if "://" in host else host


def document(fault_: Fault, request: Request, request_id: str) -> dict[str, Answer]:
    """The error document's keys in the order of the real service's captures.

    `Recommend` leads to the page of this server that explains the code. SDK samples print it, so it is always there.
    """
    host = host_of(request)
    base = f"{'https' if request.secure else 'http'}://{host}" if host else ""
    values: dict[str, Answer] = {
        "RequestId": request_id,
        "HostId": host,
        "Code": fault_.code,
        "Message": fault_.text,
        "Recommend": f"{base}/errors/{quote(fault_.code, safe='.')}",
    }
    if fault_.detail is not None:
        values["AccessDeniedDetail"] = fault_.detail
    return values


def no_permission(detail: Mapping[str, str]) -> Fault:
    """The caller's policies do not allow it; `detail` says whose word that was."""
    entry = fault("NoPermission")
    return Fault(entry.code, entry.status, entry.text, detail=detail)


def throttled(wait_ms: int) -> Fault:
    """Too many calls of one account; the client is told how many milliseconds to wait."""
    entry = fault("Throttling.User")
    return Fault(entry.code, entry.status, entry.text, retry_after_ms=wait_ms)
