"""Sockets and octets: the HTTP front that turns what clients send into `Request` and `Response` into what they read.

In: an `Application`, `Limits`, a function that words refusals. Out: `Front`, which listens, answers and drains;
`Certificate`, what its TLS port shows; `asgi_app`, the same application for any ASGI server.
Not here: signatures, accounts, operations, the store. Only `http` and `telemetry` may enter.
"""

from heliograph.wire.asgi import asgi_app
from heliograph.wire.front import Front, Listening
from heliograph.wire.limits import Limits
from heliograph.wire.refusal import Refuse, plain_refusal
from heliograph.wire.tls import Certificate

__all__ = ["Certificate", "Front", "Listening", "Limits", "Refuse", "asgi_app", "plain_refusal"]
