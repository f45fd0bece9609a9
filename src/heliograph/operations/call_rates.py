"""How much of its calls a second an account uses now, as operations see it: the gateway counts them, and is asked."""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class RateUse(NamedTuple):
    """The calls of one operation by one user of an account, or by the account itself."""

    principal: str
    version: str
    operation: str
    per_second: int
    """How many may be made in a second: the tightest of the limits that they fall under; 0 where there is none."""
    used: int
    """How many of those are taken now; they come back within a second."""
    calls: int
    """How many were let through since the server started."""


class CallRates:
    """Asked before the gateway is there, it knows of no calls."""

    def __init__(self) -> None:
        self._read: Callable[[str], Sequence[RateUse]] = lambda account: ()

    def read_by(self, read: Callable[[str], Sequence[RateUse]]) -> None:
        """Ask this from now on."""
        self._read = read

    def of(self, account: str) -> Sequence[RateUse]:
        """What the account has called, the most frequent first."""
        return sorted(self._read(account), key=lambda use: -use.calls)
