"""The settings of one price: the keys of `[[prices]]`."""

from typing import Annotated

import msgspec
from msgspec import Meta

#: MCC and MNC of a network, as one number.
NETWORK_PATTERN = r"^[2-9][0-9]{2}[0-9]{2,3}\Z"
NETWORKS_SAY = "a list of networks, each MCC and MNC as one text of 5 or 6 digits such as 45400"

#: As `sms.money.micro_of` reads it.
AMOUNT_PATTERN = r"^[0-9]{1,6}(\.[0-9]{1,6})?\Z"
AMOUNT_SAYS = 'a decimal in quotes such as "0.0075", with at most 6 digits on each side of the point'

CURRENCY_PATTERN = r"^[A-Z]{3}\Z"
CURRENCY_SAYS = "a currency of ISO 4217, three capital letters"


class PriceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a carrier charges for a segment. Write one `[[prices]]` table for each price; the narrowest that fits holds:
    that of the network, of the longest prefix, of the country, and then the one without any of these. See
    `docs/prices-and-reports.md`."""

    carrier: Annotated[
        str,
        Meta(
            description="Whose price it is.",
            extra={"allowed": "the name of one of `[[carriers]]`", "unique": False},
        ),
    ]
    price: Annotated[
        str,
        Meta(
            pattern=AMOUNT_PATTERN,
            description="Of one segment; text, so that no digit is lost.",
            extra={"allowed": AMOUNT_SAYS},
        ),
    ]
    currency: Annotated[
        str,
        Meta(pattern=CURRENCY_PATTERN, description="What the carrier bills in.", extra={"allowed": CURRENCY_SAYS}),
    ]
    countries: Annotated[
        tuple[Annotated[str, Meta(pattern="^([A-Z]{2}|001)\\Z")], ...],
        Meta(
            description="The countries that it is for; 001 for numbers of no country.",
            extra={"allowed": "a list of countries, each two letters of ISO 3166"},
        ),
    ] = ()
    prefixes: Annotated[
        tuple[Annotated[str, Meta(pattern="^[1-9][0-9]{0,14}\\Z")], ...],
        Meta(
            description="What the number begins with, from the dialing code on.",
            extra={"allowed": "a list of texts of 1 to 15 digits, without a plus sign or zeros before them"},
        ),
    ] = ()
    networks: Annotated[
        tuple[Annotated[str, Meta(pattern=NETWORK_PATTERN)], ...],
        Meta(description="The networks that it is for, by `networks_file`.", extra={"allowed": NETWORKS_SAY}),
    ] = ()
