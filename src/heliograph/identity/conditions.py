"""The conditions of a statement: operators that compare what a request brings with the values a policy names.

Several values of a key are alternatives; keys and operators must all hold. A negative operator holds when no value
matches. A key that the request does not bring, or brings with a value that is none of the operator's type, matches
nothing: a positive operator then fails and a negative one holds. Names of keys are compared without case, so that a
Deny on `acs:sourceip` is not void for its spelling.
Source: pages "Conditional operators" (2025-12-09), "Policy elements"; docs/policies.md says what they leave open.
"""

import ipaddress
import operator as compare
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from heliograph.identity.wildcards import wildcard

#: What a request brings for one key: a text, or several where a key has several.
ContextValue: TypeAlias = str | tuple[str, ...]
Context: TypeAlias = Mapping[str, ContextValue]

#: Whether a request's value, as text, matches one value of the policy.
Test: TypeAlias = Callable[[str], bool]

#: The keys that this server brings with every request, as the pages spell them.
SOURCE_IP = "acs:SourceIp"
CURRENT_TIME = "acs:CurrentTime"
SECURE_TRANSPORT = "acs:SecureTransport"
USER_AGENT = "acs:UserAgent"
MFA_PRESENT = "acs:MFAPresent"
COMMON_KEYS = (SOURCE_IP, CURRENT_TIME, SECURE_TRANSPORT, USER_AGENT, MFA_PRESENT)
#: Brought by AssumeRole alone, for the role's trust policy.
EXTERNAL_ID = "sts:ExternalId"

_SPELLING = {key.lower(): key for key in (*COMMON_KEYS, EXTERNAL_ID)}


class Operator(msgspec.Struct, frozen=True):
    """One operator of the language."""

    name: str
    negative: bool
    prepare: Callable[[str], Test | None]
    """From one value of a policy to its test; None for a value that is none of the operator's type."""
    allowed: str
    """What such a value must be, as the rest of a sentence."""

    def accepts(self, value: str) -> bool:
        """Whether a policy may have this value."""
        return self.prepare(value) is not None


class Condition(msgspec.Struct, frozen=True):
    """One operator, one key and its values, as a policy has them."""

    operator: str
    key: str
    values: tuple[str, ...]


class PreparedCondition(msgspec.Struct, frozen=True):
    """A condition made ready to be asked."""

    condition: Condition
    key: str
    """In the usual spelling, where the key is a known one."""
    negative: bool
    tests: tuple[Test, ...]

    def holds(self, context: Context) -> bool:
        """Whether the condition holds for what the request brings."""
        given = find(context, self.key)
        matched = any(test(value) for value in given for test in self.tests)
        return matched is not self.negative


def prepare(condition: Condition) -> PreparedCondition:
    """The condition made ready.

    Raises ValueError for an unknown operator or a value that is none of its type: reading the policy refuses both.
    """
    operator = OPERATORS.get(condition.operator)
    if operator is None:
        raise ValueError(f"There is no operator {condition.operator}.")
    tests = tuple(filter(None, map(operator.prepare, condition.values)))
    if len(tests) != len(condition.values):
        raise ValueError(f"A value of {condition.operator} {operator.allowed}.")
    return PreparedCondition(condition, _SPELLING.get(condition.key.lower(), condition.key), operator.negative, tests)


def find(context: Context, key: str) -> tuple[str, ...]:
    """The request's values of `key`, whatever the case of its name; none where it brings none."""
    value = context.get(key)
    if value is None:
        folded = key.lower()
        value = next((context[name] for name in context if name.lower() == folded), ())
    return (value,) if isinstance(value, str) else value


# Each type: how a text becomes a value, and what such a text must be.

#: Longer ones carry no meaning, and a number of thousands of digits costs time to compare.
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
_NETWORK = re.compile(r"[0-9A-Fa-f.:]{2,45}(/[0-9]{1,3})?", re.ASCII)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # subtracted from local readings, whose offset is subtracted after
#: What stands before the 32 bits of an IPv4 address inside IPv6, and how many bits that is.
_MAPPED, _MAPPED_BITS = 0xFFFF, 96


def read_number(text: str) -> Decimal | None:
    """A decimal number, exactly; None for any other text."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def read_date(text: str) -> int | None:
    """An instant of ISO 8601 with its zone, `2012-11-11T23:59:59Z`, in microseconds since 1970; None for other text."""
    if _DATE.fullmatch(text) is None:
        return None
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Offset taken off as a duration, since an instant at either end of the calendar has no date in UTC.
    since = date.replace(tzinfo=None) - _EPOCH - (date.utcoffset() or timedelta())
    return since // timedelta(microseconds=1)


def read_boolean(text: str) -> bool | None:
    """`true` or `false` in any case; None for any other text."""
    return {"true": True, "false": False}.get(text.lower())


class Network(msgspec.Struct, frozen=True):
    """A range of addresses; a single address is the range of one."""

    version: int
    first: int
    mask: int


def read_network(text: str) -> Network | None:
    """An address or CIDR block of IPv4 or IPv6; None for any other text.

    Bits below the mask are dropped. IPv4 inside IPv6 (`::ffff:192.0.2.1`) is IPv4, which is how a socket that takes
    both shows a client of the old kind: a block of addresses must not be slipped past by the other spelling.
    """
    if _NETWORK.fullmatch(text) is None:
        return None
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    first, mask = int(network.network_address), int(network.netmask)
    if network.version == 6 and network.prefixlen >= _MAPPED_BITS and first >> 32 == _MAPPED:
        return Network(4, first & 0xFFFFFFFF, mask & 0xFFFFFFFF)
    return Network(network.version, first, mask)


def _equal(wanted: str) -> Test:
    return lambda given: given == wanted


def _equal_ignoring_case(wanted: str) -> Test:
    folded = wanted.casefold()
    return lambda given: given.casefold() == folded


def _like(wanted: str) -> Test:
    return wildcard(wanted).matches


def _ordered(read: Callable[[str], Any], relation: Callable[[Any, Any], bool]) -> Callable[[str], Test | None]:
    """Compares values that `read` makes of texts; the request's value stands left of the relation."""

    def prepare_value(wanted: str) -> Test | None:
        limit = read(wanted)
        if limit is None:
            return None

        def test(given: str) -> bool:
            value = read(given)
            return value is not None and relation(value, limit)

        return test

    return prepare_value


def _within(given: Network, wanted: Network) -> bool:
    """Whether every address of `given`, which is one address in a request, lies in `wanted`."""
    return (
        given.version == wanted.version
        and given.mask & wanted.mask == wanted.mask
        and given.first & wanted.mask == wanted.first
    )


_TEXT = "must be a text"
_PATTERN = "must be a text, with * for any run of characters and ? for one"
_A_NUMBER = "must be a decimal number of at most 30 digits before and after the point"
_A_DATE = "must be a date and time of ISO 8601 with its zone, as in 2012-11-11T23:59:59Z"
_A_BOOLEAN = "must be true or false"
_A_NETWORK = "must be an IPv4 or IPv6 address or CIDR block, as in 192.0.2.0/24"

_RELATIONS = (
    ("Equals", compare.eq, False),
    ("NotEquals", compare.eq, True),
    ("LessThan", compare.lt, False),
    ("LessThanEquals", compare.le, False),
    ("GreaterThan", compare.gt, False),
    ("GreaterThanEquals", compare.ge, False),
)

#: Every operator by its name, which is spelled exactly so.
OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        operator.name: operator
        for operator in (
            Operator("StringEquals", False, _equal, _TEXT),
            Operator("StringNotEquals", True, _equal, _TEXT),
            Operator("StringEqualsIgnoreCase", False, _equal_ignoring_case, _TEXT),
            Operator("StringNotEqualsIgnoreCase", True, _equal_ignoring_case, _TEXT),
            Operator("StringLike", False, _like, _PATTERN),
            Operator("StringNotLike", True, _like, _PATTERN),
            *(
                Operator(f"Numeric{name}", negative, _ordered(read_number, relation), _A_NUMBER)
                for name, relation, negative in _RELATIONS
            ),
            *(
                Operator(f"Date{name}", negative, _ordered(read_date, relation), _A_DATE)
                for name, relation, negative in _RELATIONS
            ),
            Operator("Bool", False, _ordered(read_boolean, compare.eq), _A_BOOLEAN),
            Operator("IpAddress", False, _ordered(read_network, _within), _A_NETWORK),
            Operator("NotIpAddress", True, _ordered(read_network, _within), _A_NETWORK),
        )
    }
)
