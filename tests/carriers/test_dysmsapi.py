"""If this fails, a message goes to a number that nobody allowed, and costs money, or the service's no is misread."""

import json
from collections.abc import Mapping

import pytest

from heliograph.carriers.dysmsapi import AllowedNumbers, Dysmsapi, answer_of_query, verdict_of_call
from heliograph.carriers.port import HandOver
from heliograph.carriers.unsendable import Unsendable
from heliograph.carriers.verdict import ShutOut, Taken, Unclear
from heliograph.http_client.reply import Reply
from heliograph.sms.command_status import StatusClass
from heliograph.sms.refusal import Refusal


class Signed:
    """Keeps what it is to sign."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Mapping[str, str]]] = []

    def __call__(self, action: str, parameters: Mapping[str, str]) -> bytes:
        self.calls.append((action, parameters))
        return b"signed"


def handover(to: str = "85261234567", sender: str = "Shop", priority: int = 1) -> HandOver:
    return HandOver(42, 1, 3, to, sender, "Hello", False, 9, 1, 600, priority=priority)


@pytest.mark.parametrize(
    ("entries", "number", "allowed"),
    [
        (["85261234567"], "85261234567", True),
        (["85261234567"], "852612345678", False),
        (["85261234567"], "8526123456", False),
        (["85261*"], "85261234567", True),
        (["85261*"], "85262234567", False),
        ([], "85261234567", False),
        ([""], "85261234567", False),
        (["*"], "85261234567", False),
    ],
)
def test_only_chosen_numbers_are_allowed(entries: list[str], number: str, allowed: bool) -> None:
    assert (number in AllowedNumbers(entries)) is allowed


def test_another_number_never_reaches_the_signature() -> None:
    sign = Signed()
    with pytest.raises(Unsendable) as caught:
        Dysmsapi(sign, AllowedNumbers(["85261234567"])).request(handover("85261234568"))
    assert caught.value.code == "NUMBER_NOT_ALLOWED"
    assert sign.calls == []


def test_a_message_is_asked_for_under_our_name() -> None:
    sign = Signed()
    dialect = Dysmsapi(sign, AllowedNumbers(["8526*"]), sender="Fallback")
    assert dialect.request(handover(priority=0)) == b"signed"
    dialect.request(handover(sender="", priority=2))
    assert sign.calls == [
        (
            "SendMessageToGlobe",
            {
                "To": "85261234567",
                "Message": "Hello",
                "Type": "OTP",
                "TaskId": "42-1-3",
                "ValidityPeriod": "600",
                "From": "Shop",
            },
        ),
        (
            "SendMessageToGlobe",
            {
                "To": "85261234567",
                "Message": "Hello",
                "Type": "MKT",
                "TaskId": "42-1-3",
                "ValidityPeriod": "600",
                "From": "Fallback",
            },
        ),
    ]


def test_the_poller_hears_of_what_was_taken_and_of_nothing_else() -> None:
    heard: list[tuple[str, str]] = []
    dialect = Dysmsapi(Signed(), AllowedNumbers(["8526*"]), taken=lambda named, to: heard.append((named, to)))
    assert dialect.verdict(handover(), business("OK", MessageId="77")) == Taken("77")
    dialect.verdict(handover(), business("AMOUNT_NOT_ENOUGH"))
    assert heard == [("77", "85261234567")]


def business(code: str, **fields: str) -> Reply:
    return Reply(200, json.dumps({"ResponseCode": code, **fields}).encode())


def document(status: int, code: str, **headers: str) -> Reply:
    return Reply(status, json.dumps({"Code": code, "Message": "…"}).encode(), headers)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (business("OK", MessageId="1"), Taken("1")),
        (business("MOBILE_NUMBER_ILLEGAL"), Refusal("MOBILE_NUMBER_ILLEGAL", StatusClass.PERMANENT)),
        (business("NOT_SUPPORTED_COUNTRY"), Refusal("NOT_SUPPORTED_COUNTRY", StatusClass.PERMANENT)),
        (business("QPS_LIMIT_CONTROL"), Refusal("QPS_LIMIT_CONTROL", StatusClass.THROTTLE)),
        (business("isv.BUSINESS_LIMIT_CONTROL"), Refusal("ISV.BUSINESS_LIMIT_CONTROL", StatusClass.THROTTLE)),
        (business("BUSINESS_LIMIT_CONTROL_MINUTE"), Refusal("BUSINESS_LIMIT_CONTROL_MINUTE", StatusClass.RETRY)),
        (business("SYSTEM_ERROR"), Refusal("SYSTEM_ERROR", StatusClass.RETRY)),
        (business("AMOUNT_NOT_ENOUGH"), ShutOut("AMOUNT_NOT_ENOUGH")),
        (business("isv.OUT_OF_SERVICE"), ShutOut("ISV.OUT_OF_SERVICE")),
        (document(400, "SignatureDoesNotMatch"), ShutOut("SIGNATUREDOESNOTMATCH")),
        (document(404, "InvalidAccessKeyId.NotFound"), ShutOut("INVALIDACCESSKEYID.NOTFOUND")),
        (document(403, "NoPermission"), ShutOut("NOPERMISSION")),
        (
            document(400, "Throttling.User", **{"x-acs-retry-after": "1500"}),
            Refusal("THROTTLING.USER", StatusClass.THROTTLE, retry_after_ms=1_500),
        ),
        (
            document(503, "ServiceUnavailable", **{"retry-after": "2"}),
            Refusal("SERVICEUNAVAILABLE", StatusClass.THROTTLE, retry_after_ms=2_000),
        ),
        (document(400, "MissingTo"), Refusal("MISSINGTO", StatusClass.PERMANENT)),
        (Reply(503, b"busy"), Refusal("HTTP_503", StatusClass.THROTTLE)),
        (Reply(302, b""), ShutOut("HTTP_302")),
        (Reply(404, b"<html>"), ShutOut("HTTP_404")),
    ],
)
def test_each_code_is_taken_for_what_it_is(reply: Reply, verdict: object) -> None:
    assert verdict_of_call(reply) == verdict


@pytest.mark.parametrize(
    "reply",
    [
        document(500, "InternalError"),
        document(400, "SignatureNonceUsed"),
        business("OK"),
        Reply(200, b"{"),
        Reply(200, b"{}"),
        Reply(502, b""),
        Reply(500, b"[]"),
    ],
)
def test_where_the_service_may_have_it_there_is_doubt(reply: Reply) -> None:
    assert isinstance(verdict_of_call(reply), Unclear)


def test_only_an_answer_is_an_answer() -> None:
    assert answer_of_query(business("OK", Status="3")) == {"ResponseCode": "OK", "Status": "3"}
    for reply in (business("DATA_NOT_EXIST"), document(400, "Throttling"), Reply(200, b"nonsense")):
        assert answer_of_query(reply) is None
