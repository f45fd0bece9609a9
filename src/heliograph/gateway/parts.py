"""What the gateway's handlers are given: the operations, the credentials, the tables and the clock of this process."""

from dataclasses import dataclass

from heliograph.gateway.rate import RateLimits
from heliograph.gateway.replay import NonceTable
from heliograph.identity import Credentials
from heliograph.operations.ports import Ports
from heliograph.operations.registry import Registry


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once by `make_gateway`."""

    registry: Registry
    credentials: Credentials
    nonces: NonceTable
    rates: RateLimits
    ports: Ports
