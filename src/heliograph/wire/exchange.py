"""One request of a connection and the reply that will follow it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from heliograph.http import Request, Response, Stream


@dataclass(slots=True, eq=False)
class Exchange:
    """A place in the order of a connection's replies.

    Made by the reader for each whole request, and by the connection for a refusal (then `request` is None and
    `reply` is there from the start).
    """

    request: Request | None
    keep_alive: bool
    """Whether the client lets the connection live on after the reply."""

    http_1_0: bool = False
    reply: Response | Stream | None = None
    task: asyncio.Task[None] | None = None
    """The application at work; once `reply` is a stream, what sends it."""

    since: float = 0.0
    """Loop time of the last sweep before the application was started."""

    ending: bool = False
    """The stream is being ended by us, in good order."""

    @property
    def head_only(self) -> bool:
        """Whether the reply goes without its body."""
        return self.request is not None and self.request.method == "HEAD"
