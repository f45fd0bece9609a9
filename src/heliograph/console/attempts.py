"""How often somebody may try a password: failures of one name, and of one address, make the next try wait longer."""

from collections import OrderedDict
from dataclasses import dataclass

#: So many failures are free: people mistype.
FREE = 4

#: The first wait after that; it doubles with each failure, up to the longest.
WAIT_MS = 1_000
WAIT_MAX_MS = 15 * 60 * 1000

#: Failures are forgotten after a quiet time.
FORGOTTEN_MS = 60 * 60 * 1000

#: Names and addresses that are remembered; of more, those that failed longest ago are forgotten.
KEPT_MAX = 10_000


@dataclass(slots=True)
class _Failures:
    count: int
    last: int


class Attempts:
    """Failures by what tried: a name, an address. All times are milliseconds of a steady clock."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def wait_ms(self, keys: tuple[str, ...], now: int) -> int:
        """How long the next try must wait still; 0 where it may come now."""
        return max((self._wait(key, now) for key in keys), default=0)

    def failed(self, keys: tuple[str, ...], now: int) -> None:
        """A try failed."""
        for key in keys:
            known = self._failures.pop(key, None)
            if known is None or now - known.last > FORGOTTEN_MS:
                known = _Failures(0, now)
            known.count, known.last = known.count + 1, now
            self._failures[key] = known
        while len(self._failures) > KEPT_MAX:
            self._failures.popitem(last=False)

    def worked(self, key: str) -> None:
        """A try of this name worked: its failures are over. Those of the address it came from stay."""
        self._failures.pop(key, None)

    def _wait(self, key: str, now: int) -> int:
        known = self._failures.get(key)
        if known is None or known.count < FREE or now - known.last > FORGOTTEN_MS:
            return 0
        wait = min(WAIT_MS << min(known.count - FREE, 20), WAIT_MAX_MS)
        return max(0, known.last + wait - now)
