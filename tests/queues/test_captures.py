"""If these fail, a released MNS SDK cannot talk to us, or a request of its can be changed on the way."""

import random
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest

from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.identity import Credential, CredentialTable
from heliograph.queues.door import QueueDoor
from queues.conftest import ACCOUNT, REPORTS, World, subscriber
from vectors.captured_mns import CapturedMns, captures

#: The codes of a request that nobody's key made.
UNKNOWN = {"SignatureDoesNotMatch", "InvalidAuthorizationHeader", "InvalidDateHeader", "MissingDateHeader"}


def name_of(capture: CapturedMns) -> str:
    return capture.name


def door_for(world: World, capture: CapturedMns) -> QueueDoor:
    """A door that knows the capture's key, at the capture's time."""
    world.clock.now = int(parsedate_to_datetime(capture.date).timestamp() * 1000)
    root = f"acs:ram::{ACCOUNT}:root"
    credential = Credential(capture.access_key_id, capture.secret, ACCOUNT, root, capture.security_token)
    return QueueDoor(replace(world.parts, credentials=CredentialTable([credential])), random.Random(1), world.metrics)


def request_of(capture: CapturedMns, target: str | None = None, **headers: str | None) -> Request:
    """The capture's request, with another target, or with headers changed or (None) left out."""
    target = capture.target if target is None else target
    path, _, query = target.partition("?")
    sent = {**capture.headers, **{name.replace("_", "-"): (value or "",) for name, value in headers.items()}}
    for name, value in headers.items():
        if value is None:
            sent.pop(name.replace("_", "-"), None)
    return Request(capture.method, target, path, query, sent, capture.body)


def code_of(response: Response) -> str:
    return response.body.partition(b"<Code>")[2].partition(b"</Code>")[0].decode()


@pytest.mark.parametrize("capture", captures(), ids=name_of)
async def test_each_request_of_both_sdks_is_answered(world: World, capture: CapturedMns) -> None:
    door = door_for(world, capture)
    world.told.tell(subscriber(REPORTS), 1)
    response = await door(request_of(capture))
    if "receive" in capture.operation or "peek" in capture.operation:
        assert response.status == 200
        assert b"<Messages " in response.body or "batch" not in capture.operation
    elif capture.operation == "batch-delete":
        assert (response.status, response.body.count(b"<ErrorCode>ReceiptHandleError</ErrorCode>")) == (404, 2)
    else:
        # It holds a handle of somebody else's service.
        assert (response.status, code_of(response)) == (400, "ReceiptHandleError")


def mutations(capture: CapturedMns) -> Iterator[Request]:
    """The request with one signed thing changed or gone."""
    dice = random.Random(capture.name)
    for _ in range(8):
        position = dice.randrange(len("/queues/"), len(capture.target))
        letter = dice.choice([c for c in "AZaz09-" if c != capture.target[position]])
        yield request_of(capture, capture.target[:position] + letter + capture.target[position + 1 :])
    for name in ("date", "content-type", "content-md5", "x-mns-version", "x-mns-date"):
        if name in capture.headers:
            field = name.replace("-", "_")
            yield request_of(capture, **{field: capture.headers[name][0] + "x"})
            yield request_of(capture, **{field: None})
    yield request_of(capture, x_mns_added="1")
    request = request_of(capture)
    request.method = "POST"
    yield request


@pytest.mark.parametrize("capture", captures(), ids=name_of)
async def test_it_is_refused_once_anything_signed_is_another(world: World, capture: CapturedMns) -> None:
    door = door_for(world, capture)
    for request in mutations(capture):
        response = await door(request)
        assert code_of(response) in UNKNOWN, request


@pytest.mark.parametrize("capture", [c for c in captures() if c.body], ids=name_of)
async def test_a_body_that_is_not_the_one_that_was_signed_is_refused(world: World, capture: CapturedMns) -> None:
    request = request_of(capture)
    request.body = request.body.replace(b"1-b", b"1-c")
    assert code_of(await door_for(world, capture)(request)) == "InvalidDegist"


@pytest.mark.parametrize("capture", [c for c in captures() if c.security_token], ids=name_of)
async def test_its_token_is_wanted_and_wanted_whole(world: World, capture: CapturedMns) -> None:
    door = door_for(world, capture)
    assert code_of(await door(request_of(capture, security_token=None))) == "MissingSecurityToken"
    other = capture.security_token[:-1]
    response = await door(request_of(capture, security_token=other))
    assert code_of(response) == "InvalidSecurityToken.MismatchWithAccessKey"
