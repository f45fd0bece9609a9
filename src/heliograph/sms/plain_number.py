"""Reads a number that is written as plain digits from its dialing code on, as the number library would, but sooner.

The library's own `parse` looks for extensions, letters, marks and trunk prefixes first, which takes half of a number's
look-up. Where its metadata say that there is nothing of the kind to find, the parts are known at once; else it is
asked.
"""

import re
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber

#: Dialing codes have one to three digits, and none begins another.
_CODE_LENGTHS = (1, 2, 3)

#: A national number that is shorter is none to the library.
_NATIONAL_MIN = 2


def read_plain(digits: str) -> PhoneNumber:
    """What `phonenumbers.parse` makes of `+` and `digits`. Raises NumberParseException as that does."""
    for length in _CODE_LENGTHS:
        code = int(digits[:length])
        if code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            national = digits[length:]
            trunk = _trunk_prefix(code)
            if len(national) < _NATIONAL_MIN or national[0] == "0" or (trunk is not None and trunk.match(national)):
                break
            return PhoneNumber(country_code=code, national_number=int(national))
    return phonenumbers.parse(f"+{digits}")


@cache
def _trunk_prefix(code: int) -> re.Pattern[str] | None:
    """What the plan of this dialing code may have in front of a national number that is no part of it."""
    region = phonenumbers.region_code_for_country_code(code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    prefix = metadata.national_prefix_for_parsing if metadata is not None else None
    return re.compile(prefix) if prefix else None
