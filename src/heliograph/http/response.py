"""What goes back to a client: a whole response, or a stream of events."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from heliograph.http.request import Request

#: Spelled exactly so, no blank: the SDKs compare the XML one literally (spec: clients §5).
JSON = "application/json;charset=utf-8"
XML = "text/xml;charset=utf-8"


@dataclass(slots=True)
class Response:
    """A response with its whole body. The front adds Content-Length, Date, Server and Connection."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Stream:
    """A response whose body arrives piece by piece until `chunks` ends or the client goes (then it is closed).

    Used for server-sent events. The front writes a piece as one HTTP chunk and waits while the client is not reading.
    """

    status: int
    chunks: AsyncIterator[bytes]
    content_type: str = "text/event-stream"
    headers: tuple[tuple[str, str], ...] = ()


#: The application is one function. It never raises for bad input; what it raises is a bug and answered with 500.
Application = Callable[[Request], Awaitable[Response | Stream]]
