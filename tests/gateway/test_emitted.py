"""If these fail, the table of codes lies: it lists a code that nothing provokes, or lacks one that clients meet.

A row of a table here is a code and a request; a running gateway must answer the one to the other.
"""

import ast
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import heliograph
from heliograph.delivery.retry import RetryPolicy, judge
from heliograph.gateway import GatewaySettings
from heliograph.gateway.emitted import delivery_codes, emitted
from heliograph.gateway.faults import EMITTED
from heliograph.identity import Account, Credential
from heliograph.identity.account import AccountStatus
from heliograph.identity.entity import put
from heliograph.identity.role import Role
from heliograph.identity.session import Session
from heliograph.identity.token import TokenRefused, issue_token
from heliograph.operations.call import OK, Served
from heliograph.operations.dysmsapi_2018_05_01.query_message import query_message
from heliograph.operations.standing import Standing
from heliograph.sms.approval import Approval, MessageTemplate, Signature
from heliograph.sms.codes import CODES, gateway_code
from heliograph.sms.command_status import STATUSES
from heliograph.sms.refusal import refusal_of_status
from heliograph.store.holds import Limit
from heliograph.store.port import Unavailable
from memory_identities import ACCOUNT

SOURCES = Path(heliograph.__file__).parent

SEND = {"action": "SendMessageToGlobe", "To": "85261234567", "Message": "Hello"}
BATCH = {"action": "BatchSendMessageToGlobe", "To": '["85261234567"]', "Message": '["Hello"]'}
TEMPLATE = {
    "action": "SendMessageWithTemplate",
    "To": "8613800138000",
    "From": "Acme",
    "TemplateCode": "SMS_1",
    "TemplateParam": '{"code":"1234"}',
}
OURS = {"Version": "2026-11-01"}

#: What TEMPLATE is sent by.
STANDING = Standing(
    {"SMS_1": MessageTemplate(code="SMS_1", content="Your code is ${code}.", state=Approval.APPROVED)},
    {"Acme": Signature(name="Acme", state=Approval.APPROVED)},
)

World = Any
Request = Any


def query(world: World, **more: Any) -> Request:
    return world.v1(**{"MessageId": "1", **more})


async def sent_before(world: World, request: Request) -> Request:
    await world.send(request)
    return request


async def after(world: World, error: Exception) -> Request:
    world.store.raises.append(error)
    return world.v1(**SEND)


def with_authorization(request: Request, value: str) -> Request:
    request.headers["authorization"] = (value,)
    return request


def session_key(token: str) -> Credential:
    return Credential("STS.emitted", "secret", ACCOUNT, security_token=token)


def issued(world: World, expires: int) -> Credential:
    held = Session(ACCOUNT, "3001", "sender", "job", expires)
    return issue_token(held, seal=world.identities.seal, choose=random.Random(1).choice)


def expired(world: World) -> Credential:
    return issued(world, world.clock.now)


def without_policies(world: World) -> Credential:
    role = Role(account=ACCOUNT, name="sender", id="3001", trust_policy="{}", created=1, updated=1)
    world.identities.directory.apply([put(role)])
    return issued(world, world.clock.now + 1000)


#: The other account's key, once that account is suspended.
SUSPENDED_KEY = Credential("LTAIother", "other-secret", "2000000000000002")

#: Of `EMITTED`: what makes the gateway refuse with it. For a placeholder, with the name of a parameter.
PROVOKED: dict[str, Callable[[World, Any], Request | Awaitable[Request]]] = {
    "InvalidApi.NotFound": lambda world, keys: query(world, action="Nothing"),
    "NoSuchVersion": lambda world, keys: query(world, Version="1999-01-01"),
    "Missing{ParameterName}": lambda world, keys: world.v1(),
    "Invalid{ParameterName}": lambda world, keys: query(world, SignatureVersion="2.0"),
    "InvalidParameter": lambda world, keys: world.v3(headers={"content-type": "application/json"}, body=b"{"),
    "InvalidParameter.Format": lambda world, keys: query(world, Format="YAML"),
    "UnsupportedHTTPMethod": lambda world, keys: query(world, method="PUT"),
    "UnsupportedSignatureType": lambda world, keys: query(world, SignatureType="BEARERTOKEN"),
    "InvalidSignatureMethod": lambda world, keys: query(world, SignatureMethod="HMAC-MD5"),
    "IncompleteSignature": lambda world, keys: with_authorization(world.v3(MessageId="1"), "ACS3-HMAC-SHA256 x"),
    "InvalidAccessKeyId.NotFound": lambda world, keys: query(world, key=keys.unknown),
    "InvalidAccessKeyId.Inactive": lambda world, keys: query(world, key=keys.disabled),
    "MissingSecurityToken": lambda world, keys: query(world, key=keys.session, drop=("SecurityToken",)),
    "InvalidSecurityToken.MismatchWithAccessKey": lambda world, keys: query(world, SecurityToken="another's"),
    "InvalidSecurityToken.Malformed": lambda world, keys: query(world, key=session_key(token="garbled")),
    "InvalidSecurityToken.Expired": lambda world, keys: query(world, key=expired(world)),
    "NoPermission": lambda world, keys: query(world, key=without_policies(world)),
    "Forbidden": lambda world, keys: query(world, action="ListAccounts", Version="2026-11-01", key=keys.other),
    "InvalidTimeStamp.Format": lambda world, keys: query(world, Timestamp="long ago"),
    "InvalidTimeStamp.Expired": lambda world, keys: query(world, Timestamp="2001-01-01T00:00:00Z"),
    "SignatureDoesNotMatch": lambda world, keys: query(world, key=keys.wrong_secret),
    "SignatureNonceUsed": lambda world, keys: sent_before(world, query(world)),
    "Throttling.User": lambda world, keys: throttled(world),
    "Throttling.Api": lambda world, keys: throttled_by_others(world, keys),
    "ServiceUnavailable": lambda world, keys: after(world, Unavailable("the disk is full")),
    "InternalError": lambda world, keys: after(world, RuntimeError("a bug")),
}

#: ResponseCodes: one request for each that any operation refuses with.
REFUSED: dict[str, dict[str, Any]] = {
    OK: SEND,
    "MOBILE_NUMBER_ILLEGAL": SEND | {"To": "nobody"},
    "MOBILE_COUNT_OVER_LIMIT": BATCH | {"To": "[" + ",".join(['"85261234567"'] * 1001) + "]"},
    "INVALID_SENDERID": SEND | {"From": "twelve chars"},
    "INVALID_JSON_PARAM": BATCH | {"To": "nobody"},
    "PARAM_LENGTH_LIMIT": SEND | {"TaskId": "x" * 256},
    "INVALID_PARAMETERS": SEND | {"Type": "SPAM"},
    "NOT_SUPPORTED_COUNTRY": SEND | {"To": "8613800138000"},
    "ACCOUNT_NOT_EXISTS": {"action": "SuspendAccount", "Version": "2026-11-01", "AccountId": "9"},
    "OUT_OF_SERVICE": SEND | {"key": SUSPENDED_KEY},
    "DATA_NOT_EXIST": {"action": "QueryMessage", "MessageId": "1"},
    "SMS_SIGN_NAME_ILLEGAL": TEMPLATE | {"From": "Another"},
    "SMS_CONTENT_CODE_ILLEGAL": TEMPLATE | {"TemplateCode": "SMS_2"},
    "CONTENT_MISSING_PARAMETERS": TEMPLATE | {"TemplateParam": "{}"},
    "SMS_CONTENT_ILLEGAL": TEMPLATE | {"TemplateParam": '{"code":"【Bank】"}'},
    "DATA_EXISTS": OURS | {"action": "CreateTemplate", "TemplateContent": "x", "TemplateCode": "SMS_1"},
    "DATA_CHANGED": OURS | {"action": "ApproveTemplate", "TemplateCode": "SMS_3", "Revision": "2"},
    "DATA_READ_ONLY": OURS | {"action": "RejectTemplate", "TemplateCode": "SMS_1"},
    "CONFIGURATION_FAULTY": OURS | {"action": "ReloadConfiguration"},
}

#: What is asked of a message that has left already.
LEFT: dict[str, dict[str, Any]] = {"MESSAGE_NOT_WAITING": OURS | {"action": "CancelMessage"}}

#: Those that limits answer to a send, by the limit that refuses it.
LIMITED: dict[str, Limit] = {
    "BLACK_KEY_CONTROL_LIMIT": Limit.BLOCKED,
    "BUSINESS_LIMIT_CONTROL_MINUTE": Limit.RECIPIENT_MINUTE,
    "BUSINESS_LIMIT_CONTROL_PHONE": Limit.RECIPIENT_DAY,
    "DayLimitControl": Limit.DAY,
    "MonthLimitControl": Limit.COUNTRY_MONTH,
    "AMOUNT_NOT_ENOUGH": Limit.BALANCE,
}

#: Those that only somebody else's account is answered with.
DENIED: dict[str, dict[str, Any]] = {
    "RAM_PERMISSION_DENY": {
        "action": "GetAccountLimits",
        "Version": "2026-11-01",
        "AccountId": "1000000000000001",
        "key": Credential("LTAIother", "other-secret", "2000000000000002"),
    }
}


async def throttled(world: World) -> Request:
    await world.send(world.v1(**BATCH))
    return world.v1(**BATCH)


async def throttled_by_others(world: World, keys: Any) -> Request:
    world.settings = GatewaySettings(everybody_calls_per_second={"QueryMessage": 1})
    await world.start()
    await world.send(query(world, key=keys.other))
    return query(world)


@pytest.mark.parametrize("code", EMITTED)
async def test_the_gateway_answers_every_code_that_it_says_it_does(world, keys, code: str) -> None:
    request = PROVOKED[code](world, keys)
    if isinstance(request, Awaitable):
        request = await request
    answered, status = await world.refusal(request)
    if "{" in code:
        assert answered.startswith(code.partition("{")[0])
        assert answered not in EMITTED
    else:
        assert answered == code
    assert status == gateway_code(answered).status


def test_nothing_is_provoked_that_is_not_said() -> None:
    assert PROVOKED.keys() == set(EMITTED)
    assert len(EMITTED) == len(set(EMITTED))


async def test_the_operations_answer_every_response_code_that_they_say(world) -> None:
    said = {code.code for code in emitted() if code.kind in ("api", "api_legacy", "domestic_api")}
    assert said == REFUSED.keys() | LIMITED.keys() | DENIED.keys() | LEFT.keys()
    world.standing = STANDING
    await world.start()
    made = OURS | {"action": "CreateTemplate", "TemplateContent": "x", "TemplateCode": "SMS_3"}
    assert (await world.ask(world.v1(**made)))[1]["ResponseCode"] == OK
    message_id = (await world.ask(world.v1(**SEND)))[1]["MessageId"]
    left = {code: request | {"MessageId": message_id} for code, request in LEFT.items()}
    for code in sorted(said):
        status = AccountStatus.SUSPENDED if code == "OUT_OF_SERVICE" else AccountStatus.ACTIVE
        world.identities.directory.apply([put(Account(id=SUSPENDED_KEY.account, status=status))])
        world.store.refuses = {0: LIMITED[code]} if code in LIMITED else {}
        request = REFUSED.get(code) or DENIED.get(code) or left.get(code) or SEND
        status, document = await world.ask(world.v1(**request))
        assert (status, document["ResponseCode"]) == (200, code), document
        world.clock.now += 1000


def literals(room: str, function: str, argument: int) -> set[str]:
    """The texts that the sources of a room pass to a function; what is no text there is left out."""
    found = set()
    for path in (SOURCES / room).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                given = node.args[argument]
                if isinstance(given, ast.Constant):
                    found.add(given.value)
    return found


def test_the_gateway_says_every_code_that_its_sources_refuse_with() -> None:
    named = {code for code in EMITTED if "{" not in code}
    of_tokens = set(TokenRefused) - literals("gateway", "fault", 0)
    assert literals("gateway", "fault", 0) | of_tokens == named
    assert literals("gateway", "missing", 0)
    assert literals("gateway", "invalid", 0)


def test_each_refusal_of_http_is_in_the_catalogue_and_no_other() -> None:
    """tests/wire provokes each of them on a socket."""
    rows = {code.code for code in CODES if code.kind == "front"}
    refusals = literals("wire", "Refusal", 1)
    assert refusals - set(EMITTED) == rows
    assert {code.code for code in emitted() if code.kind == "front"} == rows
    provoked = "".join(path.read_text() for path in (Path(__file__).parents[1] / "wire").glob("test_*.py"))
    assert all(f'"{code}"' in provoked for code in rows)


def test_an_operation_that_refuses_by_a_document_has_its_product_s_reading() -> None:
    refusals = ("NoPermission", "EntityNotExist.User")
    description = replace(query_message.operation, product="Ram", refuses_by_document=True, refusals=refusals)
    ram = {code for code in emitted([Served(description, query_message.run)]) if code.kind == "ram"}
    assert {code.code for code in ram} == set(refusals)
    assert not any(code.kind in ("ram", "sts") for code in emitted([query_message]))


def test_a_message_ends_with_a_status_exactly_where_it_is_given_up() -> None:
    """However often it was tried before."""
    policy = RetryPolicy()
    given_up = {
        verdict.code
        for value in STATUSES
        for refusals in (0, 1_000)
        if (verdict := judge(refusal_of_status(value), refusals, 1, policy, random.Random(1))).retry_after_ms == 0
    }
    assert given_up - {STATUSES[0].name} == {code for code in delivery_codes() if code.startswith("ESME_")}


def test_a_message_ends_with_the_words_of_the_lifecycle() -> None:
    constants = {
        node.value
        for node in ast.walk(ast.parse((SOURCES / "sms" / "lifecycle.py").read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isupper()
    }
    assert constants == {"EXPIRED", "DELETED", "UNKNOWN"}
    assert constants <= delivery_codes()
