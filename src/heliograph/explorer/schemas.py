"""JSON schemas of parameters and answers, drawn from the types of their descriptions."""

import re
from collections.abc import Iterable
from typing import Any

from heliograph.operations.description import Field, Parameter, Shape
from heliograph.operations.identity_types import Bounded
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
    Pattern,
    SomeOf,
    Text,
    Type,
    Url,
)

#: JSON Schema, as OpenAPI 3.1 takes it (draft 2020-12).
Schema = dict[str, Any]

_JSON = "application/json"


def parameter_schema(parameter: Parameter) -> Schema:
    """Type, limits and example. A rule that JSON Schema cannot say is left to the description."""
    kind = parameter.type
    schema: Schema = {"type": kind.json_type, **_limits(kind)}
    if parameter.secret:
        schema["format"] = "password"
    if parameter.example:
        schema["examples"] = [example_value(parameter)]
    return schema


def example_value(parameter: Parameter) -> str | int | bool:
    """The example as a value of the schema's type."""
    match parameter.type.json_type:
        case "integer":
            return int(parameter.example)
        case "boolean":
            return parameter.example.lower() == "true"
    return parameter.example


def _limits(kind: Type) -> Schema:
    match kind:
        case Choice(words):
            return {"enum": list(words)}
        case Text(length) | Bounded(length):
            return {"maxLength": length}
        case Integer(minimum, maximum):
            return {"format": "int64", "minimum": minimum, "maximum": maximum}
        case JsonTexts(count):
            items = {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": count}
            return {"contentMediaType": _JSON, "contentSchema": items}
        case JsonText(length):
            return {"maxLength": length, "contentMediaType": _JSON, "contentSchema": {"type": "object"}}
        case JsonObject(length):
            texts = {"type": "object", "additionalProperties": {"type": "string"}}
            return {"maxLength": length, "contentMediaType": _JSON, "contentSchema": texts}
        case SomeOf(words):
            word = rf"\s*(?:{'|'.join(map(re.escape, words))})\s*"
            return {"pattern": f"^{word}(?:,{word})*$"}
        case Digits(length):
            return {"pattern": f"^[0-9]{{1,{length}}}$"}
        case MessageId():
            return {"pattern": "^[0-9]{1,32}$"}
        case Pattern(pattern, allowed):
            return {"description": f"Must be {allowed}.", **_expression(pattern)}
        case Day():
            return {"format": "date"}
        case Url():
            return {"format": "uri"}
        case Boolean():
            return {}
    return {}


def _expression(pattern: str) -> Schema:
    """The pattern as JSON Schema has it; none where it would refuse what the server takes.

    JSON Schema's expressions are JavaScript's: they match anywhere, have no `\\Z`, and their words are ASCII only.
    """
    if r"\w" in pattern.lower():
        return {}
    return {"pattern": "^(?:" + pattern.replace(r"\Z", "$") + ")"}


def answer_schema(fields: Iterable[Field], required: Iterable[str] = ()) -> Schema:
    """The object that an answer is; a field that is not known in an answer is absent from it."""
    schema: Schema = {"type": "object", "properties": {field.name: _field(field) for field in fields}}
    always = list(required)
    return {**schema, "required": always} if always else schema


def _field(field: Field) -> Schema:
    schema: Schema = {"type": field.shape.value, "description": field.says}
    match field.shape:
        case Shape.OBJECT:
            schema |= answer_schema(field.fields) if field.fields else {}
        case Shape.LIST:
            schema["items"] = answer_schema(field.fields) if field.fields else {"type": "string"}
        case Shape.STRING if field.example:
            schema["examples"] = [field.example]
    return schema
