"""`Conversions` in dictionaries, for tests of what reports and reads them; the store has a suite of its own."""

from collections.abc import Sequence

from heliograph.store.conversions import Conversion, ConversionDay, ConversionRate
from heliograph.store.port import Nonce


class MemoryConversions:
    """Keeps what it is given; `burnt` has the nonces that came with it, `days` what it answers."""

    def __init__(self) -> None:
        self.said: list[Conversion] = []
        self.rates: list[ConversionRate] = []
        self.burnt: list[Nonce | None] = []
        self.days: list[ConversionDay] = []

    async def convert(self, conversion: Conversion, nonce: Nonce | None = None) -> None:
        self.said.append(conversion)
        self.burnt.append(nonce)

    async def convert_rate(self, rate: ConversionRate, nonce: Nonce | None = None) -> None:
        self.rates.append(rate)
        self.burnt.append(nonce)

    async def conversion_days(self, account: str, *, before: int = 0, limit: int) -> Sequence[ConversionDay]:
        return [day for day in self.days if not before or day.day < before][:limit]
