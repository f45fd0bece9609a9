"""One request on its way through the handlers: what was read from it so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from heliograph.gateway.render import Format
from heliograph.http.request import Request
from heliograph.identity import Credential
from heliograph.identity.conditions import Context
from heliograph.operations.call import Served
from heliograph.operations.description import Operation
from heliograph.operations.types import Value
from heliograph.signatures.v3 import Authorization


class Scheme(Enum):
    """How a request is signed."""

    NONE = "none"
    """It has nothing of either; all that can be said is that its Action is missing."""

    V1 = "V1"
    """RPC: HMAC-SHA1 over all parameters, which carry the signature too."""
    V3 = "V3"
    """ACS3-HMAC-SHA256 or ACS3-HMAC-SM3 over query, headers and the body's hash, in the Authorization header."""


@dataclass(slots=True)
class Common:
    """The common parameters, from wherever the scheme carries them; empty where they were not sent."""

    scheme: Scheme = Scheme.NONE
    action: str = ""
    version: str = ""
    timestamp: str = ""
    nonce: str = ""
    security_token: str = ""
    access_key_id: str = ""


@dataclass(slots=True)
class Exchange:
    """Filled by the handlers from top to bottom; each relies on what those before it have set."""

    request: Request
    request_id: str
    received_at: int
    """UTC milliseconds of the wall clock: what timestamps are compared with."""
    query: dict[str, str] = field(default_factory=dict)
    """The decoded parameters of the query string."""
    parameters: dict[str, str] = field(default_factory=dict)
    """Those of the query and of the body together."""
    format: Format = Format.JSON
    common: Common = field(default_factory=Common)
    authorization: Authorization | None = None
    """What the Authorization header says, with V3."""
    served: Served | None = None
    credential: Credential | None = None
    proven: bool = False
    """Whether the signature was found to be the caller's."""
    expires_at: int = 0
    """UTC milliseconds when the request's own timestamp leaves the window."""
    context: Context = field(default_factory=dict)
    """What policies' conditions are asked about; empty for the account itself, whom they do not bind."""
    values: Mapping[str, Value] = field(default_factory=dict)
    marks: list[int] | None = None
    """When it came and when each step was over, in nanoseconds of the stopwatch; None where nobody looks."""

    @property
    def operation(self) -> Operation:
        """The operation that is called; only after `find_operation`."""
        assert self.served is not None
        return self.served.operation

    @property
    def caller(self) -> Credential:
        """Whose key signed it, or is said to have; only after `find_credential`."""
        assert self.credential is not None
        return self.credential

    @property
    def action(self) -> str:
        """The operation's name for counters: only names that exist, so that the series stay few."""
        return self.served.operation.name if self.served is not None else "unknown"
