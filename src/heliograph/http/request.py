"""One HTTP request as the application sees it: decoded no further than the signatures allow."""

from dataclasses import dataclass


@dataclass(slots=True)
class Request:
    """A whole request, body included. Treat it as a value: nothing changes it after the front made it.

    Not frozen: a frozen dataclass costs three times as much to make, and one is made for every request.
    """

    method: str
    """As sent, so `GET` or `POST` in upper case from every known client."""

    target: str
    """The raw request target as sent, octets as Latin-1. MNS signs exactly this."""

    path: str
    """The raw part of `target` before the first `?`; not percent-decoded."""

    query: str
    """The raw part of `target` after the first `?`, without it; not decoded. Empty when there is none."""

    headers: dict[str, tuple[str, ...]]
    """Lower-case name → the values in the order sent, outer blanks stripped, octets as Latin-1 (so that V3 can sign
    them again byte for byte)."""

    body: bytes
    """The body after de-chunking; `b""` when there is none."""

    peer: str = ""
    """The client's address, `127.0.0.1`; empty when the transport has none."""

    secure: bool = False
    """Whether it came over TLS."""

    def header(self, name: str, default: str = "") -> str:
        """The first value of a header by its lower-case name, or `default`."""
        values = self.headers.get(name)
        return values[0] if values else default
