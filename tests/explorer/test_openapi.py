"""If this fails, a generator or a client that reads the OpenAPI document gets calls that the server does not take."""

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from heliograph.explorer.errors import gateway_errors, own_errors
from heliograph.explorer.openapi import openapi
from heliograph.explorer.products import products
from heliograph.operations.description import Place

PRODUCTS = products()
EVERY = [(product, operation) for product, operations in PRODUCTS.items() for operation in operations]


@pytest.fixture(scope="module")
def documents():
    return {product: openapi(*product, operations) for product, operations in PRODUCTS.items()}


def described(documents, product, operation):
    return documents[product]["paths"][f"/#{operation.name}"][operation.methods[0].lower()]


def examples_of(document, response):
    """The examples of a response, references followed."""
    found = response["content"]["application/json"].get("examples", {}).values()
    known = document["components"]["examples"]
    return [known[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in found]


@pytest.mark.parametrize("product", PRODUCTS, ids="-".join)
def test_the_document_is_openapi_3_1(documents, product):
    OpenAPIV31SpecValidator(documents[product]).validate()


def test_the_validator_finds_what_is_wrong(documents):
    """The test above can fail."""
    product = next(iter(PRODUCTS))
    paths = documents[product]["paths"]
    twice = {**documents[product], "paths": {**paths, "/#Again": next(iter(paths.values()))}}
    assert list(OpenAPIV31SpecValidator(twice).iter_errors())
    nameless = {**documents[product], "info": {}}
    assert list(OpenAPIV31SpecValidator(nameless).iter_errors())


@pytest.mark.parametrize(("product", "operation"), EVERY, ids=lambda one: getattr(one, "name", None))
def test_every_parameter_is_in_it_as_the_server_takes_it(documents, product, operation):
    said = described(documents, product, operation)
    form = said.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {}).get("schema", {})
    in_query = {one["name"]: one["required"] for one in said["parameters"] if one.get("in") == "query"}
    in_form = {name: name in form.get("required", ()) for name in form.get("properties", {})}
    wanted = {place: {p.name: p.required for p in operation.parameters if p.place is place} for place in Place}
    assert in_query == {"Action": True, "Version": True, **wanted[Place.QUERY]}
    assert in_form == wanted[Place.FORM]


@pytest.mark.parametrize(("product", "operation"), EVERY, ids=lambda one: getattr(one, "name", None))
def test_every_answer_and_error_is_in_it(documents, product, operation):
    document, said = documents[product], described(documents, product, operation)
    schema = said["responses"]["200"]["content"]["application/json"]["schema"]
    assert list(schema["properties"]) == [field.name for field in operation.answers]
    told = set()
    for status, response in said["responses"].items():
        for example in examples_of(document, response):
            value = example["value"]
            told.add((value.get("Code") or value[operation.outcome.code], int(status)))
    wanted = {(error.code, error.status) for error in (*own_errors(operation), *gateway_errors(product[0]))}
    assert told == wanted


@pytest.mark.parametrize(("product", "operation"), EVERY, ids=lambda one: getattr(one, "name", None))
def test_every_example_fits_its_schema(documents, product, operation):
    document, said = documents[product], described(documents, product, operation)
    schemas = [one["schema"] for one in said["parameters"] if "schema" in one]
    for body in said.get("requestBody", {}).get("content", {}).values():
        schemas += body["schema"]["properties"].values()
    for schema in schemas:
        for example in schema.get("examples", ()):
            Draft202012Validator(schema).validate(example)
    for status, response in said["responses"].items():
        schema = response["content"]["application/json"]["schema"]
        schema = document["components"]["schemas"]["Error"] if status != "200" else schema
        for example in examples_of(document, response):
            Draft202012Validator(schema).validate(example["value"])
