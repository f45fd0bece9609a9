"""If this fails, a tool that reads the cloud's API metadata stumbles over ours."""

import copy

import pytest
from jsonschema import Draft202012Validator, ValidationError

from heliograph.explorer.api_docs import api_docs
from heliograph.explorer.errors import gateway_errors, own_errors
from heliograph.explorer.products import products

PRODUCTS = products()

TEXT = {"type": "string"}
ERROR = {
    "type": "object",
    "required": ["errorCode", "errorMessage"],
    "properties": {"errorCode": TEXT, "errorMessage": TEXT, "description": TEXT},
    "additionalProperties": False,
}
VALUE = {
    "type": "object",
    "required": ["type"],
    "properties": {
        "type": {"enum": ["string", "integer", "boolean", "number", "array", "object"]},
        "format": TEXT,
        "required": {"type": "boolean"},
        "example": TEXT,
        "enum": {"type": "array"},
        "description": TEXT,
        "properties": {"type": "object", "additionalProperties": {"$ref": "#/$defs/value"}},
        "items": {"$ref": "#/$defs/value"},
    },
}
PARAMETER = {
    "type": "object",
    "required": ["name", "in", "schema"],
    "properties": {
        "name": TEXT,
        "in": {"enum": ["query", "formData", "body", "path", "header"]},
        "schema": {"allOf": [{"$ref": "#/$defs/value"}, {"required": ["required"]}]},
    },
    "additionalProperties": False,
}
API = {
    "type": "object",
    "required": ["methods", "schemes", "security", "deprecated", "parameters", "responses", "errorCodes"],
    "properties": {
        "methods": {"type": "array", "minItems": 1, "items": {"enum": ["get", "post", "put", "delete"]}},
        "schemes": {"type": "array", "minItems": 1, "items": {"enum": ["http", "https"]}},
        "security": {"const": [{"AK": []}]},
        "operationType": {"enum": ["read", "write", "readAndWrite"]},
        "deprecated": {"type": "boolean"},
        "parameters": {"type": "array", "items": PARAMETER},
        "responses": {
            "type": "object",
            "required": ["200"],
            "additionalProperties": {"properties": {"schema": {"$ref": "#/$defs/value"}}, "required": ["schema"]},
        },
        "errorCodes": {
            "type": "object",
            "propertyNames": {"pattern": "^[2-5][0-9][0-9]$"},
            "additionalProperties": {"type": "array", "items": ERROR},
        },
        "ramActions": {
            "type": "array",
            "items": {
                "required": ["operationType", "ramAction"],
                "properties": {"ramAction": {"required": ["action", "authLevel", "actionConditions", "resources"]}},
            },
        },
        "flowControlList": {
            "type": "array",
            "items": {
                "properties": {"threshold": TEXT, "countWindow": {"type": "integer"}, "regionId": TEXT, "api": TEXT},
                "required": ["threshold", "countWindow", "regionId", "api"],
            },
        },
    },
}

#: Written from the published page and documents, not from ours.
SHAPE = {
    "$defs": {"value": VALUE},
    "type": "object",
    "required": ["version", "info", "directories", "components", "apis", "endpoints"],
    "properties": {
        "version": {"const": "1.0"},
        "info": {
            "type": "object",
            "required": ["style", "product", "version"],
            "properties": {
                "style": {"const": "RPC"},
                "product": TEXT,
                "version": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            },
            "additionalProperties": False,
        },
        "directories": {"type": "array"},
        "components": {"type": "object", "required": ["schemas"]},
        "apis": {"type": "object", "minProperties": 1, "additionalProperties": API},
        "endpoints": {
            "type": "array",
            "items": {"type": "object", "required": ["regionId", "endpoint"]},
        },
        "errorCodes": {
            "type": "array",
            "items": {"type": "object", "required": ["code", "message", "http_code", "description"]},
        },
    },
}
CHECK = Draft202012Validator(SHAPE)


@pytest.mark.parametrize("product", PRODUCTS, ids="-".join)
def test_the_document_has_the_portal_s_shape(product):
    CHECK.validate(api_docs(*product, PRODUCTS[product]))


def test_another_shape_is_noticed():
    product = ("Dysmsapi", "2018-05-01")
    broken = copy.deepcopy(api_docs(*product, PRODUCTS[product]))
    broken["apis"]["QueryMessage"]["parameters"][0]["in"] = "cookie"
    with pytest.raises(ValidationError):
        CHECK.validate(broken)


@pytest.mark.parametrize("product", PRODUCTS, ids="-".join)
def test_every_operation_parameter_and_error_is_in_it(product):
    document = api_docs(*product, PRODUCTS[product])
    assert document["directories"] == list(document["apis"]) == [one.name for one in PRODUCTS[product]]
    for operation in PRODUCTS[product]:
        api = document["apis"][operation.name]
        assert [(p["name"], p["in"], p["schema"]["required"]) for p in api["parameters"]] == [
            (p.name, p.place, p.required) for p in operation.parameters
        ]
        assert list(api["responses"]["200"]["schema"]["properties"]) == [field.name for field in operation.answers]
        told = {(row["errorCode"], int(status)) for status, rows in api["errorCodes"].items() for row in rows}
        assert told == {(error.code, error.status) for error in own_errors(operation)}
        assert [one["ramAction"]["action"] for one in api["ramActions"]] == [operation.action] * bool(operation.action)
    assert [row["code"] for row in document["errorCodes"]] == [error.code for error in gateway_errors(product[0])]


#: What the cloud's own document says of its six operations: name, place, type and whether required.
CLOUD = {
    "QueryMessage": {("MessageId", "query", "string", True)},
    "SmsConversion": {
        ("MessageId", "query", "string", False),
        ("Delivered", "query", "boolean", True),
        ("ConversionTime", "query", "integer", False),
        ("To", "query", "string", False),
    },
    "ConversionData": {
        ("ReportTime", "formData", "integer", False),
        ("ConversionRate", "formData", "string", True),
    },
}


@pytest.mark.parametrize("name", CLOUD)
def test_the_cloud_s_own_operations_are_described_as_the_cloud_does(name):
    product = ("Dysmsapi", "2018-05-01")
    api = api_docs(*product, PRODUCTS[product])["apis"][name]
    told = {(p["name"], p["in"], p["schema"]["type"], p["schema"]["required"]) for p in api["parameters"]}
    assert told == CLOUD[name]
