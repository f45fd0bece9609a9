"""Calls operations over a connection that is kept between calls.

On the standard library's http.client: the client is for commands, tests and scripts, which wait for each answer; it
sends exactly the headers that were signed, adds no package to install, and starts without an event loop.
"""

import secrets
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from types import TracebackType

from heliograph.client.answer import UNREADABLE, Answer, ApiError, read_answer
from heliograph.client.endpoint import Endpoint, parse_endpoint
from heliograph.client.request import Key, Method, Place, Signature, Value, signed_request
from heliograph.http import Request, Response

#: The SDKs for Python wait as long.
TIMEOUT_SECONDS = 10.0

#: Far more than a page of any list; a server that sends more is not ours.
REPLY_OCTETS_MAX = 32 * 1024 * 1024


class Unreachable(OSError):
    """No whole reply came. The text says what happened, as the end of a sentence that names the server."""

    def __init__(self, text: str, *, in_doubt: bool) -> None:
        super().__init__(text)
        self.in_doubt = in_doubt
        """Whether the server may have acted on the request: it had been sent, or part of it."""


class Untrusted(Unreachable):
    """The server's certificate does not show that it is the one that was called; nothing was sent to it."""

    def __init__(self, text: str) -> None:
        super().__init__(text, in_doubt=False)


def utc_ms() -> int:
    """The machine's wall clock in UTC milliseconds."""
    return time.time_ns() // 1_000_000


def fresh_nonce() -> str:
    """32 hexadecimal digits that nobody used before."""
    return secrets.token_hex(16)


class Client:
    """One server and one key. Calls from several threads take turns on the one connection.

    A call is one request on the wire: nothing is sent again by itself, since the API knows no idempotency key and a
    second request with a new nonce could send a second message.
    """

    def __init__(
        self,
        endpoint: str | Endpoint,
        access_key_id: str,
        secret: str,
        security_token: str = "",
        timeout: float = TIMEOUT_SECONDS,
        *,
        tls: ssl.SSLContext | None = None,
        now_ms: Callable[[], int] = utc_ms,
        nonce: Callable[[], str] = fresh_nonce,
    ) -> None:
        """`endpoint` as in `parse_endpoint`; `timeout` in seconds for connecting and for each wait for octets.

        `tls` is for https only; by default the machine's certificates are trusted. Raises ValueError for an endpoint
        that is none. Connects with the first call.
        """
        self._endpoint = parse_endpoint(endpoint) if isinstance(endpoint, str) else endpoint
        self._key = Key(access_key_id, secret, security_token)
        self._connection = _connection(self._endpoint, timeout, tls)
        self._timeout = timeout
        self._now_ms = now_ms
        self._nonce = nonce
        self._turn = threading.Lock()

    def call(
        self,
        action: str,
        version: str,
        params: Mapping[str, Value],
        *,
        method: Method = "POST",
        signature: Signature = "v3",
        place: Place = "query",
    ) -> Answer:
        """The answer of one operation. Raises `ApiError` when it is refused, `Unreachable` when no reply came."""
        return read_answer(self.send(self.sign(action, version, params, method, signature, place)))

    def sign(
        self,
        action: str,
        version: str,
        params: Mapping[str, Value],
        method: Method = "POST",
        signature: Signature = "v3",
        place: Place = "query",
    ) -> Request:
        """The request that `call` would send now, with the next nonce."""
        return signed_request(
            self._key,
            action,
            version,
            params,
            now_ms=self._now_ms(),
            nonce=self._nonce(),
            host=self._endpoint.authority,
            method=method,
            signature=signature,
            place=place,
        )

    def send(self, request: Request) -> Response:
        """The reply to a request as it is, whatever its status; redirects are not followed. Raises `Unreachable`."""
        with self._turn:
            self._connect()
            try:
                return self._exchange(request)
            except (OSError, HTTPException) as error:
                self._connection.close()
                raise Unreachable(self._says(error), in_doubt=True) from error
            except BaseException:
                # Half an exchange is on the connection, so the next reply on it would be the wrong one.
                self._connection.close()
                raise

    def close(self) -> None:
        """Close the connection; a later call opens another."""
        with self._turn:
            self._connection.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _connect(self) -> None:
        connection = self._connection
        if connection.sock is not None and _is_dropped(connection.sock):
            connection.close()
        if connection.sock is None:
            try:
                connection.connect()
            except ssl.SSLCertVerificationError as error:
                connection.close()
                says = f"its certificate cannot be trusted, {error.verify_message.rstrip('.')}"
                raise Untrusted(says) from error
            except OSError as error:
                connection.close()
                raise Unreachable(self._says(error), in_doubt=False) from error

    def _exchange(self, request: Request) -> Response:
        connection = self._connection
        connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
        for name, values in request.headers.items():
            for value in values:
                connection.putheader(name, value)
        connection.endheaders(request.body or None)
        reply = connection.getresponse()
        body = _whole_body(reply)
        return Response(reply.status, body, reply.getheader("content-type", ""), tuple(reply.getheaders()))

    def _says(self, error: BaseException) -> str:
        if isinstance(error, TimeoutError):
            return f"no reply within {self._timeout:g} seconds"
        if isinstance(error, ConnectionRefusedError):
            return "nothing listens there"
        if isinstance(error, (ConnectionError, HTTPException, ssl.SSLEOFError)):
            return "the connection was closed before the reply was whole"
        if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
            return "it does not speak TLS"
        if isinstance(error, ssl.SSLError):
            return f"no common TLS, {error.reason or error}"
        return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def _connection(endpoint: Endpoint, timeout: float, tls: ssl.SSLContext | None) -> HTTPConnection:
    if endpoint.scheme == "http":
        return HTTPConnection(endpoint.host, endpoint.port, timeout=timeout)
    context = tls or ssl.create_default_context()
    return HTTPSConnection(endpoint.host, endpoint.port, timeout=timeout, context=context)


def _is_dropped(connection: socket.socket) -> bool:
    """Whether the server has closed a connection on which nothing is awaited: then it is readable."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_READ)
        return bool(selector.select(0))


def _whole_body(reply: HTTPResponse) -> bytes:
    body = reply.read(REPLY_OCTETS_MAX + 1)
    if len(body) > REPLY_OCTETS_MAX:
        raise ApiError(UNREADABLE, f"The reply is larger than {REPLY_OCTETS_MAX} octets.", status=reply.status)
    if reply.length:
        # read() with a bound returns what came before the end of the connection, and says nothing.
        raise ConnectionResetError("the reply was cut off")
    return body
