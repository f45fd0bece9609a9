"""Turns a client's octets into whole requests, refusing whatever two parsers could read in two ways.

llhttp (through httptools) is strict about the grammar: bare line feeds, folded headers, a blank before the colon,
control octets, repeated or conflicting lengths are errors there. Here are the sizes, the framing that llhttp lets
pass (encodings before `chunked`, chunks in HTTP/1.0), versions, `Host`, `Expect` and `Upgrade`.
"""

from __future__ import annotations

from httptools import (
    HttpParserCallbackError,
    HttpParserError,
    HttpParserInvalidMethodError,
    HttpParserUpgrade,
    HttpRequestParser,
)

from heliograph.http import Request
from heliograph.wire.exchange import Exchange
from heliograph.wire.limits import Limits
from heliograph.wire.refusal import (
    Refusal,
    bad_request,
    body_too_large,
    headers_too_large,
    line_too_long,
    version_not_supported,
)

#: Octets given to the parser at a time. It cannot be stopped inside a piece, so this bounds how many requests are
#: parsed beyond the pipeline's limit (8 KiB hold about 400 of the shortest).
PIECE = 8_192

#: Header names and methods repeat, so their decoded forms are kept. Bounded, since clients choose the names.
_NAMES_MAX = 1_024
_NAME_LENGTH_MAX = 64
_names: dict[bytes, str] = {}
_methods: dict[bytes, str] = {}

IDLE, HEAD, BODY = 0, 1, 2


class RequestReader:
    """Reads the requests of one connection; no I/O, no clock.

    `stage` grows by one at a request's first octet, at the end of its headers and at the end of its body; modulo
    three it is IDLE, HEAD or BODY, and a change of it is progress.
    """

    __slots__ = (
        "_body",
        "_chunked",
        "_fed",
        "_headers",
        "_http_1_0",
        "_keep_alive",
        "_limits",
        "_parser",
        "_peer",
        "_piece",
        "_ready",
        "_secure",
        "_target",
        "_upgrading",
        "finished",
        "refusal",
        "stage",
        "wants_continue",
    )

    def __init__(self, limits: Limits, peer: str = "", secure: bool = False) -> None:
        self._limits = limits
        self._peer = peer
        self._secure = secure
        self._parser = HttpRequestParser(self)
        self._ready: list[Exchange] = []
        self._target = b""
        self._headers: dict[str, tuple[str, ...]] = {}
        self._body: bytes | bytearray = b""
        self._keep_alive = True
        self._http_1_0 = False
        self._chunked = False
        self._upgrading = False
        self._fed = 0
        self._piece = 0
        self.stage = 0
        self.finished = False
        """Nothing more will be read: the client asked to close, or was refused."""
        self.refusal: Refusal | None = None
        """Why the request after the last whole one is not accepted."""
        self.wants_continue = False
        """The client waits for `100 Continue` before it sends the body."""

    @property
    def held(self) -> int:
        """Octets kept for a request that is not whole yet."""
        return self._fed if self.stage % 3 else 0

    def feed(self, data: bytes) -> list[Exchange]:
        """The requests that `data` (at most `PIECE` octets) completes, in order; none once `finished`."""
        if self.finished:
            return []
        self._piece = len(data)
        self._fed += self._piece
        rest: bytes | None = None
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as upgrade:
            rest = data[upgrade.args[0] :]
        except HttpParserError as error:
            if not self.finished:
                self._refuse(error)
        else:
            if self.stage % 3:
                self._check_size()
        if rest is not None:
            return self._feed_past_upgrade(rest)
        ready = self._ready
        if ready:
            self._ready = []
        return ready

    # Callbacks of the parser, in the order of a request.

    def on_message_begin(self) -> None:
        self.stage += 1
        self._fed = self._piece
        self._target = b""
        self._headers = {}
        self._body = b""

    def on_url(self, url: bytes) -> None:
        self._target = self._target + url if self._target else url
        if len(self._target) > self._limits.line_max:
            raise self._end_with(line_too_long(self._limits.line_max))

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.stage % 3 == BODY:
            return  # A trailer: nothing signs it and nothing reads it.
        known = _names.get(name) or _name(name)
        text = value.decode("latin-1").rstrip(" \t")
        headers = self._headers
        if known in headers:
            headers[known] += (text,)
            if len(headers[known]) > self._limits.repeats_max:
                raise self._end_with(headers_too_large(self._limits.headers_max))
        else:
            headers[known] = (text,)

    def on_headers_complete(self) -> None:
        self.stage += 1
        headers = self._headers
        limits = self._limits
        if self._fed > limits.headers_max:
            size = sum(len(name) + len(value) + 4 for name, values in headers.items() for value in values)
            if size > limits.headers_max:
                raise self._end_with(headers_too_large(limits.headers_max))
        parser = self._parser
        self._keep_alive = keep_alive = parser.should_keep_alive()
        self._http_1_0 = False
        if not keep_alive or "connection" in headers:  # Otherwise it is HTTP/1.1, the only one to live on unasked.
            version = parser.get_http_version()
            if version != "1.1":
                if version != "1.0":
                    raise self._end_with(version_not_supported())
                self._http_1_0 = True
        host = headers.get("host")
        if host is None:
            if not self._http_1_0:
                raise self._end_with(bad_request("The Host header is missing."))
        elif len(host) > 1:
            raise self._end_with(bad_request("The Host header was sent more than once."))
        if "content-length" in headers or "transfer-encoding" in headers:
            self._check_framing(headers)
        if "expect" in headers:
            self._check_expectation(headers)
        self._upgrading = parser.should_upgrade()

    def on_body(self, body: bytes) -> None:
        self.wants_continue = False
        if not self._body:
            self._body = body
            return
        if isinstance(self._body, bytes):
            self._body = bytearray(self._body)
        self._body += body
        if len(self._body) > self._limits.body_max:
            raise self._end_with(body_too_large(self._limits.body_max))

    def on_message_complete(self) -> None:
        if self._upgrading:
            return
        self.stage += 1
        self.wants_continue = False
        method = self._parser.get_method()
        target = self._target.decode("latin-1")
        path, _, query = target.partition("?")
        if path[0] != "/":
            path = _path_of_absolute(path)
        body = self._body
        if len(body) > self._limits.body_max:
            raise self._end_with(body_too_large(self._limits.body_max))
        request = Request(
            _methods.get(method) or _method(method),
            target,
            path,
            query,
            self._headers,
            body if type(body) is bytes else bytes(body),
            self._peer,
            self._secure,
        )
        self._ready.append(Exchange(request, self._keep_alive, self._http_1_0))
        if not self._keep_alive:
            self.finished = True

    # What the callbacks leave to be checked.

    def _check_framing(self, headers: dict[str, tuple[str, ...]]) -> None:
        encoding = headers.get("transfer-encoding")
        self._chunked = encoding is not None
        if encoding is None:
            if int(headers["content-length"][0]) > self._limits.body_max:
                raise self._end_with(body_too_large(self._limits.body_max))
        elif self._http_1_0:
            raise self._end_with(bad_request("Transfer-Encoding is not part of HTTP/1.0; send Content-Length."))
        elif len(encoding) > 1 or encoding[0].lower() != "chunked":
            raise self._end_with(Refusal(501, "NotImplemented", "The only Transfer-Encoding supported is chunked."))

    def _check_expectation(self, headers: dict[str, tuple[str, ...]]) -> None:
        if self._http_1_0:
            return  # RFC 9110 §10.1.1: ignored there.
        if headers["expect"][0].lower() != "100-continue":
            raise self._end_with(Refusal(417, "ExpectationFailed", "The only Expect supported is 100-continue."))
        length = headers.get("content-length")
        self.wants_continue = "transfer-encoding" in headers or (length is not None and int(length[0]) > 0)

    def _check_size(self) -> None:
        """Bounds what an unfinished request makes us keep, including what the parser keeps out of our sight."""
        limits = self._limits
        if self.stage % 3 == HEAD:
            if self._fed > limits.line_max + limits.headers_max + PIECE:
                self._end_with(headers_too_large(limits.headers_max))
        elif self._chunked and self._fed > limits.line_max + 2 * limits.headers_max + PIECE + 8 * len(self._body):
            # One-octet chunks cost five octets beside each one of body; more than that is extensions or trailers.
            self._end_with(bad_request("The chunk extensions or trailers are too large."))

    def _refuse(self, error: HttpParserError) -> None:
        if isinstance(error, HttpParserCallbackError):
            raise error  # A callback that refuses says so before it raises, so this is a bug.
        reason = str(error)
        if "HTTP version" in reason or "PRI" in reason:
            self._end_with(version_not_supported())
        elif isinstance(error, HttpParserInvalidMethodError):
            self._end_with(bad_request("The request does not begin with a known method in upper case."))
        else:
            self._end_with(bad_request(f"The request is not well-formed HTTP: {reason}."))

    def _end_with(self, refusal: Refusal) -> Refusal:
        """Nothing more is read. Returns the refusal for a callback to raise, which is what stops the parser."""
        self.refusal = refusal
        self.finished = True
        return refusal

    def _feed_past_upgrade(self, rest: bytes) -> list[Exchange]:
        """Ignores a wish for another protocol, as RFC 9110 §7.8 allows; Java's client wishes for h2c at first.

        The parser drops the body of such a request, so the head is given to a new one without that wish.
        """
        method = self._parser.get_method()
        if method == b"CONNECT":
            self._end_with(Refusal(400, "UnsupportedHTTPMethod", "This HTTP method is not supported."))
            ready, self._ready = self._ready, []
            return ready
        lines = [b"%b %b HTTP/1.%d" % (method, self._target, 0 if self._http_1_0 else 1)]
        lines += [
            f"{name}: {value}".encode("latin-1")
            for name, values in self._headers.items()
            for value in values
            if name != "upgrade"
        ]
        self.stage += 1
        self._upgrading = False
        self._parser = HttpRequestParser(self)
        before = self._ready
        self._ready = []
        before += self.feed(b"\r\n".join(lines) + b"\r\n\r\n")
        before += self.feed(rest)
        return before


def _name(name: bytes) -> str:
    decoded = name.decode("latin-1").lower()
    if len(_names) < _NAMES_MAX and len(name) <= _NAME_LENGTH_MAX:
        _names[name] = decoded
    return decoded


def _method(method: bytes) -> str:
    # The parser knows a few dozen methods, so this cannot grow.
    return _methods.setdefault(method, method.decode("ascii"))


def _path_of_absolute(path: str) -> str:
    """The path of a target in absolute form (RFC 9112 §3.2.2), which servers must accept; `*` stays."""
    if path == "*":
        return path
    _, _, after = path.partition("://")
    slash = after.find("/")
    return after[slash:] if slash >= 0 else "/"
