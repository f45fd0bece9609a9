"""What carriers charge for a segment: by network, by prefix, by country, or for everywhere, the narrowest first.

A price is data. It is read when a segment is handed over and kept with that hand-over, so that a new price list changes
no old message.
"""

from collections.abc import Iterable

import msgspec

from heliograph.sms.mobile_networks import MobileNetworks

#: A destination that stands for every other one.
ANYWHERE = "*"


class Price(msgspec.Struct, frozen=True, gc=False):
    """Of one segment."""

    micro: int
    """Millionths of a currency unit."""
    currency: str
    """ISO 4217, three letters."""


class PriceEntry(msgspec.Struct, frozen=True, gc=False):
    """A line of a price list. At most one of network, prefix and country is given; without any it is for everywhere."""

    carrier: str
    price: Price
    network: str = ""
    """MCC and MNC."""
    prefix: str = ""
    country: str = ""

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What no two lines of a list have alike."""
        return self.carrier, self.network, self.prefix, self.country


NO_PRICE = Price(0, "")


class PriceList:
    """The prices of all carriers."""

    def __init__(self, entries: Iterable[PriceEntry] = (), networks: MobileNetworks | None = None) -> None:
        # An empty table may be filled later.
        self._networks = networks if networks is not None else MobileNetworks()
        self.replace(entries)

    def replace(self, entries: Iterable[PriceEntry]) -> None:
        """Go by these from now on; what was handed over keeps its price."""
        self._prices = {entry.place: entry.price for entry in entries}
        lengths: dict[str, set[int]] = {}
        for entry in self._prices:
            lengths.setdefault(entry[0], set()).add(len(entry[2]))
        self._lengths = {carrier: sorted(found - {0}, reverse=True) for carrier, found in lengths.items()}

    def find(self, carrier: str, digits: str, country: str) -> Price:
        """The price of a segment to this number over this carrier; `NO_PRICE` where the list says nothing.

        The network's price is first, then that of the longest prefix, the country's, and the carrier's for everywhere.
        """
        lengths = self._lengths.get(carrier)
        if lengths is None:
            return NO_PRICE
        network = self._networks.code_of(digits)
        found = self._prices.get((carrier, network, "", "")) if network else None
        if found is not None:
            return found
        for length in lengths:
            found = self._prices.get((carrier, "", digits[:length], ""))
            if found is not None:
                return found
        found = self._prices.get((carrier, "", "", country)) if country else None
        return found or self._prices.get((carrier, "", "", ""), NO_PRICE)

    def __len__(self) -> int:
        return len(self._prices)
