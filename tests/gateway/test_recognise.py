"""If these fail, a request is taken for another operation, or its answer comes in a form its sender cannot read."""

import pytest

from heliograph.gateway.recognise import accepts_xml
from heliograph.http.request import Request

JSON = "application/json;charset=utf-8"
XML = "text/xml;charset=utf-8"


def bare(method: str = "GET", query: str = "", path: str = "/", **headers: str) -> Request:
    return Request(method, path + query, path, query, {k: (v,) for k, v in headers.items()} | {"host": ("h",)}, b"")


@pytest.mark.parametrize(
    ("changes", "code", "status"),
    [
        ({"action": ""}, "MissingAction", 400),
        ({"action": "Nothing"}, "InvalidApi.NotFound", 404),
        ({"action": "querymessage"}, "InvalidApi.NotFound", 404),
        ({"Version": ""}, "MissingVersion", 400),
        ({"drop": ("Version",)}, "MissingVersion", 400),
        ({"Version": "2016-09-27"}, "NoSuchVersion", 400),
        ({"Version": "2026-11-01"}, "InvalidApi.NotFound", 404),
        ({"action": "ListUsers", "Version": "2018-05-01"}, "InvalidApi.NotFound", 404),
        ({"method": "PUT"}, "UnsupportedHTTPMethod", 400),
        ({"method": "DELETE"}, "UnsupportedHTTPMethod", 400),
    ],
)
async def test_what_is_no_operation_of_ours_is_refused_by_name(world, changes, code: str, status: int) -> None:
    request = world.v1(**{"MessageId": "1", **changes})
    assert await world.refusal(request) == (code, status)


@pytest.mark.parametrize(
    ("header", "value", "code", "status"),
    [
        ("x-acs-action", "Nothing", "InvalidApi.NotFound", 404),
        ("x-acs-version", "2016-09-27", "NoSuchVersion", 400),
        ("x-acs-version", "", "MissingVersion", 400),
        ("x-acs-action", "", "MissingAction", 400),
    ],
)
async def test_v3_names_its_operation_in_headers(world, header: str, value: str, code: str, status: int) -> None:
    request = world.v3(MessageId="1", headers={header: value})
    assert await world.refusal(request) == (code, status)


async def test_get_and_post_are_both_served(world) -> None:
    for sign in (world.v1, world.v3):
        for method in ("GET", "POST"):
            assert (await world.ask(sign(method=method, MessageId="1")))[0] == 200


async def test_the_v1_action_is_the_signed_parameter_and_not_a_header(world) -> None:
    request = world.v1(MessageId="1")
    request.headers["x-acs-action"] = ("SendMessageToGlobe",)
    request.headers["x-acs-version"] = ("2016-09-27",)
    _, document = await world.ask(request)
    assert document["ResponseCode"] == "DATA_NOT_EXIST"


async def test_a_v3_request_may_carry_parameters_that_look_like_v1(world) -> None:
    _, document = await world.ask(world.v3(MessageId="1", Action="SendMessageToGlobe", Signature="x"))
    assert document["ResponseCode"] == "DATA_NOT_EXIST"


async def test_a_header_of_v3_stands_once(world) -> None:
    request = world.v3(MessageId="1")
    request.headers["x-acs-action"] *= 2
    assert await world.refusal(request) == ("InvalidParameter", 400)


async def test_a_proxys_authorization_beside_a_v1_signature_is_nobodys_business(world) -> None:
    request = world.v1(MessageId="1")
    request.headers["authorization"] = ("Basic cHJveHk6c2VjcmV0",)
    _, document = await world.ask(request)
    assert document["ResponseCode"] == "DATA_NOT_EXIST"


async def test_a_content_type_given_twice_is_refused(world) -> None:
    request = world.v1(MessageId="1")
    request.headers["content-type"] = ("application/json", "application/x-www-form-urlencoded")
    assert await world.refusal(request) == ("InvalidParameter", 400)


async def test_a_name_in_query_and_form_is_refused(world) -> None:
    assert await world.refusal(world.v1(MessageId="1", form={"MessageId": "1"})) == ("InvalidParameter", 400)


async def test_parameters_may_stand_in_query_form_and_json_body(world) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    json = {"content-type": "application/json; charset=utf-8"}
    for request in (
        world.v1(form={"MessageId": "1"}),
        world.v3(headers=form, body=b"MessageId=1"),
        world.v3(headers=json, body=b'{"MessageId":"1","N":1}'),
    ):
        _, document = await world.ask(request)
        assert document["ResponseCode"] == "DATA_NOT_EXIST"


async def test_a_json_body_says_nothing_in_v1_which_does_not_sign_it(world) -> None:
    request = world.v1()
    request.headers["content-type"] = ("application/json",)
    request.body = b'{"MessageId":"1"}'
    assert await world.refusal(request) == ("MissingMessageId", 400)


@pytest.mark.parametrize("request_", [bare(), bare("POST"), bare("PUT"), bare(query="?")])
async def test_a_request_with_nothing_in_it_is_told_what_to_begin_with(world, request_: Request) -> None:
    assert await world.refusal(request_) == ("MissingAction", 400)


async def test_another_path_is_no_api(world) -> None:
    request = world.v1(MessageId="1")
    request.path = "/api"
    assert await world.refusal(request) == ("InvalidApi.NotFound", 404)


@pytest.mark.parametrize(
    ("scheme", "format_", "accept", "content_type"),
    [
        ("v1", "JSON", "", JSON),
        ("v1", "json", "text/xml", JSON),
        ("v1", "XML", "application/json", XML),
        ("v1", "xml", "", XML),
        ("v1", None, "", XML),
        ("v1", "", "application/json", XML),
        ("v3", None, "application/json", JSON),
        ("v3", None, "", JSON),
        ("v3", None, "application/xml", XML),
        ("v3", None, "text/xml, */*", XML),
        ("v3", "XML", "application/json", XML),
        ("v3", "JSON", "application/xml", JSON),
    ],
)
async def test_answers_and_errors_come_in_the_format_asked_for(
    world, scheme: str, format_: str | None, accept: str, content_type: str
) -> None:
    for message_id in ({"MessageId": "1"}, {}):
        if scheme == "v1":
            drop = ("Format",) if format_ is None else ()
            request = world.v1(**message_id, drop=drop, **({} if format_ is None else {"Format": format_}))
            request.headers["accept"] = (accept,)
        else:
            parameters = {} if format_ is None else {"Format": format_}
            request = world.v3(headers={"accept": accept}, **message_id, **parameters)
        response = await world.send(request)
        assert response.content_type == content_type
        assert response.body.startswith(b"{" if content_type == JSON else b'<?xml version="1.0" encoding="utf-8"?>')


async def test_another_format_is_refused_in_json(world) -> None:
    for sign in (world.v1, world.v3):
        assert await world.refusal(sign(MessageId="1", Format="YAML")) == ("InvalidParameter.Format", 400)


async def test_what_cannot_be_read_is_refused_in_json(world) -> None:
    assert await world.refusal(bare(query="Action=%ff&Format=XML")) == ("InvalidParameter", 400)


@pytest.mark.parametrize(
    ("accept", "xml"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/xml", True),
        ("Text/XML", True),
        ("application/json, text/xml", False),
        ("text/xml, application/json", True),
        ("text/xml;q=0.5, application/json", False),
        ("application/json;q=0.1,application/xml;q=0.2", True),
        ("text/xml;q=0", False),
        ("text/xml;q=nonsense", False),
        ("text/html,application/xhtml+xml", False),
    ],
)
def test_accept_is_read_by_weight(accept: str, xml: bool) -> None:
    assert accepts_xml(accept) is xml
