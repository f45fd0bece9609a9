"""What the front says when it answers by itself: an error document in the API's shape, never an empty reply."""

import json
from collections.abc import Callable
from uuid import uuid4

from heliograph.http import Response

#: Makes the reply for (HTTP status, code, message). The gateway's renderer is passed in where there is one. A reply
#: that carries `x-acs-request-id` is logged under that id.
Refuse = Callable[[int, str, str], Response]

REQUEST_ID = "x-acs-request-id"


class Refusal(Exception):
    """A request that the front will not hand to the application; ends its connection.

    `str()` of it is the message for the client: what was wrong and what is allowed.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def plain_refusal(status: int, code: str, message: str) -> Response:
    """The document for a front that was given no renderer: all five keys, a fresh RequestId."""
    request_id = str(uuid4()).upper()
    document = {
        "RequestId": request_id,
        "HostId": "heliograph",
        "Code": code,
        "Message": message,
        "Recommend": f"/errors/{code}",
    }
    return Response(status, json.dumps(document).encode(), headers=((REQUEST_ID, request_id),))


def request_id_of(reply: Response) -> str:
    """The id a refusal is logged under; empty when its renderer sets none."""
    return next((value for name, value in reply.headers if name.lower() == REQUEST_ID), "")


def bad_request(message: str) -> Refusal:
    return Refusal(400, "InvalidRequest", message)


def line_too_long(line_max: int) -> Refusal:
    return Refusal(414, "RequestLineTooLong", f"The request line is too long; it may have {line_max} octets.")


def headers_too_large(headers_max: int) -> Refusal:
    return Refusal(431, "RequestHeadersTooLarge", f"The headers are too large; they may have {headers_max} octets.")


def body_too_large(body_max: int) -> Refusal:
    return Refusal(413, "RequestBodyTooLarge", f"The body is too large; it may have {body_max} octets.")


def version_not_supported() -> Refusal:
    return Refusal(505, "HTTPVersionNotSupported", "The HTTP version is not supported; use HTTP/1.1 or HTTP/1.0.")


def too_slow(seconds: float) -> Refusal:
    return Refusal(408, "RequestTimeout", f"The request did not arrive whole within {seconds:g} seconds.")


def too_busy() -> Refusal:
    return Refusal(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")


def internal_error() -> Refusal:
    message = "The request processing has failed due to some unknown error, exception or failure."
    return Refusal(500, "InternalError", message)
