"""What is known of the calls that came lately, as operations see it: a port, for the gateway keeps them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import msgspec

from heliograph.store.refused_calls import Place, RefusedCall, Sought


class CallStep(NamedTuple):
    """A step of the gateway that is over."""

    name: str
    """read, key, signature, nonce, policy, parameters, rate or operation."""
    after_us: int
    """Microseconds since the call was received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCall:
    """One call, with nothing in it that must not be shown."""

    request_id: str
    at: int
    """UTC milliseconds when it was received."""
    account: str
    """Whose it is, once its signature has proven that; else empty."""
    principal: str = ""
    """The ARN of the account or user that called; empty where that is not proven."""
    access_key_id: str = ""
    """The key that it names, which may be anything until it is proven."""
    action: str = ""
    """As it was sent, cut short; likewise the version, the scheme and the client."""
    version: str = ""
    scheme: str = ""
    """V1, V3, or none."""
    peer: str = ""
    client: str = ""
    """What the client says it is: its User-Agent."""
    code: str = ""
    """OK, or why it was refused."""
    status: int = 0
    """HTTP status of the reply."""
    steps: tuple[CallStep, ...] = field(default=())
    """Those that were passed, in their order; none where they were not timed."""
    refused_at: str = ""
    """The step that refused it; empty where none did, or nobody looked."""
    request: str = ""
    """Method, target, headers and body, secrets and signatures hidden; cut short."""
    reply: str = ""
    """The reply's body, secrets hidden; cut short."""
    message_id: str = ""
    """The message that came of it; empty where none did."""


_read = msgspec.json.Decoder(SeenCall).decode


def seen_of(kept: RefusedCall) -> SeenCall:
    """A call that was kept on disk."""
    return _read(kept.body)


class Calls(Protocol):
    """The calls that are remembered in memory."""

    def recent(self, accounts: Collection[str], sought: Sought, limit: int) -> Sequence[tuple[Place, SeenCall]]:
        """Those of these accounts that are meant, newest first, at most `limit`. The empty name stands for calls that
        nobody has proven to be theirs."""
        ...

    def find(self, request_id: str) -> SeenCall | None:
        """One of them; None where it is not, or no more, remembered."""
        ...


class NoCalls:
    """`Calls` where nothing is remembered."""

    def recent(self, accounts: Collection[str], sought: Sought, limit: int) -> Sequence[tuple[Place, SeenCall]]:
        return ()

    def find(self, request_id: str) -> SeenCall | None:
        return None
