"""How countries are written in the settings."""

from typing import Annotated

from msgspec import Meta

COUNTRIES_SAY = {"allowed": "a list of countries, each two letters of ISO 3166"}

#: The letters are looked up as well: UK is no country of ISO 3166, and would never match.
Country = Annotated[str, Meta(pattern="^([A-Z]{2}|001)\\Z")]
