"""Turns a reply into the octets of an HTTP/1.1 response.

The part of the head that depends on status, content type and second only is made once a second.
"""

from __future__ import annotations

import re
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

from heliograph.http import Response, Stream

#: These are the front's to say; from the application they would contradict the framing or be there twice.
FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "date", "server"})

#: Field names are tokens (RFC 9110 §5.6.2); values must not end the line (response splitting).
_is_token = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_has_control = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]").search

#: Statuses whose responses have no body, nor a length of one (RFC 9110 §6.4.1).
BODILESS = frozenset({204, 304})

LAST_CHUNK = b"0\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class ReplyWriter:
    """Makes heads and whole replies. `set_time` is called about once a second."""

    def __init__(self, utc_seconds: float) -> None:
        self._second = -1
        self._date = ""
        self._starts: dict[tuple[int, str], bytes] = {}
        self.set_time(utc_seconds)

    def set_time(self, utc_seconds: float) -> None:
        """The time for `Date`; heads are made anew when the second has changed."""
        second = int(utc_seconds)
        if second != self._second:
            self._second = second
            self._date = formatdate(second, usegmt=True)
            self._starts.clear()

    def whole(self, reply: Response, keep_alive: bool, http_1_0: bool, bodiless: bool) -> bytes:
        """The response with its body; without it when `bodiless` (the reply to HEAD), lengths as if it were there.

        Raises ValueError when a header of the application's would break the framing.
        """
        status = reply.status
        start = self._starts.get((status, reply.content_type)) or self._start(status, reply.content_type)
        extra = _extra(reply.headers) if reply.headers else b""
        if not keep_alive:
            extra += b"Connection: close\r\n"
        elif http_1_0:
            extra += b"Connection: keep-alive\r\n"
        body = reply.body
        if status in BODILESS:
            return b"%b%b\r\n" % (start, extra)
        if bodiless:
            return b"%b%bContent-Length: %d\r\n\r\n" % (start, extra, len(body))
        return b"%b%bContent-Length: %d\r\n\r\n%b" % (start, extra, len(body), body)

    def stream_head(self, reply: Stream, keep_alive: bool, chunked: bool) -> bytes:
        """The head of a response whose body follows piece by piece. Raises ValueError as `whole` does."""
        start = self._starts.get((reply.status, reply.content_type)) or self._start(reply.status, reply.content_type)
        extra = _extra(reply.headers) if reply.headers else b""
        if chunked:
            extra += b"Transfer-Encoding: chunked\r\n"
        if not keep_alive:
            extra += b"Connection: close\r\n"
        return b"%b%b\r\n" % (start, extra)

    def _start(self, status: int, content_type: str) -> bytes:
        check_status(status)
        try:
            reason = HTTPStatus(status).phrase
        except ValueError:
            reason = "Unknown"
        lines = [f"HTTP/1.1 {status} {reason}", "Server: Heliograph", f"Date: {self._date}"]
        if content_type:
            lines.append(f"Content-Type: {content_type}")
        if _has_control(content_type):
            raise ValueError("The content type has a control character.")
        start = ("\r\n".join(lines) + "\r\n").encode("latin-1")
        self._starts[status, content_type] = start
        return start


def chunk(piece: bytes) -> bytes:
    """One piece of a body in chunked encoding; `piece` is not empty (an empty chunk would end the body)."""
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def check_status(status: int) -> None:
    """Raises ValueError for a status that is not a final one."""
    if not 200 <= status <= 599:
        raise ValueError(f"A reply's status is 200 to 599, not {status}.")


def check_headers(headers: tuple[tuple[str, str], ...]) -> None:
    """Raises ValueError for a header that would end its line, or that only the front may say."""
    for name, value in headers:
        # What can be printed has no control character; asking that takes a fifth of the time.
        if not _may_send(name) or (not value.isprintable() and _has_control(value)):
            raise ValueError(f"The application may not send the header {name!r} with this value.")


#: An application says the same few names over and over.
@lru_cache(maxsize=256)
def _may_send(name: str) -> bool:
    return _is_token(name) is not None and name.lower() not in FRAMING


def _extra(headers: tuple[tuple[str, str], ...]) -> bytes:
    check_headers(headers)
    return "".join([f"{name}: {value}\r\n" for name, value in headers]).encode("latin-1")
