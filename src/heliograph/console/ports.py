"""What the pages are given by the server: the gateway's dispatch, and a few facts about this process."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from heliograph.console.call_history import CallHistory
from heliograph.http.response import Application
from heliograph.identity import Credential
from heliograph.operations.ports import Numbers
from heliograph.sms.clock import Clock


class Dispatch(Protocol):
    """The gateway's dispatch: an operation as somebody whom this door knows (I1)."""

    def __call__(
        self,
        caller: Credential,
        version: str,
        action: str,
        parameters: Mapping[str, str],
        *,
        peer: str = "",
        secure: bool = False,
    ) -> Awaitable[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class ConsolePorts:
    """Made once by server.py."""

    dispatch: Dispatch
    may: Callable[[Credential, str], bool]
    """Whether the caller's policies allow an action, `heliograph:ListMessages`, on what it is about."""
    clock: Clock
    application: Application
    """The API as clients reach it: the explorer's calls are signed and go through all of it."""
    lend: Callable[[Credential], AbstractContextManager[Credential]]
    """A short-lived credential that acts as somebody while the block lasts, to sign with."""
    numbers: Numbers
    """For what a form says of a number while it is typed."""
    simulated: Callable[[], bool] = lambda: False
    """Whether messages go to the carrier inside, so that none leaves this machine."""
    active_faults: Callable[[], int] = lambda: 0
    """How many rules make the carrier inside do something wrong just now."""
    refresh_seconds: float = 0.25
    """How often an open page is compared with the store: what people feel as at once, and one read of fifty rows."""
    nonce: Callable[[], str] = lambda: secrets.token_hex(16)
    history: CallHistory = field(default_factory=CallHistory)
    """The calls that people made from the explorer."""
