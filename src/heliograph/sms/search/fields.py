"""The fields of a search: how each reads its values, and what to tell a person who types something else."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from heliograph.sms import message_id
from heliograph.sms.search.moment import ALLOWED as MOMENTS
from heliograph.sms.search.moment import read_moment
from heliograph.sms.search.standing import IS, STATUS

TYPES = ("OTP", "NOTIFY", "MKT")
ENCODINGS = ("gsm7", "ucs2", "other")

#: Longer than any text, sender or id that is stored.
VALUE_MAX = 1_600

_NUMBER = re.compile(r"(\*?)(?:\+|00)?([0-9]{1,20})(\*?)", re.ASCII)
_COUNTRY = re.compile("[a-z]{2}|001", re.ASCII | re.IGNORECASE)
_SEGMENTS = re.compile(r"(<=|>=|<|>)?([0-9]{1,3})|([0-9]{1,3})-([0-9]{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the grammar."""

    name: str
    says: str
    """What it looks at, for people."""
    allowed: str
    """Which values there are, as the end of a sentence."""
    example: str
    read: Callable[[str], str | None]
    """The canonical form of one value; None where it is none."""
    words: tuple[str, ...] = ()
    """The values, where they can be counted."""
    personal: bool = False
    """Whether a value may be a number or a text, which errors do not repeat."""


def _number(text: str) -> str | None:
    """Digits that a number begins with, or with `*` in front ends with."""
    found = _NUMBER.fullmatch(re.sub(r"[ ().-]", "", text))
    if found is None or (found[1] and found[3]):
        return None
    return found[1] + found[2] if found[1] else found[2]


def _pattern(text: str) -> str | None:
    return re.sub(r"\*+", "*", text) if text.isprintable() else None


def _phrase(text: str) -> str | None:
    return text


def _id(text: str) -> str | None:
    found = message_id.parse(text)
    return None if found is None else str(found)


def _one_of(words: Iterable[str]) -> Callable[[str], str | None]:
    canonical = {word.lower(): word for word in words}
    return lambda text: canonical.get(text.lower().replace("-", "_"))


def _country(text: str) -> str | None:
    return text.upper() if _COUNTRY.fullmatch(text) is not None else None


def _moment(text: str) -> str | None:
    found = read_moment(text)
    return None if found is None else str(found)


def _segments(text: str) -> str | None:
    found = _SEGMENTS.fullmatch(text)
    if found is None:
        return None
    if found[2] is not None:
        return f"{found[1] or ''}{int(found[2])}"
    low, high = int(found[3]), int(found[4])
    return None if low > high else str(low) if low == high else f"{low}-{high}"


def segments_of(value: str) -> tuple[int, int]:
    """The fewest and the most segments that a canonical value of `seg:` lets through."""
    sign, number = value.rstrip("0123456789"), value.lstrip("<>=")
    if "-" in value:
        low, _, high = value.partition("-")
        return int(low), int(high)
    match sign:
        case ">":
            return int(number) + 1, 1_000
        case ">=":
            return int(number), 1_000
        case "<":
            return 0, int(number) - 1
        case "<=":
            return 0, int(number)
    return int(number), int(number)


_ANY = "; * stands for anything"

FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field(
            "to",
            "the recipient's number",
            "the digits that it begins with, dialing code first, or * and those that it ends with",
            "to:6581*",
            _number,
            personal=True,
        ),
        Field("from", "the sender ID", f"a sender ID{_ANY}", "from:Helio*", _pattern, personal=True),
        Field("text", "the text", "any part of it", 'text:"your code"', _phrase, personal=True),
        Field("id", "the message's id", "a message id: decimal digits", "id:118750203001774080", _id, personal=True),
        Field("status", "how it stands", "", "status:failed", _one_of(STATUS), tuple(STATUS)),
        Field("is", "more about how it stands", "", "is:retried", _one_of(IS), tuple(IS)),
        Field("code", "its ErrorCode", f"a code{_ANY}", "code:UNDELIV", _pattern),
        Field("country", "the recipient's country", "two letters of ISO 3166, or 001", "country:SG", _country),
        Field("carrier", "the carrier that it goes over", f"a carrier's name{_ANY}", "carrier:net-one", _pattern),
        Field("task", "your own id for it", f"a TaskId{_ANY}", "task:order-17*", _pattern, personal=True),
        Field("type", "what it was sent as", "", "type:OTP", _one_of(TYPES), TYPES),
        Field("before", "accepted before", MOMENTS, "before:2026-11-24T08:30", _moment),
        Field("after", "accepted at or after", MOMENTS, "after:-1h", _moment),
        Field("seg", "how many segments are billed", "a number, >1, <=3 or 2-5", "seg:>1", _segments),
        Field("enc", "how its text is coded", "", "enc:ucs2", _one_of(ENCODINGS), ENCODINGS),
    )
}


def allowed_by(field: Field) -> str:
    """What the field allows, as the end of a sentence."""
    return field.allowed or ", ".join(field.words)


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of the words that was probably meant; empty for none."""
    found = get_close_matches(word.lower(), [one.lower() for one in words], 1, 0.6)
    return found[0] if found else ""
