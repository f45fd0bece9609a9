"""Counts failed binds by address and by system_id, so that nobody can try passwords for long."""

from collections import OrderedDict
from typing import Final

#: Failures in one window, of an address and of a system_id. A program with an old password that binds again every few
#: seconds meets the first and is let in soon after it has the new one.
ADDRESS_FAILURES_MAX: Final = 10
SYSTEM_ID_FAILURES_MAX: Final = 30
WINDOW_MS: Final = 60_000

#: Names kept; the oldest is forgotten first. An attacker that makes us forget pays a connection for each.
KEPT_MAX: Final = 10_000


class BindGuard:
    """Times are milliseconds of the steady clock."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    def lets(self, address: str, system_id: str, now: int) -> bool:
        """Whether a bind may be tried.

        A system_id that strangers fail with stays open to the addresses that it has bound from before.
        """
        if self._failures(f"address {address}", now) >= ADDRESS_FAILURES_MAX:
            return False
        if (system_id, address) in self._known:
            return True
        return self._failures(f"system_id {system_id}", now) < SYSTEM_ID_FAILURES_MAX

    def failed(self, address: str, system_id: str, now: int) -> None:
        """A bind was refused for its password or its system_id."""
        for name in (f"address {address}", f"system_id {system_id}"):
            count = self._failures(name, now)
            until = self._failed[name][1] if count else now + WINDOW_MS
            self._failed[name] = (count + 1, until)
            self._failed.move_to_end(name)
        while len(self._failed) > KEPT_MAX:
            self._failed.popitem(last=False)

    def succeeded(self, address: str, system_id: str) -> None:
        """A bind had the right password."""
        self._known[system_id, address] = None
        self._known.move_to_end((system_id, address))
        if len(self._known) > KEPT_MAX:
            self._known.popitem(last=False)

    def _failures(self, name: str, now: int) -> int:
        count, until = self._failed.get(name, (0, 0))
        return count if now < until else 0
