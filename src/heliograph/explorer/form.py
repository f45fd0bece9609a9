"""The form of an operation, drawn from its description: what field each parameter is, and what may stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from heliograph.explorer.reference import limits_in_words
from heliograph.explorer.schemas import parameter_schema
from heliograph.operations.description import Operation, Parameter
from heliograph.operations.identity_types import Bounded, PolicyText
from heliograph.operations.types import (
    Boolean,
    Choice,
    Day,
    Digits,
    Integer,
    JsonObject,
    JsonText,
    JsonTexts,
    MessageId,
    Msisdn,
    Text,
    Type,
    Url,
)

#: From this length on a text gets a field of several lines.
_LONG = 300


class Kind(StrEnum):
    """What people fill in."""

    LINE = "line"
    TEXT = "text"
    JSON = "json"
    NUMBER = "number"
    DIGITS = "digits"
    PHONE = "phone"
    DAY = "day"
    URL = "url"
    CHOICE = "choice"
    SECRET = "secret"  # noqa: S105, the kind of field for one


@dataclass(frozen=True, slots=True)
class FormField:
    """One field."""

    parameter: Parameter
    kind: Kind
    limits: str
    """What is allowed, in a few words; empty where the sentence about it says all."""
    choices: tuple[str, ...] = ()
    """The only values there are; empty where people write their own."""

    @property
    def name(self) -> str:
        return self.parameter.name

    @property
    def is_message(self) -> bool:
        """Whether it is a text that is sent as it stands, so that its segments are worth counting."""
        return self.name == "Message" and isinstance(self.parameter.type, Text)


def form(operation: Operation) -> tuple[FormField, ...]:
    """The fields of an operation, those that must be filled in first, else in the description's order."""
    ordered = sorted(operation.parameters, key=lambda parameter: not parameter.required)
    return tuple(
        FormField(one, _kind(one), limits_in_words(parameter_schema(one)), _choices(one.type)) for one in ordered
    )


def sent(operation: Operation, filled_in: Mapping[str, str]) -> dict[str, str]:
    """What a form that was filled in sends: the operation's parameters that are not blank.

    Browsers end the lines of a form by CR LF, whatever was typed; a line end of a message is one character.
    """
    named = {parameter.name for parameter in operation.parameters}
    return {name: text.replace("\r\n", "\n") for name, text in filled_in.items() if text and name in named}


def without_secrets(operation: Operation, values: Mapping[str, str]) -> dict[str, str]:
    """The values that may stand in an address, a history or a sample."""
    secret = {parameter.name for parameter in operation.parameters if parameter.secret}
    return {name: text for name, text in values.items() if name not in secret}


def examples(operation: Operation) -> dict[str, str]:
    """The examples of what must be given, as values to begin with."""
    return {one.name: one.example for one in operation.parameters if one.required and one.example and not one.secret}


def _kind(parameter: Parameter) -> Kind:
    if parameter.secret:
        return Kind.SECRET
    match parameter.type:
        case Choice() | Boolean():
            return Kind.CHOICE
        case Integer():
            return Kind.NUMBER
        case MessageId() | Digits():
            return Kind.DIGITS
        case Msisdn():
            return Kind.PHONE
        case JsonTexts() | JsonText() | JsonObject() | PolicyText():
            return Kind.JSON
        case Day():
            return Kind.DAY
        case Url():
            return Kind.URL
        case Text(length) | Bounded(length) if length >= _LONG:
            return Kind.TEXT
    return Kind.LINE


def _choices(kind: Type) -> tuple[str, ...]:
    match kind:
        case Choice(words):
            return words
        case Boolean():
            return ("true", "false")
    return ()
