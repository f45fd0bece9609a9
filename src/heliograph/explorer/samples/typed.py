"""Which calls are written with a typed SDK, and how its generators name things.

Only Dysmsapi is: the others go through the official core by name, and so does a value that its class could not carry as
it was given, such as a ValidityPeriod of `soon`.
"""

import re

from heliograph.explorer.samples.given import Given

#: Products whose typed SDK is in the registries of Python and of Node, so that its samples are run by the tests.
#: Java's and Go's are in none that we could test against; their samples go through the official cores.
TYPED = frozenset({("Dysmsapi", "2018-05-01")})


def is_typed(given: Given) -> bool:
    """Whether the call is written with the product's own SDK."""
    return (given.operation.product, given.operation.version) in TYPED and given.fits_types


_WORD_BEGINS = re.compile("(?<=[a-z0-9])(?=[A-Z])")


def snake(name: str) -> str:
    """`message_id` for `MessageId`."""
    return _WORD_BEGINS.sub("_", name).lower()


def camel(name: str) -> str:
    """`messageId` for `MessageId`."""
    return name[:1].lower() + name[1:]
