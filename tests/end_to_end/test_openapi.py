"""If this fails, a client that knows nothing but the served OpenAPI document cannot call the API."""

import json
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server

OPENAPI = "/docs/api/Dysmsapi/2018-05-01/openapi.json"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server"), config="[limits]\nenforced = false\n") as running:
        yield running


def fetch(server: Server, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://{server.endpoint}{path}", timeout=10) as reply:
        assert reply.headers["Content-Type"].startswith("application/json")
        return json.load(reply)


def find(server: Server, name: str) -> tuple[dict[str, Any], str]:
    """The document that describes the operation, found through the list."""
    for listed in fetch(server, "/docs/api")["documents"]:
        document = fetch(server, listed["path"]) if listed["format"] == "openapi" else {"paths": {}}
        if f"/#{name}" in document["paths"]:
            return document, f"/#{name}"
    raise AssertionError(f"{name} is in no document")


def call(server: Server, name: str, signature: str, **values: str) -> dict[str, Any]:
    """Call the operation with what its document says: every required parameter by its constant, value or example."""
    document, path = find(server, name)
    [(method, operation)] = document["paths"][path].items()
    said = {(one["name"], one["in"]): one for one in operation["parameters"] if "$ref" not in one}
    query = {
        name: values.get(name, one["schema"].get("const") or one["schema"].get("examples", [""])[0])
        for (name, place), one in said.items()
        if place == "query" and (one["required"] or name in values)
    }
    [(_, body)] = operation.get("requestBody", {"content": {"": {"schema": {}}}})["content"].items()
    form = {name: body["schema"]["properties"][name]["examples"][0] for name in body["schema"].get("required", ())}
    action, version = (said[header, "header"]["schema"]["const"] for header in ("x-acs-action", "x-acs-version"))
    with Client(f"http://{server.endpoint}", ACCESS_KEY_ID, ACCESS_KEY_SECRET) as client:
        answer = client.call(
            action,
            version,
            form or query,
            method=method.upper(),
            signature=signature,
            place="form" if form else "query",
        )
    return dict(answer)


@pytest.mark.parametrize("signature", ["v1", "v3"])
@pytest.mark.parametrize(
    "name",
    [
        "SendMessageToGlobe",
        "BatchSendMessageToGlobe",
        "ConversionData",
        "ListMessages",
        "ListUsers",
        "GetCallerIdentity",
        "GetAccountLimits",
    ],
)
def test_a_request_from_the_document_alone_succeeds(server: Server, name: str, signature: str) -> None:
    answer = call(server, name, signature)
    assert answer.get("ResponseCode", "OK") == "OK"
    assert answer["RequestId"]


def test_what_was_sent_is_found_by_the_document_too(server: Server) -> None:
    sent = call(server, "SendMessageToGlobe", "v3")
    found = call(server, "QueryMessage", "v3", MessageId=sent["MessageId"])
    assert (found["ResponseCode"], found["MessageId"]) == ("OK", sent["MessageId"])


def test_a_tool_that_has_the_document_does_not_load_it_again(server: Server) -> None:
    connection = HTTPConnection(server.endpoint, timeout=10)
    connection.request("GET", OPENAPI)
    first = connection.getresponse()
    assert (first.status, json.loads(first.read())["openapi"]) == (200, "3.1.0")
    connection.request("GET", OPENAPI, headers={"If-None-Match": first.headers["ETag"]})
    again = connection.getresponse()
    assert (again.status, again.read()) == (304, b"")
    connection.request("HEAD", OPENAPI)
    head = connection.getresponse()
    assert (head.status, head.headers["ETag"]) == (200, first.headers["ETag"])
    connection.close()
