"""The form of an account's limits: its fields as people fill them, and the JSON that the operation takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from heliograph.console.words import term

#: How a field is written: a whole number, a list of words, or a table `HK=100, *=10`.
Way = Literal["count", "list", "table"]


@dataclass(frozen=True, slots=True)
class LimitField:
    """One limit of the form."""

    part: str
    """`send`, `rates`, or empty for one of the account itself."""
    name: str
    """Its key in the limits' JSON."""
    label: str
    way: Way

    @property
    def key(self) -> str:
        """Its name in the form."""
        return f"{self.part}.{self.name}" if self.part else self.name


FIELDS = (
    LimitField("rates", "account", term("Calls a second of the account"), "count"),
    LimitField("rates", "user", term("Calls a second of each user"), "count"),
    LimitField("rates", "operations", term("Calls a second, by operation"), "table"),
    LimitField("rates", "user_operations", term("Calls a second of each user, by operation"), "table"),
    LimitField("send", "recipient_per_minute", term("To one recipient in a minute"), "count"),
    LimitField("send", "recipient_per_hour", term("To one recipient in an hour"), "count"),
    LimitField("send", "recipient_per_day", term("To one recipient in 24 hours"), "count"),
    LimitField("send", "messages_per_day", term("Messages in a day"), "count"),
    LimitField("send", "messages_per_month", term("Messages in a month"), "count"),
    LimitField("send", "countries_allowed", term("Only to these countries"), "list"),
    LimitField("send", "countries_denied", term("Never to these countries"), "list"),
    LimitField("send", "country_messages_per_day", term("Messages in a day, by country"), "table"),
    LimitField("send", "country_messages_per_month", term("Messages in a month, by country"), "table"),
    LimitField("send", "price_per_segment", term("Price of a segment in millionths, by country"), "table"),
    LimitField("", "weight", term("Share where accounts wait for one carrier"), "count"),
)


def limits_of(form: Mapping[str, str]) -> dict[str, Any] | str:
    """The limits that a form says, as the operation takes them; or the label of the first field that cannot be read."""
    limits: dict[str, Any] = {}
    for one in FIELDS:
        text = form.get(one.key, "").strip()
        if not text:
            continue
        value = _read(text, one.way)
        if value is None:
            return one.label
        part = limits.setdefault(one.part, {}) if one.part else limits
        part[one.name] = value
    return limits


def filled(limits: Mapping[str, Any]) -> dict[str, str]:
    """The form's texts for limits as the operation tells them."""
    texts = {}
    for one in FIELDS:
        part = limits.get(one.part, {}) if one.part else limits
        if one.name in part:
            texts[one.key] = written(part[one.name])
    return texts


def written(value: Any) -> str:
    """A limit's value as the form has it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={count}" for key, count in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)


def _read(text: str, way: Way) -> Any:
    """The value of a field; None where it is none."""
    if way == "count":
        return _count(text)
    words = [word for word in re.split(r"[\s,]+", text) if word]
    if way == "list":
        return words
    table = {key: _count(count) for key, _, count in (word.partition("=") for word in words)}
    return table if all(key and count is not None for key, count in table.items()) else None


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,15}", text, re.ASCII) else None
