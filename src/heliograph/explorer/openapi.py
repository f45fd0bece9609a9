"""The OpenAPI 3.1 document of one product and version.

All operations of an RPC API have one path, and a document has each path once. So the keys of `paths` carry the
operation's name as a fragment, which no client sends: `/#QueryMessage` is requested as `/` (docs/decisions/0013).
"""

from collections.abc import Iterable
from typing import Any

from heliograph.explorer.errors import Error, gateway_errors, own_errors
from heliograph.explorer.schemas import answer_schema, parameter_schema
from heliograph.explorer.security import SECURITY_SCHEMES
from heliograph.operations.description import Operation, Parameter, Place

_JSON = "application/json"

_INTRODUCTION = """\
Every operation is a request to the one path `/`; the fragment in the keys of `paths` tells them apart, never sent.
A request is signed by V3 (headers) or by V1 (query); Action and Version are sent in the headers and in the query, which
suits both. Refusals by the operation stand inside a 200 unless the operation says otherwise; all others are error
documents, whose Recommend leads to a page that explains the code."""


def openapi(product: str, version: str, operations: Iterable[Operation]) -> dict[str, Any]:
    """The whole document; its server is relative, so it is the one that the document came from."""
    everywhere = gateway_errors(product)
    return {
        "openapi": "3.1.0",
        "info": {"title": product, "version": version, "description": _INTRODUCTION},
        "servers": [{"url": "/"}],
        "security": [{name: []} for name in SECURITY_SCHEMES],
        "paths": {f"/#{operation.name}": _path(operation, everywhere) for operation in operations},
        "components": {
            "schemas": {"Error": _ERROR},
            "parameters": {"Format": _FORMAT},
            "securitySchemes": SECURITY_SCHEMES,
            "examples": {_key(error.code): {"summary": error.says, "value": _document(error)} for error in everywhere},
        },
    }


_ERROR = {
    "type": "object",
    "description": "Why a request was refused.",
    "required": ["RequestId", "HostId", "Code", "Message", "Recommend"],
    "properties": {
        "RequestId": {"type": "string", "description": "The id of this request, an upper-case UUID."},
        "HostId": {"type": "string", "description": "The host as the client called it."},
        "Code": {"type": "string", "description": "The code of why it was refused."},
        "Message": {"type": "string", "description": "What was wrong, and what is allowed."},
        "Recommend": {"type": "string", "description": "The page that explains the code."},
        "AccessDeniedDetail": {"type": "object", "description": "Which policies denied it."},
    },
}

_FORMAT = {
    "name": "Format",
    "in": "query",
    "description": "How the answer is written. Without it V1 answers XML, and V3 what Accept asks for, else JSON.",
    "schema": {"type": "string", "enum": ["JSON", "XML"], "examples": ["JSON"]},
}


def _path(operation: Operation, everywhere: tuple[Error, ...]) -> dict[str, Any]:
    sent = [_parameter(parameter) for parameter in operation.parameters if parameter.place is Place.QUERY]
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.says,
        "description": _description(operation),
        "parameters": [*_named(operation), {"$ref": "#/components/parameters/Format"}, *sent],
        "responses": _responses(operation, everywhere),
    }
    form = [parameter for parameter in operation.parameters if parameter.place is Place.FORM]
    if form:
        described["requestBody"] = _form(form)
    return {operation.methods[0].lower(): described}


def _description(operation: Operation) -> str:
    lines = [f"Calls per second and account: {operation.calls_per_second}. By {' or '.join(operation.methods)}."]
    if operation.action:
        lines.append(f"A policy allows it by the action `{operation.action}`.")
    if operation.of_server:
        lines.append("Only the server's own account may call it.")
    return " ".join(lines)


def _named(operation: Operation) -> list[dict[str, Any]]:
    """How a request says which operation it means: V3 reads the headers, V1 the query."""
    said = (("Action", "x-acs-action", operation.name), ("Version", "x-acs-version", operation.version))
    return [
        {"name": name, "in": place, "required": True, "schema": {"type": "string", "const": value}}
        for in_query, in_header, value in said
        for name, place in ((in_query, "query"), (in_header, "header"))
    ]


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.says,
        "required": parameter.required,
        "schema": parameter_schema(parameter),
    }


def _form(parameters: Iterable[Parameter]) -> dict[str, Any]:
    fields = tuple(parameters)
    required = [parameter.name for parameter in fields if parameter.required]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            parameter.name: {**parameter_schema(parameter), "description": parameter.says} for parameter in fields
        },
    }
    if required:
        schema["required"] = required
    return {"required": bool(required), "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


def _responses(operation: Operation, everywhere: tuple[Error, ...]) -> dict[str, Any]:
    own = own_errors(operation)
    answers = operation.outcome
    always = ["RequestId"] if operation.refuses_by_document else ["RequestId", answers.code]
    accepted: dict[str, Any] = {"schema": answer_schema(operation.answers, always)}
    inside = {_key(error.code): _refusal(operation, error) for error in own if error.status == 200}
    if inside:
        accepted["examples"] = inside
    said = "The answer." if not inside else f"The answer; a {answers.code} other than OK says why it was refused."
    responses: dict[str, Any] = {"200": {"description": said, "content": {_JSON: accepted}}}
    documents = {error.code: error for error in (*everywhere, *own) if error.status != 200}
    for status in sorted({error.status for error in documents.values()}):
        responses[str(status)] = _refusals([e for e in documents.values() if e.status == status], everywhere)
    return responses


def _refusal(operation: Operation, error: Error) -> dict[str, Any]:
    value = {"RequestId": _REQUEST_ID, operation.outcome.code: error.code, operation.outcome.text: error.says}
    return {"summary": error.says, "value": value}


def _refusals(errors: list[Error], everywhere: tuple[Error, ...]) -> dict[str, Any]:
    examples = {
        _key(error.code): {"$ref": f"#/components/examples/{_key(error.code)}"}
        if error in everywhere
        else {"summary": error.says, "value": _document(error)}
        for error in errors
    }
    content = {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}, "examples": examples}}
    return {"description": f"Refused: {', '.join(error.code for error in errors)}.", "content": content}


_REQUEST_ID = "F655A8D5-B967-440B-8683-DAD6FF8D28D0"


def _document(error: Error) -> dict[str, str]:
    return {
        "RequestId": _REQUEST_ID,
        "HostId": "127.0.0.1:8080",
        "Code": error.code,
        "Message": error.says,
        "Recommend": f"http://127.0.0.1:8080/errors/{error.code}",
    }


def _key(code: str) -> str:
    """The code as a component's name may be: `Missing{ParameterName}` without its braces."""
    return code.replace("{", "").replace("}", "")
