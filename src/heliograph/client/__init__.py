"""A signed client of the API, as the SDKs are, for the command line, tests, load and the explorer.

In: an endpoint, a key, an operation's name and parameters. Out: its answer, or an error with a code; or the signed
request alone, as a value.
Not here: what operations exist, retries, where keys come from. Imports `http` and `signatures`.
"""

from heliograph.client.answer import UNREADABLE, Answer, ApiError
from heliograph.client.client import Client, Unreachable, Untrusted
from heliograph.client.endpoint import Endpoint, parse_endpoint
from heliograph.client.request import Key, signed_request, to_octets

__all__ = [
    "Client",
    "Answer",
    "ApiError",
    "UNREADABLE",
    "Unreachable",
    "Untrusted",
    "Key",
    "signed_request",
    "to_octets",
    "Endpoint",
    "parse_endpoint",
]
