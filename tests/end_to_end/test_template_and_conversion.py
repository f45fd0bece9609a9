"""If this fails, code that sends codes to the Chinese mainland and reports what became of them does not work here.

The server and the carrier network run as two processes; the official SDK sends and reports, our own client approves.
"""

import time
from pathlib import Path

import pytest
from alibabacloud_dysmsapi20180501 import models

from end_to_end.ledger import read_ledger
from end_to_end.official_sdk import client, query_request
from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, carrier_config

SETTLED_SECONDS = 60
TO = "8615012345678"

CONFIGURED = """
[[templates]]
code = "SMS_100"
content = "您的验证码是${code}，${minutes}分钟内有效。"
type = "OTP"

[[signatures]]
name = "阿里云"
"""


@pytest.mark.timeout(300)
def test_a_code_is_sent_by_template_and_its_conversion_reported(tmp_path: Path) -> None:
    with Smsc(tmp_path, receipt_delay_ms=20) as smsc:
        config = carrier_config(smsc.port) + CONFIGURED
        with Server(tmp_path, config=config) as server:
            sdk = client(server.endpoint)
            configured = sdk.send_message_with_template(
                request("阿里云", "SMS_100", '{"code":"1234","minutes":"5"}', sms_up_extend_code="90999")
            ).body
            check_accepted(configured)
            with own(server) as ours:
                make_template(ours)
            assert sdk.send_message_with_template(request("Acme", "SMS_1", '{"name":"Li"}')).body.response_code == (
                "SMS_SIGN_NAME_ILLEGAL"
            )
            assert server.stop() == 0
        with Server(tmp_path, config=config) as server, own(server) as ours:
            sdk = client(server.endpoint)
            assert ours.call("ApproveSignature", "2026-11-01", {"SignName": "Acme"})["State"] == "approved"
            sent = sdk.send_message_with_template(request("Acme", "SMS_1", '{"name":"${name}"}')).body
            check_accepted(sent)
            told = [settled(sdk, answer.message_id) for answer in (configured, sent)]
            report(sdk, sent.message_id, configured.message_id)
            *lately, long_ago = ours.call("GetConversionReport", "2026-11-01", {})["Days"]
            # Two days where midnight came between the messages.
            assert [sum(int(day[count]) for day in lately) for count in ("Reported", "Converted")] == [2, 1]
            assert long_ago == {"Day": "2012-10-01", "Reported": "0", "Converted": "0", "GivenRate": "0.53"}
            assert server.stop() == 0
    texts = ["【阿里云】您的验证码是1234，5分钟内有效。", "【Acme】Hello ${name}!"]
    received = read_ledger(smsc.ledger)
    for answer, text in zip(told, texts, strict=True):
        assert (answer.status, answer.error_code, answer.message, answer.to) == ("1", "DELIVERED", text, TO)
        assert (received[text].to, received[text].times) == (TO, 1)
    assert (received[texts[0]].sender, received[texts[1]].sender) == ("90999", "")


def own(server: Server) -> Client:
    return Client(f"http://{server.endpoint}", ACCESS_KEY_ID, ACCESS_KEY_SECRET)


def request(sign: str, code: str, param: str, **more: str) -> models.SendMessageWithTemplateRequest:
    return models.SendMessageWithTemplateRequest(
        to=TO, from_=sign, template_code=code, template_param=param, validity_period=600, **more
    )


def make_template(ours: Client) -> None:
    """A template that is approved before the restart, and a signature that is approved after it."""
    made = ours.call("CreateTemplate", "2026-11-01", {"TemplateCode": "SMS_1", "TemplateContent": "Hello ${name}!"})
    ours.call("ApproveTemplate", "2026-11-01", {"TemplateCode": "SMS_1", "Revision": str(made["Revision"])})
    assert ours.call("CreateSignature", "2026-11-01", {"SignName": "Acme"})["State"] == "pending"


def check_accepted(answer) -> None:
    assert answer.response_code == "OK", answer.response_description
    assert answer.response_description == "The SMS Send Request was accepted"
    assert (answer.to, answer.segments, answer.number_detail.country) == (TO, "1", "China")
    assert answer.request_id


def settled(sdk, message_id: str):
    """What QueryMessage says once the message is not on its way any more."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while (answer := sdk.query_message(query_request(message_id)).body).status == "3":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return answer


def report(sdk, latest: str, earlier: str) -> None:
    """The latest message to the number converted, which is then taken back; the earlier one did."""
    by_number = models.SmsConversionRequest(to=TO, delivered=True)
    assert sdk.sms_conversion(by_number).body.response_code == "OK"
    taken_back = models.SmsConversionRequest(message_id=latest, delivered=False)
    assert sdk.sms_conversion(taken_back).body.response_code == "OK"
    now = int(time.time() * 1000)
    by_both = models.SmsConversionRequest(message_id=earlier, to=TO, delivered=True, conversion_time=now)
    assert sdk.sms_conversion(by_both).body.response_description == "OK"
    unknown = models.SmsConversionRequest(message_id="1", delivered=True, conversion_time=now)
    assert sdk.sms_conversion(unknown).body.response_code == "DATA_NOT_EXIST"
    rate = sdk.conversion_data(models.ConversionDataRequest(conversion_rate="0.53", report_time=1349055900000)).body
    assert (rate.response_code, rate.response_description) == ("OK", "OK")
    assert rate.request_id
