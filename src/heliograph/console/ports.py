"""What the pages are given by the server: the gateway's dispatch, and a few facts about this process."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from heliograph.identity import Credential
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
    simulated: Callable[[], bool] = lambda: False
    """Whether messages go to the carrier inside, so that none leaves this machine."""
    active_faults: Callable[[], int] = lambda: 0
    """How many rules make the carrier inside do something wrong just now."""
    refresh_seconds: float = 0.25
    """How often an open page is compared with the store: what people feel as at once, and one read of fifty rows."""
