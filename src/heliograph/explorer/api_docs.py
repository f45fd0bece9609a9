"""The API metadata of one product and version, in the shape of the cloud portal's `api-docs.json`.

Tools written for the cloud's metadata read it. What the portal knows of the cloud alone (prices, tickets, regions) is
left out; `endpoints` is empty, since the endpoint is the server that the document came from.
Source: Alibaba Cloud SDK, page "OpenAPI metadata"; the published document of Dysmsapi 2018-05-01.
"""

from collections.abc import Iterable
from typing import Any

from heliograph.explorer.errors import Error, gateway_errors, own_errors
from heliograph.explorer.schemas import answer_schema, example_value, parameter_schema
from heliograph.operations.description import Operation, Parameter

#: The schemas' keys that the portal's shape has, too; it has `example` and `required` in the schema itself.
_KEPT = ("type", "format", "enum", "minimum", "maximum", "maxLength", "pattern")


def api_docs(product: str, version: str, operations: Iterable[Operation]) -> dict[str, Any]:
    """The whole document."""
    described = tuple(operations)
    return {
        "version": "1.0",
        "info": {"style": "RPC", "product": product, "version": version},
        "directories": [operation.name for operation in described],
        "components": {"schemas": {}},
        "apis": {operation.name: _api(operation) for operation in described},
        "endpoints": [],
        "errorCodes": [
            {"code": error.code, "message": error.says, "http_code": error.status, "description": error.advice}
            for error in gateway_errors(product)
        ],
    }


def _api(operation: Operation) -> dict[str, Any]:
    limit = {"threshold": str(operation.calls_per_second), "countWindow": 1, "regionId": "*", "api": operation.name}
    return {
        "title": operation.name,
        "summary": operation.says,
        "methods": [method.lower() for method in operation.methods],
        "schemes": ["http", "https"],
        "security": [{"AK": []}],
        "operationType": "write" if operation.changes else "read",
        "deprecated": False,
        "systemTags": {"operationType": operation.access.value},
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": {"200": {"schema": answer_schema(operation.answers)}},
        "errorCodes": _by_status(own_errors(operation)),
        "ramActions": [_ram_action(operation)] if operation.action else [],
        "flowControlList": [limit],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    found = parameter_schema(parameter)
    schema = {"description": parameter.says, **{key: found[key] for key in _KEPT if key in found}}
    schema["required"] = parameter.required
    if parameter.example:
        schema["example"] = str(example_value(parameter)) if found["type"] != "boolean" else parameter.example
    return {"name": parameter.name, "in": parameter.place.value, "schema": schema}


def _by_status(errors: Iterable[Error]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for error in errors:
        row = {"errorCode": error.code, "errorMessage": error.says, "description": error.advice}
        found.setdefault(str(error.status), []).append(row)
    return found


def _ram_action(operation: Operation) -> dict[str, Any]:
    product = operation.action.partition(":")[0]
    arns = [arn for arn in (operation.resource, operation.second_resource) if arn]
    return {
        "operationType": operation.access.value,
        "ramAction": {
            "action": operation.action,
            "authLevel": "operate" if arns == ["*"] else "resource",
            "actionConditions": [],
            "resources": [{"product": product, "resourceType": "", "arn": arn} for arn in arns],
        },
    }
