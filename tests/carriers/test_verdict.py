"""If this fails, a carrier's no is read as yes, or its silence as no: messages are lost, or go out twice."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.carriers.verdict import ReplyRules, ShutOut, Taken, Unclear, retry_after_ms, verdict_of
from heliograph.http_client.reply import Reply
from heliograph.sms.command_status import StatusClass
from heliograph.sms.field_path import read_path
from heliograph.sms.refusal import Refusal

RULES = ReplyRules(
    read_path("messages.0.id"),
    read_path("messages.0.status"),
    frozenset({"0"}),
    {"1": "throttle", "7": "permanent", "9": "shut-out", "11": "doubt", "HTTP_409": "doubt", "HTTP_400": "retry"},
)
KEY = "42-1-1"


def said(status: int, error: object = None, named: object = None, **headers: str) -> Reply:
    message = {name: value for name, value in (("status", error), ("id", named)) if value is not None}
    return Reply(status, json.dumps({"messages": [message]}).encode(), headers)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (said(200, "0", "ab"), Taken("ab")),
        (said(202, 0, 17), Taken("17")),
        (said(201, None, "ab"), Taken("ab")),
        (said(200, "1"), Refusal("ERROR_1", StatusClass.THROTTLE)),
        (said(200, "7"), Refusal("ERROR_7", StatusClass.PERMANENT)),
        (said(200, "not ours"), Refusal("NOT_OURS", StatusClass.PERMANENT, vendor=True)),
        (said(500, "not ours"), Refusal("NOT_OURS", StatusClass.RETRY)),
        (said(400, "not ours"), Refusal("NOT_OURS", StatusClass.RETRY)),
        (said(200, "9"), ShutOut("ERROR_9")),
        (said(409), Unclear("HTTP_409, from which nobody can tell")),
        (said(400), Refusal("HTTP_400", StatusClass.RETRY)),
        (said(422), Refusal("HTTP_422", StatusClass.PERMANENT)),
        (said(429, **{"retry-after": "7"}), Refusal("HTTP_429", StatusClass.THROTTLE, retry_after_ms=7_000)),
        (said(503), Refusal("HTTP_503", StatusClass.THROTTLE)),
        (said(500), Refusal("HTTP_500", StatusClass.RETRY)),
        (said(401), ShutOut("HTTP_401")),
        (said(403), ShutOut("HTTP_403")),
        (said(302), ShutOut("HTTP_302")),
    ],
)
def test_a_reply_is_read_by_the_rules(reply: Reply, verdict: object) -> None:
    assert verdict_of(reply, RULES, KEY) == verdict


@pytest.mark.parametrize(
    "reply", [said(502), said(504), said(200, "11"), said(200, "0"), Reply(200, b"<html>ok</html>")]
)
def test_what_tells_nothing_is_doubt_and_never_a_refusal(reply: Reply) -> None:
    assert isinstance(verdict_of(reply, RULES, KEY), Unclear)


def test_a_carrier_without_ids_is_asked_by_our_key() -> None:
    assert verdict_of(Reply(200, b"Accepted"), ReplyRules(), KEY) == Taken(KEY)


@pytest.mark.parametrize(
    ("value", "pause"), [("0", 0), ("120", 120_000), ("99999999999", 3_600_000), ("Wed, 21 Oct 2026 07:28:00 GMT", 0)]
)
def test_the_pause_is_read_in_seconds_and_bounded(value: str, pause: int) -> None:
    assert retry_after_ms(Reply(503, b"", {"retry-after": value})) == pause


@given(st.integers(100, 599), st.binary(max_size=40))
def test_no_reply_raises(status: int, body: bytes) -> None:
    found: Any = verdict_of(Reply(status, body), RULES, KEY)
    assert not isinstance(found, Taken)
