"""Reads one HTTP reply from octets, all of it bounded. No sockets here."""

import msgspec
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

#: Head and body of a reply together. A subscriber's confirmation has thirty octets, a carrier's answer some hundreds.
REPLY_OCTETS_MAX = 65_536


class Unreadable(Exception):
    """The octets are no whole reply; the text says why in words, without names or addresses."""


class Reply(msgspec.Struct, frozen=True):
    """A whole reply."""

    status: int
    body: bytes
    headers: dict[str, str] = {}
    """By lower-case name, octets as Latin-1; of a repeated one the last."""


class ReplyReader:
    """Takes the octets of one reply as they come."""

    def __init__(self, octets_max: int = REPLY_OCTETS_MAX) -> None:
        self.complete = False
        self.kept = False
        """Whether the connection may carry another request once this reply is complete."""
        self._status = 0
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._head_complete = False
        self._octets_max = octets_max
        self._received = 0
        self._parser = HttpResponseParser(self)

    def feed(self, octets: bytes) -> None:
        """Raises `Unreadable` for what is no HTTP, or too much of it."""
        self._received += len(octets)
        if self._received > self._octets_max:
            raise Unreadable(f"the reply is longer than {self._octets_max} octets")
        spare = self.complete
        try:
            self._parser.feed_data(octets)
        except (HttpParserError, HttpParserUpgrade):
            self.kept = False
            if not self.complete:
                raise Unreadable("the reply is no HTTP") from None
        if spare:
            self.kept = False
        if self._head_complete and not self._status:
            self._status = self._parser.get_status_code()

    def end(self) -> None:
        """The connection was closed: the end of a reply without a length, else of half a one. Raises `Unreadable`."""
        framed = "content-length" in self._headers or "transfer-encoding" in self._headers
        if not self.complete and (framed or not self._head_complete):
            raise Unreadable("the connection was closed before the reply was whole")
        self.complete, self.kept = True, False

    def reply(self) -> Reply:
        """The reply, once it is complete."""
        return Reply(self._status, bytes(self._body), self._headers)

    # --- what httptools calls ---

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1").strip()

    def on_headers_complete(self) -> None:
        self._head_complete = True

    def on_body(self, piece: bytes) -> None:
        self._body += piece

    def on_message_complete(self) -> None:
        self.complete = True
        self.kept = self._parser.should_keep_alive()
