"""An operation's description as a manual shows it: parameters with their limits in words, answers, refusals, rights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heliograph.explorer.schemas import Schema, parameter_schema
from heliograph.operations.description import Field, Operation, Parameter, Shape
from heliograph.sms.codes import meaning


@dataclass(frozen=True, slots=True)
class ParameterEntry:
    """One parameter."""

    parameter: Parameter
    kind: str
    """Its JSON type."""
    limits: str
    """What is allowed, in a few words; empty where the sentence about it says all."""


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One field of an answer."""

    path: str
    """With the fields it stands in: `Messages[].MessageId`."""
    kind: str
    field: Field


@dataclass(frozen=True, slots=True)
class Reference:
    """One operation."""

    operation: Operation
    parameters: tuple[ParameterEntry, ...]
    answers: tuple[FieldEntry, ...]
    refusals: tuple[tuple[str, str], ...]
    """Code and meaning."""


def reference(operation: Operation) -> Reference:
    """The manual's page of an operation, required parameters first."""
    ordered = sorted(operation.parameters, key=lambda parameter: not parameter.required)
    codes = dict.fromkeys((*operation.refusals, *(p.refused_as for p in operation.parameters)))
    return Reference(
        operation,
        tuple(ParameterEntry(p, p.type.json_type, limits_in_words(parameter_schema(p))) for p in ordered),
        tuple(_entries(operation.answers, "")),
        tuple((code, meaning(code)) for code in codes),
    )


def limits_in_words(schema: Schema) -> str:
    """What a parameter's schema allows, for people."""
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    words = []
    if "minimum" in schema:
        words.append(f"{schema['minimum']} to {schema['maximum']}")
    if "maxLength" in schema:
        words.append(f"at most {schema['maxLength']} characters")
    if "contentSchema" in schema:
        inner = schema["contentSchema"]
        array = inner["type"] == "array"
        words.append(f"a JSON array of {inner['minItems']} to {inner['maxItems']} texts" if array else "a JSON object")
    if schema.get("format") in ("date", "uri"):
        words.append({"date": "a day, 2026-11-26", "uri": "an http or https URL"}[schema["format"]])
    if "pattern" in schema:
        words.append(f"matches {schema['pattern']}")
    return "; ".join(words)


def _entries(fields: Sequence[Field], under: str) -> Iterator[FieldEntry]:
    for field in fields:
        path = under + field.name
        yield FieldEntry(path, field.shape.value, field)
        yield from _entries(field.fields, f"{path}[]." if field.shape is Shape.LIST else f"{path}.")
