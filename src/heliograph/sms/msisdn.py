"""The number book: what a recipient's number says about itself, by the world's numbering plans.

Built on the number library's metadata. Areas and networks come from its tables through `prefix_names`, which does not
import them.
"""

import re
from functools import lru_cache

import msgspec
import phonenumbers
from phonenumbers import PhoneNumberType

from heliograph.sms.number_kind import number_kind
from heliograph.sms.plain_number import read_plain
from heliograph.sms.prefix_names import country_names, prefix_names

#: Country and Region of the three regions that the API counts to China. Source: the API's samples of NumberDetail.
_OF_CHINA = {"HK": "HongKong", "MO": "Macao", "TW": "Taiwan"}

#: E.164 allows 15 digits; two more leave room for the trunk prefix that some people write inside.
_NUMBER = re.compile(r"(?:\+|00)?([1-9][0-9]{3,16})", re.ASCII)

#: Numbers kept with what was found out about them: one look-up takes about as long as checking a signature.
CACHE_MAX = 10_000

_WITH_NETWORK = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.PAGER})


class NumberDetail(msgspec.Struct, frozen=True, gc=False):
    """NumberDetail of the API, in English; what is not known is empty."""

    country: str = ""
    region: str = ""
    """The area that the numbering plan names, or else the country."""
    carrier: str = ""
    """The network that the number was given to; it may have been ported since."""


class Number(msgspec.Struct, frozen=True, gc=False):
    """One recipient's number."""

    digits: str
    """E.164 without the plus sign where `valid`; else the digits as given, or "" where there are other characters."""
    valid: bool = False
    region_code: str = ""
    """ISO 3166, two letters; "001" for numbers of no country, such as satellite telephones; "" where not valid."""
    country_calling_code: int = 0
    detail: NumberDetail = NumberDetail()

    @property
    def country(self) -> str:
        return self.detail.country

    @property
    def region(self) -> str:
        return self.detail.region

    @property
    def carrier(self) -> str:
        return self.detail.carrier

    @property
    def mainland(self) -> bool:
        """Whether it is a number of the Chinese mainland."""
        return self.region_code == "CN"


class NumberBook:
    """Looks numbers up. Remembers the last `cache_max` of them; not for threads."""

    def __init__(self, cache_max: int = CACHE_MAX) -> None:
        # The patterns of all plans do not fit into the cache of `re`: without this, numbers from everywhere take 280 us
        # each instead of 20. The metadata bounds it to some 1,200 patterns.
        phonenumbers.enable_pattern_cache()
        self._areas = prefix_names("geodata")
        self._networks = prefix_names("carrierdata")
        self._countries = country_names()
        self._look_up = lru_cache(cache_max)(self._found)

    @property
    def cached(self) -> int:
        """How many numbers are remembered now."""
        return self._look_up.cache_info().currsize

    def look_up(self, to: str) -> Number:
        """What is known of `to`: digits with or without a leading `+` or `00`; anything else in it makes it invalid.

        A trunk prefix inside, as in 44 (0) 7400…, is dropped where the numbering plan tells that it is one.
        """
        written = _NUMBER.fullmatch(to)
        if written is None:
            digits = to.removeprefix("+").removeprefix("00") if len(to) <= 20 else ""
            return Number(digits if digits.isascii() and digits.isdigit() else "")
        return self._look_up(written[1])

    def find(self, text: str) -> Number | None:
        """The number that `text` stands for; None when the numbering plans know no such number."""
        number = self.look_up(text)
        return number if number.valid else None

    def _found(self, digits: str) -> Number:
        try:
            parsed = read_plain(digits)
        except phonenumbers.NumberParseException:
            return Number(digits)
        region_code = phonenumbers.region_code_for_number(parsed)
        if region_code is None:
            return Number(digits)
        calling_code, national = parsed.country_code or 0, phonenumbers.national_significant_number(parsed)
        kind = number_kind(calling_code, region_code, national)
        if kind == PhoneNumberType.UNKNOWN:
            return Number(digits)
        e164 = f"{calling_code}{national}"
        return Number(e164, True, region_code, calling_code, self._detail(e164, calling_code, region_code, kind))

    def _detail(self, e164: str, calling_code: int, region_code: str, kind: int) -> NumberDetail:
        carrier = self._networks.find(e164) if kind in _WITH_NETWORK else ""
        if region_code in _OF_CHINA:
            return NumberDetail("China", _OF_CHINA[region_code], carrier)
        country = self._countries.get(region_code, "")
        area = ""
        if phonenumbers.is_number_type_geographical(kind, calling_code):
            area = self._areas.find(_without_mobile_token(calling_code, e164))
        return NumberDetail(country, area or country, carrier)


def _without_mobile_token(calling_code: int, e164: str) -> str:
    """The number as area tables have it: some countries put a token before the area code of mobile numbers."""
    token = phonenumbers.country_mobile_token(calling_code)
    start = len(str(calling_code))
    if token and e164.startswith(token, start):
        return e164[:start] + e164[start + len(token) :]
    return e164
