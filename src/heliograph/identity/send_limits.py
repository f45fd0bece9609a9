"""What an account may send: how often to one recipient, where to, how much, and at what price, as a value."""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from heliograph.identity.rate_policy import RatePolicy
from heliograph.sms.fair_share import WEIGHT_MAX

#: Largest count and price: far below 63 bits also when a long message costs 255 times as much.
COUNT_MAX = 1_000_000_000_000

#: In a table by country, the entry of every country that is not named.
ANYWHERE = "*"

Count: TypeAlias = Annotated[int, Meta(ge=0, le=COUNT_MAX)]
Country: TypeAlias = Annotated[str, Meta(pattern=r"^([A-Z]{2}|001)\Z")]
ByCountry: TypeAlias = Mapping[Annotated[str, Meta(pattern=r"^([A-Z]{2}|001|\*)\Z")], Count]


class SendLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Limits on messages; None says nothing, so that what lies below holds, and 0 says that there is no limit.

    Countries are ISO 3166 codes of two letters, 001 for numbers of no country; `*` in a table is every other one.
    """

    recipient_per_minute: Count | None = None
    """Messages to one recipient within a minute of the first; likewise of an hour and of 24 hours."""
    recipient_per_hour: Count | None = None
    recipient_per_day: Count | None = None
    countries_allowed: tuple[Country, ...] | None = None
    """Where the account may send to; empty for everywhere."""
    countries_denied: tuple[Country, ...] | None = None
    messages_per_day: Count | None = None
    """Messages of the account in a calendar day, and in a month, of the server's offset."""
    messages_per_month: Count | None = None
    country_messages_per_day: ByCountry | None = None
    country_messages_per_month: ByCountry | None = None
    price_per_segment: ByCountry | None = None
    """What a prepaid account pays for a segment, in millionths of a currency unit."""

    def over(self, below: "SendLimits") -> "SendLimits":
        """These limits where they say something, and elsewhere those `below`."""
        said = {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}
        return msgspec.structs.replace(below, **said) if said else below

    def takes(self, country: str) -> bool:
        """Whether messages may go to the country; a denial wins."""
        if self.countries_denied and country in self.countries_denied:
            return False
        return not self.countries_allowed or country in self.countries_allowed


def of_country(table: ByCountry | None, country: str) -> int:
    """What the table has for the country, or for any; 0 where it has nothing."""
    return table.get(country, table.get(ANYWHERE, 0)) if table else 0


class AccountLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything about limits that is an account's own; what it does not say is the server's."""

    rates: RatePolicy = RatePolicy()
    send: SendLimits = SendLimits()
    weight: Annotated[int, Meta(ge=1, le=WEIGHT_MAX)] = 1
    """How many segments go out for one of another account's, where both wait for the same carrier."""
