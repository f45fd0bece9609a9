"""If these fail, an official SDK sends what RAM here does not read, or reads what it does not tell."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from heliograph.operations.description import Field, Shape
from heliograph.operations.registry import Registry

#: Every field of every operation, from alibabacloud-ram20150501 1.3.0, alibabacloud-sts20150401 1.2.0 and the published
#: metadata.
TABLE = Path(__file__).parents[2] / "vectors" / "ram_sts_fields.tsv"

#: What is not served: tags, and deletions that take time.
LEFT_OUT = ("Tag", "LatestDeletionTask")

SHAPES = {
    "string": Shape.STRING,
    "boolean": Shape.BOOLEAN,
    "integer": Shape.INTEGER,
    "object": Shape.OBJECT,
    "array<object>": Shape.LIST,
}
ROWS = list(csv.DictReader(TABLE.read_text().splitlines(), delimiter="\t"))
OPERATIONS = sorted({(row["version"], row["operation"]) for row in ROWS})


def rows(version: str, name: str, direction: str) -> dict[str, dict[str, str]]:
    return {
        row["field"]: row
        for row in ROWS
        if (row["version"], row["operation"], row["direction"]) == (version, name, direction)
        and not any(left in row["field"] for left in LEFT_OUT)
    }


def named(fields: Sequence[Field], path: str = "") -> Iterator[tuple[str, Field]]:
    """Each field with its name as the table spells it: `Users`, `Users.User`, `UsersUser.UserName`."""
    for field in fields:
        yield f"{path}.{field.name}" if path else field.name, field
        yield from named(field.fields, f"{path}{field.name}".replace(".", ""))


def test_all_of_them_are_served() -> None:
    assert len(OPERATIONS) == 44
    assert all(Registry().find(version, name) is not None for version, name in OPERATIONS)


@pytest.mark.parametrize(("version", "name"), OPERATIONS)
def test_the_fields_are_those_of_the_sdk(version: str, name: str) -> None:
    served = Registry().find(version, name)
    assert served is not None
    operation = served.operation
    answers = {path: field.shape for path, field in named(operation.answers)}
    wanted = {path: SHAPES[row["type"]] for path, row in rows(version, name, "response").items()}
    assert answers == wanted
    parameters = {parameter.name: parameter for parameter in operation.parameters}
    asked = rows(version, name, "request")
    assert parameters.keys() == asked.keys()
    for path, row in asked.items():
        assert parameters[path].type.json_type == row["type"]
        assert parameters[path].required or row["required"] == "no"


@pytest.mark.parametrize(("version", "name"), OPERATIONS)
def test_rights_are_asked_by_the_cloud_s_names(version: str, name: str) -> None:
    served = Registry().find(version, name)
    assert served is not None
    operation = served.operation
    assert operation.action in ("", f"{operation.product.lower()}:{name}")
    values = {parameter.name: parameter.name.lower() for parameter in operation.parameters}
    for arn in operation.arns("1", values | {"RoleArn": "acs:ram::1:role/rolename"}, "me"):
        assert arn == "*" or arn.startswith("acs:ram:")
        assert "{" not in arn
