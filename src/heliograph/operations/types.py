"""The types of request parameters: how the text of a parameter becomes a value, or why it does not.

A type is data that documentation can print, with one function `read`. What it says about a bad value never repeats the
value, which may be a phone number or the text of a message.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

import orjson

from heliograph.operations.dates import day_number, read_iso_date
from heliograph.operations.ports import Numbers
from heliograph.sms.message_id import ID_MAX
from heliograph.sms.msisdn import Number
from heliograph.sms.push_schedule import ALLOWED as SCHEDULES
from heliograph.sms.push_schedule import pauses_of
from heliograph.sms.push_target import Unfit as UnfitUrl
from heliograph.sms.push_target import read_push_url
from heliograph.sms.sender_id import is_sender_id

#: What a validated parameter holds.
Value: TypeAlias = str | int | bool | tuple[str, ...] | Number


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The text is no value of the type at all: the gateway answers 400 `Invalid<Name>`."""

    allowed: str
    """What would be one, as the rest of a sentence that begins with the parameter's name."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value of the type, but not one that is allowed: a business refusal."""

    allowed: str
    code: str = ""
    """Its ResponseCode; empty where the parameter's own `refused_as` says it."""


class Type(Protocol):
    """How one kind of parameter is read: the types of this module, and those of `identity_types`."""

    @property
    def json_type(self) -> str:
        """Its name in API metadata: `string`, `integer`, `boolean`."""
        ...

    def read(self, text: str, numbers: Numbers) -> Value | Unreadable | Unfit:
        """The value of `text`, which is never empty: a blank parameter counts as absent before this is asked.

        `numbers` is the one thing beside the text that any type needs.
        """
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words, spelled exactly so."""

    words: tuple[str, ...]

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        return text if text in self.words else Unfit(f"must be one of {', '.join(self.words)}")


@dataclass(frozen=True, slots=True)
class Text:
    """Text of bounded length."""

    length_max: int
    """In characters (Unicode code points)."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        if len(text) > self.length_max:
            return Unfit(f"has {len(text)} characters; at most {self.length_max} are allowed", "PARAM_LENGTH_LIMIT")
        return text


#: Longer digit strings cost quadratic time to read and fit no 64-bit integer anyway.
_INTEGER = re.compile(r"-?[0-9]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number in decimal digits."""

    minimum: int
    maximum: int

    json_type = "integer"

    def read(self, text: str, numbers: Numbers) -> int | Unreadable | Unfit:
        if _INTEGER.fullmatch(text) is None:
            return Unreadable("must be a whole number in decimal digits")
        number = int(text)
        if not self.minimum <= number <= self.maximum:
            return Unfit(f"must be between {self.minimum} and {self.maximum}")
        return number


@dataclass(frozen=True, slots=True)
class Boolean:
    """True or false in any case: Python's SDKs send `True`, the others `true`."""

    json_type = "boolean"

    def read(self, text: str, numbers: Numbers) -> bool | Unreadable:
        match text.lower():
            case "true":
                return True
            case "false":
                return False
        return Unreadable("must be true or false")


@dataclass(frozen=True, slots=True)
class JsonTexts:
    """A JSON array of strings, as one text: `["4915112345678","85261234567"]`."""

    count_max: int
    too_many: str
    """The ResponseCode when there are more than `count_max`."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> tuple[str, ...] | Unfit:
        try:
            items = orjson.loads(text)
        except orjson.JSONDecodeError:
            return Unfit("must be a JSON array of strings; it cannot be read as JSON", "INVALID_JSON_PARAM")
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            return Unfit("must be a JSON array of strings", "INVALID_JSON_PARAM")
        if not items:
            return Unfit("must be a JSON array of strings with at least one in it", "INVALID_JSON_PARAM")
        if len(items) > self.count_max:
            return Unfit(f"has {len(items)} entries; at most {self.count_max} are allowed", self.too_many)
        return tuple(items)


@dataclass(frozen=True, slots=True)
class JsonText:
    """A JSON object, as one text; its owner reads what is in it."""

    length_max: int

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        if len(text) > self.length_max:
            return Unfit(f"has {len(text)} characters; at most {self.length_max} are allowed", "PARAM_LENGTH_LIMIT")
        try:
            found = orjson.loads(text)
        except orjson.JSONDecodeError:
            return Unfit("must be a JSON object; it cannot be read as JSON", "INVALID_JSON_PARAM")
        return text if isinstance(found, dict) else Unfit("must be a JSON object", "INVALID_JSON_PARAM")


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object of texts, as one text: `{"code":"1234"}`. Read to an even list: name, value, name, value.

    A name given twice is refused: which of the two values counts could only be guessed.
    """

    length_max: int

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> tuple[str, ...] | Unfit:
        if len(text) > self.length_max:
            return Unfit(f"has {len(text)} characters; at most {self.length_max} are allowed", "PARAM_LENGTH_LIMIT")
        try:
            pairs = json.loads(text, object_pairs_hook=_Pairs)
        except (ValueError, RecursionError):
            return Unfit("must be a JSON object of strings; it cannot be read as JSON", "INVALID_JSON_PARAM")
        if not isinstance(pairs, _Pairs) or not all(isinstance(value, str) for _, value in pairs):
            return Unfit("must be a JSON object whose values are strings, in quotes", "INVALID_JSON_PARAM")
        parts = tuple(str(part) for pair in pairs for part in pair)
        if len(set(parts[::2])) < len(pairs):
            return Unfit("must be a JSON object that has each name once", "INVALID_JSON_PARAM")
        if _HALF_A_PAIR.search("".join(parts)) is not None:
            return Unfit("must be a JSON object of texts; it has half of a surrogate pair", "INVALID_JSON_PARAM")
        return parts


#: An escaped half of a surrogate pair is JSON, but no text that could be stored or sent. Two halves are read as one.
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


class _Pairs(list[tuple[str, object]]):
    """The members of a JSON object, told from the elements of an array."""


@dataclass(frozen=True, slots=True)
class Msisdn:
    """A phone number that the numbering plans know, with or without a leading `+` or `00`."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> Number | Unfit:
        number = numbers.find(text)
        if number is None:
            return Unfit("must be a dialing code and number, in digits")
        return number


@dataclass(frozen=True, slots=True)
class SenderId:
    """What the recipient sees as the sender."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        if is_sender_id(text):
            return text
        return Unfit("must have letters and digits only, at most 11 of them, or 15 if all are digits")


@dataclass(frozen=True, slots=True)
class SomeOf:
    """One or more of a few words, with commas between them."""

    words: tuple[str, ...]

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> tuple[str, ...] | Unfit:
        found = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
        if all(word in self.words for word in found):
            return found
        return Unfit(f"must be {' or '.join(self.words)}, or several of them with commas between")


@dataclass(frozen=True, slots=True)
class Url:
    """A URL that reports can be pushed to."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        url = read_push_url(text)
        return Unfit(url.allowed) if isinstance(url, UnfitUrl) else text


@dataclass(frozen=True, slots=True)
class Pauses:
    """When a push that was not confirmed is repeated."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        return text if pauses_of(text) is not None else Unfit(f"must be {SCHEDULES}")


@dataclass(frozen=True, slots=True)
class Digits:
    """A few decimal digits that are no number: leading zeros count."""

    length_max: int

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        if text.isascii() and text.isdigit() and len(text) <= self.length_max:
            return text
        return Unfit(f"must be decimal digits, at most {self.length_max} of them")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text by a rule of its own."""

    pattern: str
    allowed: str
    """What the pattern lets through, as the rest of a sentence: "must be …"."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        return text if re.match(self.pattern, text) is not None else Unfit(f"must be {self.allowed}")


#: A double in decimal, with an exponent or without; no sign, no NaN, no infinity.
_SHARE = re.compile(r"(?:[0-9]{1,32}(?:\.[0-9]{0,32})?|\.[0-9]{1,32})(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Share:
    """A number from 0 to 1, kept as it was written: the API's page calls it a string."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        if _SHARE.fullmatch(text) is None or not float(text) <= 1:
            return Unfit("must be a number from 0 to 1, such as 0.53")
        return text


_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, `2026-11-24`, read to how many days it is after 1970-01-01."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> int | Unfit:
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) is not None else None
        except ValueError:
            day = None
        return day_number(day) if day is not None else Unfit("must be a day such as 2026-11-24")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC, `2026-11-24T12:00:00Z`, read to milliseconds after 1970-01-01."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> int | Unfit:
        moment = read_iso_date(text)
        return moment if moment is not None else Unfit("must be a moment in UTC such as 2026-11-24T12:00:00Z")


_ID = re.compile("[0-9]{1,32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class MessageId:
    """A message's id in decimal digits."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> int | Unfit:
        if _ID.fullmatch(text) is None:
            return Unfit("must be a message id: decimal digits only, at most 32 of them")
        # The last id there is will belong to no message: it is looked for and not found, like any that is too high.
        return min(int(text), ID_MAX)
