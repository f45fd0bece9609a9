"""Tells what kind of number a national number is, as the number library would, but sooner.

The library asks each description of a plan through four calls of its own. Here the patterns and lengths of a plan are
laid out once, in the library's order.
"""

import re
from collections.abc import Callable
from functools import cache

from phonenumbers import PhoneMetadata, PhoneNumberDesc, PhoneNumberType

#: Asked in this order, before fixed lines and mobiles.
_SPECIAL = (
    (PhoneNumberType.PREMIUM_RATE, "premium_rate"),
    (PhoneNumberType.TOLL_FREE, "toll_free"),
    (PhoneNumberType.SHARED_COST, "shared_cost"),
    (PhoneNumberType.VOIP, "voip"),
    (PhoneNumberType.PERSONAL_NUMBER, "personal_number"),
    (PhoneNumberType.PAGER, "pager"),
    (PhoneNumberType.UAN, "uan"),
    (PhoneNumberType.VOICEMAIL, "voicemail"),
)

#: Whether a national number is of a description.
Matches = Callable[[str], bool]


class _Plan:
    """The numbering plan of one region."""

    def __init__(self, metadata: PhoneMetadata) -> None:
        self._any = _matches(metadata.general_desc)
        described = ((kind, getattr(metadata, name)) for kind, name in _SPECIAL)
        self._special = tuple((kind, _matches(desc)) for kind, desc in described if _is_used(desc))
        self._fixed = _matches(metadata.fixed_line)
        self._mobile = _matches(metadata.mobile)
        self._same = metadata.same_mobile_and_fixed_line_pattern

    def kind_of(self, national: str) -> int:
        if not self._any(national):
            return PhoneNumberType.UNKNOWN
        for kind, matches in self._special:
            if matches(national):
                return kind
        if self._fixed(national):
            both = self._same or self._mobile(national)
            return PhoneNumberType.FIXED_LINE_OR_MOBILE if both else PhoneNumberType.FIXED_LINE
        return PhoneNumberType.MOBILE if not self._same and self._mobile(national) else PhoneNumberType.UNKNOWN


def number_kind(calling_code: int, region_code: str, national: str) -> int:
    """What `phonenumbers.number_type` says of the national number of this region, a `PhoneNumberType`."""
    plan = _plan(calling_code, region_code)
    return plan.kind_of(national) if plan is not None else PhoneNumberType.UNKNOWN


@cache
def _plan(calling_code: int, region_code: str) -> _Plan | None:
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region_code)
    return _Plan(metadata) if metadata is not None else None


def _is_used(desc: PhoneNumberDesc | None) -> bool:
    return desc is not None and bool(desc.national_number_pattern)


def _matches(desc: PhoneNumberDesc | None) -> Matches:
    if desc is None or not desc.national_number_pattern:
        return lambda _: False
    lengths = frozenset(desc.possible_length)
    fullmatch = re.compile(desc.national_number_pattern).fullmatch
    return lambda national: (not lengths or len(national) in lengths) and fullmatch(national) is not None
