"""Mobile networks by MCC and MNC, as the operator's own table of prefixes has them: the longest prefix wins.

Numbering plans name a network's trade name at best, and numbers move between networks. Whoever needs codes has a table
from a carrier or a look-up service; this holds it.
"""

from collections.abc import Iterable

import msgspec

#: An E.164 number has so many digits at most.
PREFIX_DIGITS_MAX = 15


class MobileNetwork(msgspec.Struct, frozen=True, gc=False):
    """A network."""

    code: str
    """MCC and MNC together, five or six digits: 45400."""
    name: str = ""


class MobileNetworks:
    """The networks by prefix of the number in E.164, digits only."""

    def __init__(self, by_prefix: Iterable[tuple[str, MobileNetwork]] = ()) -> None:
        self.replace(by_prefix)

    def replace(self, by_prefix: Iterable[tuple[str, MobileNetwork]]) -> None:
        """Go by these from now on."""
        self._by_prefix = dict(by_prefix)
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix}, reverse=True)

    def find(self, digits: str) -> MobileNetwork | None:
        """The network of a number; None where the table has no prefix of it. One look-up for each length there is."""
        for length in self._lengths:
            found = self._by_prefix.get(digits[:length])
            if found is not None:
                return found
        return None

    def code_of(self, digits: str) -> str:
        """MCC and MNC of a number's network; "" where it is not known."""
        found = self.find(digits)
        return found.code if found is not None else ""

    def items(self) -> Iterable[tuple[str, MobileNetwork]]:
        return self._by_prefix.items()

    def __len__(self) -> int:
        return len(self._by_prefix)
