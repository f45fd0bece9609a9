"""If this fails, the table of codes lies about the queues: it lists a code that nothing provokes, or lacks one."""

from collections.abc import Callable

import pytest

from heliograph.http.request import Request
from heliograph.identity import Credential
from heliograph.sms.codes import CODES
from queues.conftest import ACCOUNT, INBOUND, REPORTS, ROOT, World, subscriber

MESSAGES = f"/queues/{REPORTS}/messages"


def of_another_queue(world: World) -> Request:
    token = world.mint.issue(ACCOUNT, ROOT.principal, INBOUND, world.clock.now)
    return world.request(key=token.credential)


def at_a_bug(world: World) -> Request:
    world.told.tell(subscriber(REPORTS), 1)
    world.told.raises.append(RuntimeError("a bug"))
    return world.request()


#: Each code of the queues, and a request that is answered with it.
PROVOKED: dict[str, Callable[[World], Request]] = {
    "AccessDenied": of_another_queue,
    "InvalidAccessKeyId": lambda world: world.request(key=Credential("LTAInobody", "x", ACCOUNT)),
    "InvalidArgument": lambda world: world.request(target=f"{MESSAGES}?waitseconds=99"),
    "InvalidAuthorizationHeader": lambda world: world.request(headers={"authorization": "MNS"}),
    "InvalidDateHeader": lambda world: world.request(headers={"date": "today"}),
    "InvalidDegist": lambda world: world.request("DELETE", body=b"<x/>", headers={"content-md5": "x"}),
    "InvalidQueryString": lambda world: world.request(target=f"{MESSAGES}?what=1"),
    "InvalidRequestURL": lambda world: world.request(target="/queues"),
    "MalformedXML": lambda world: world.request("DELETE", body=b"<x"),
    "MessageNotExist": lambda world: world.request(),
    "MissingAuthorizationHeader": lambda world: world.request(drop=("authorization",)),
    "MissingDateHeader": lambda world: world.request(drop=("date",)),
    "MissingReceiptHandle": lambda world: world.request("DELETE"),
    "MissingVisibilityTimeout": lambda world: world.request("PUT", f"{MESSAGES}?ReceiptHandle=1-x"),
    "QueueNotExist": lambda world: world.request(target="/queues/none/messages"),
    "ReceiptHandleError": lambda world: world.request("DELETE", f"{MESSAGES}?ReceiptHandle=1-x"),
    "SignatureDoesNotMatch": lambda world: world.request(key=Credential(ROOT.access_key_id, "wrong", ACCOUNT)),
    "TimeExpired": lambda world: world.request(headers={"date": "Thu, 01 Jan 2026 00:00:00 GMT"}),
    "InternalError": at_a_bug,
}


def test_the_catalogue_has_these_and_none_else() -> None:
    assert PROVOKED.keys() == {code.code for code in CODES if code.kind == "mns"}


@pytest.mark.parametrize("code", PROVOKED)
async def test_each_code_can_be_met_with_its_status(world: World, code: str) -> None:
    status = next(row.status for row in CODES if row.kind == "mns" and row.code == code)
    assert await world.refusal(PROVOKED[code](world)) == (code, status)
