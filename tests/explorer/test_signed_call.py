"""If these fail, a reply is shown as something that it is not."""

import json

import pytest

from explorer.test_form import WITH_SECRET
from heliograph.client import Key
from heliograph.explorer.products import products
from heliograph.explorer.signed_call import SHOWN_MAX, as_sent, call, explained, read, request_of
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.signatures import v3
from heliograph.signatures.authorization import Authorization, parse_authorization

OPERATIONS = {operation.name: operation for described in products().values() for operation in described}
SEND, USERS = OPERATIONS["SendMessageToGlobe"], OPERATIONS["ListUsers"]


def replied(document: object, status: int = 200) -> Response:
    return Response(status, json.dumps(document).encode(), headers=(("x-acs-request-id", "R-1"),))


async def test_a_call_is_signed_as_an_sdk_signs():
    seen: list[Request] = []

    async def application(request: Request) -> Response:
        seen.append(request)
        return replied({"ResponseCode": "OK"})

    signer = Key("STS.x", "secret", "token")
    request = request_of(SEND, {"To": "1", "Message": "a b"}, signer, now_ms=0, nonce="n", host="127.0.0.1:8080")
    await call(application, request)
    assert seen == [request]
    assert (request.method, request.header("x-acs-action"), request.header("host")) == (
        "POST",
        "SendMessageToGlobe",
        "127.0.0.1:8080",
    )
    signed = parse_authorization(request.header("authorization"))
    assert isinstance(signed, Authorization)
    query = {"To": "1", "Message": "a b"}
    assert v3.verify("secret", signed, "POST", "/", query, request.headers, request.body) is None


def test_the_request_is_shown_without_what_is_secret():
    values = {"Name": "alice & bob", "Password": "geheim"}
    request = request_of(WITH_SECRET, values, Key("STS.x", "secret"), now_ms=0, nonce="n", host="h")
    shown = as_sent(WITH_SECRET, request)
    assert shown.startswith("POST /?Name=alice%20%26%20bob&Password=… HTTP/1.1\nhost: h\n")
    assert "geheim" in request.query
    assert "geheim" not in shown


def test_success_is_told_with_its_message():
    document = {"ResponseCode": "OK", "RequestId": "R-1", "MessageId": "77", "Message": "é"}
    answered = read(SEND, {}, replied(document))
    assert not answered.refused
    assert (answered.code, answered.request_id, answered.message_ids) == ("OK", "R-1", ("77",))
    assert '"Message": "é"' in answered.text
    assert ("x-acs-request-id", "R-1") in answered.headers
    assert explained(SEND, answered) is None


def test_the_messages_of_a_batch_are_told():
    document = {"ResponseCode": "OK", "MessageIdList": '["77","78"]'}
    assert read(OPERATIONS["BatchSendMessageToGlobe"], {}, replied(document)).message_ids == ("77", "78")


def test_a_message_that_was_asked_for_is_led_to():
    query = OPERATIONS["QueryMessage"]
    assert read(query, {"MessageId": "77"}, replied({"ResponseCode": "OK"})).message_ids == ("77",)
    missing = replied({"ResponseCode": "DATA_NOT_EXIST"})
    assert read(query, {"MessageId": "77"}, missing).message_ids == ()


@pytest.mark.parametrize(
    ("operation", "document", "status", "code", "advice"),
    [
        (SEND, {"ResponseCode": "MOBILE_NUMBER_ILLEGAL", "ResponseDescription": "To"}, 200, "MOBILE_NUMBER_ILLEGAL", 1),
        (SEND, {"Code": "MissingTo", "Message": "To is mandatory"}, 400, "MissingTo", 1),
        (USERS, {"Code": "NoPermission", "Message": "no"}, 403, "NoPermission", 1),
        (SEND, {"ResponseCode": "NEVER_SEEN"}, 200, "NEVER_SEEN", 0),
        (SEND, {"Code": "never.seen"}, 400, "never.seen", 0),
    ],
)
def test_a_refusal_is_explained_where_the_catalogue_can(operation, document, status: int, code: str, advice: int):
    answered = read(operation, {}, replied(document, status))
    assert (answered.refused, answered.code, answered.status) == (True, code, status)
    assert (explained(operation, answered) is not None) == bool(advice)


def test_ram_tells_success_by_its_status():
    assert read(USERS, {}, replied({"RequestId": "R-1", "Users": {}})).code == "OK"


def test_what_is_no_document_is_shown_as_it_is():
    answered = read(SEND, {}, Response(502, b"<html>\xff"))
    assert (answered.refused, answered.code, answered.text) == (True, "", "<html>\ufffd")
    assert explained(SEND, answered) is None


def test_the_longest_answers_are_cut():
    answered = read(SEND, {}, replied({"ResponseCode": "OK", "x": "y" * SHOWN_MAX}))
    assert answered.cut
    assert len(answered.text) == SHOWN_MAX
