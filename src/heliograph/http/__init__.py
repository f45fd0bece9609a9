"""The values that cross the front door: what a client sent and what it gets back.

In: nothing. Out: `Request`, `Response`, `Stream`, the type of the application function, the table of paths.
Not here: sockets, parsing of octets (`wire`), signatures, anything of the SMS world. Imports nothing of ours.
"""

from heliograph.http.request import Request
from heliograph.http.response import Application, Response, Stream

__all__ = ["Application", "Request", "Response", "Stream"]
