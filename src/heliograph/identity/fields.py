"""What RAM and STS allow in each field and how many there may be of each thing: names, lengths, characters, counts.

Sources: RAM API reference, error messages (which codes there are); page "Limits" of RAM (2025-12-16) for the counts;
pages CreateUser, CreateGroup, CreatePolicy, CreateRole and AssumeRole for lengths and characters.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec


class TextRule(msgspec.Struct, frozen=True):
    """What one text field may hold."""

    length_max: int
    length_min: int = 1
    """0 where it may be blank."""
    pattern: str = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*"
    """Of the whole text."""
    says: str = "any characters but control characters"
    shape: str = "InvalidChars"
    """How RAM's code ends for a text that the pattern refuses: `InvalidChars` or `Format`."""


class NumberRule(msgspec.Struct, frozen=True):
    """What one number may be."""

    least: int
    most: int
    default: int


class FieldFault(msgspec.Struct, frozen=True):
    """Why a field's value is refused."""

    code: str
    """`InvalidParameter.UserName.Length`."""
    text: str
    """Which parameter, what is wrong, what is allowed; never the value."""


_NAME = TextRule(64, pattern=r"[A-Za-z0-9._-]*", says="letters, digits and . _ -")

#: By the name of the parameter; that of a change (`NewUserName`) follows the same rule.
TEXTS: Mapping[str, TextRule] = MappingProxyType(
    {
        "UserName": _NAME,
        "GroupName": _NAME,
        "RoleName": TextRule(64, pattern=r"[A-Za-z0-9.-]*", says="letters, digits and . -"),
        "PolicyName": TextRule(128, pattern=r"[A-Za-z0-9-]*", says="letters, digits and -"),
        "DisplayName": TextRule(128),
        "Comments": TextRule(128, length_min=0),
        "Description": TextRule(1024, length_min=0),
        "MobilePhone": TextRule(
            32,
            length_min=0,
            pattern=r"(\+?[0-9]{1,4}-[0-9]{4,20})?",
            says="a country code, a hyphen and the number, such as 86-18600008888",
            shape="Format",
        ),
        "Email": TextRule(
            128, length_min=0, pattern=r"([^@\s]+@[^@\s]+\.[^@\s]+)?", says="an address with one @", shape="Format"
        ),
        "VersionId": TextRule(16, pattern=r"v[1-9][0-9]*", says="v and a number, such as v1", shape="Format"),
        "RoleSessionName": TextRule(64, length_min=2, pattern=r"[A-Za-z0-9.@_-]*", says="letters, digits and . @ _ -"),
        "ExternalId": TextRule(
            1224, length_min=2, pattern=r"[A-Za-z0-9_+=,.@:/-]*", says="letters, digits and _+=,.@:/-"
        ),
        "AccountName": TextRule(64, says="any characters but control characters"),
    }
)

NUMBERS: Mapping[str, NumberRule] = MappingProxyType(
    {
        "MaxSessionDuration": NumberRule(3600, 43_200, 3600),
        #: At most the role's MaxSessionDuration, too.
        "DurationSeconds": NumberRule(900, 43_200, 3600),
        "MaxItems": NumberRule(1, 1000, 100),
    }
)

#: How many there may be, by the end of RAM's code `LimitExceeded.<name>`.
COUNTS: Mapping[str, int] = MappingProxyType(
    {
        "User": 5000,
        "User.AccessKey": 2,
        "User.Group": 10,
        "User.Policy": 30,
        "Group": 300,
        "Group.Policy": 30,
        "Policy": 1500,
        "Policy.Version": 5,
        "Role": 1000,
        "Role.Policy": 30,
    }
)

#: Accounts of one server. All identities are held in memory, at some KB an account with a user.
ACCOUNTS_MAX = 20_000

#: Root keys that an account has at a time, while one is being replaced by the other.
ROOT_KEYS_MAX = 2


def check_text(name: str, value: str) -> FieldFault | None:
    """What is wrong with the value of that parameter; None when nothing is. `name` may have `New` before it."""
    rule = TEXTS[name.removeprefix("New")]
    if not rule.length_min <= len(value) <= rule.length_max:
        text = f"{name} has {len(value)} characters; {rule.length_min} to {rule.length_max} are allowed."
        # RAM has no code for the length of what it calls a format: an address that is too long is none.
        return FieldFault(f"InvalidParameter.{name}.{'Length' if rule.shape == 'InvalidChars' else rule.shape}", text)
    if re.fullmatch(rule.pattern, value, re.ASCII) is None:
        return FieldFault(f"InvalidParameter.{name}.{rule.shape}", f"{name} must be made of {rule.says}.")
    return None
