"""If these fail, words that nobody approved go out under a company's name, or a code that was asked for does not."""

import msgspec
import pytest

from heliograph.identity import SendLimits
from heliograph.operations.dysmsapi_2018_05_01.send_message_with_template import send_message_with_template
from heliograph.operations.limit_book import LimitBook
from heliograph.operations.shelf import SIGNATURES, TEMPLATES
from heliograph.operations.standing import Standing
from heliograph.sms.approval import Approval, MessageTemplate, Signature
from heliograph.sms.route import NoRoute
from heliograph.store.holds import Hold, Limit
from heliograph.store.port import Nonce
from heliograph.store.records import Change

NOW = 1_795_000_000_000
ACCOUNT = "1000000000000001"
GOOD = {
    "To": "8615012345678",
    "From": "阿里云",
    "TemplateCode": "SMS_1",
    "TemplateParam": '{"code":"1234","product":"ytx"}',
}
TEMPLATE = MessageTemplate(
    code="SMS_1", content="${product}: your code is ${code}.", type="OTP", state=Approval.APPROVED
)
SIGNATURE = Signature(name="阿里云", state=Approval.APPROVED)


@pytest.fixture
async def approved(bench):
    """A bench with one approved template and signature."""
    await TEMPLATES.add(bench.ports(), ACCOUNT, TEMPLATE, None)
    await SIGNATURES.add(bench.ports(), ACCOUNT, SIGNATURE, None)
    return bench


async def test_the_signature_and_the_filled_template_go_out(approved) -> None:
    nonce = Nonce("LTAI", "n", NOW)
    reply = await approved.call(
        send_message_with_template, nonce, **GOOD, SmsUpExtendCode="90999", ValidityPeriod="600", ChannelId="ch 1"
    )
    assert (reply.code, reply.description) == ("OK", "The SMS Send Request was accepted")
    [[(message, body)]] = approved.store.accepted
    assert approved.store.nonces == [nonce]
    assert body.text == "【阿里云】ytx: your code is 1234."
    assert (message.to, message.priority, message.validity_until) == ("8615012345678", 0, NOW + 600_000)
    assert (body.action, body.type, body.sender, body.channel_id) == (
        "SendMessageWithTemplate",
        "OTP",
        "90999",
        "ch 1",
    )
    assert set(reply.fields) == {"NumberDetail", "Segments", "To", "MessageId"}
    assert reply.fields["NumberDetail"]["Country"] == "China"
    assert (reply.fields["Segments"], reply.fields["To"]) == ("1", "8615012345678")
    assert reply.fields["MessageId"] == str(message.id)
    assert approved.lanes.asked == [("8615012345678", "阿里云", ACCOUNT, "OTP")]


async def test_segments_count_the_signature(approved) -> None:
    approved.records.kept.clear()
    long = msgspec.structs.replace(TEMPLATE, content="x" * 66)
    await TEMPLATES.add(approved.ports(), ACCOUNT, long, None)
    await SIGNATURES.add(approved.ports(), ACCOUNT, SIGNATURE, None)
    asked = GOOD | {"TemplateParam": "{}"}
    assert (await approved.call(send_message_with_template, **asked)).fields["Segments"] == "2"
    [[(message, body)]] = approved.store.accepted
    assert (len(message.segments), body.segments, len(body.text)) == (2, 2, 71)


async def test_what_is_filled_in_is_never_read_again(approved) -> None:
    asked = GOOD | {"TemplateParam": '{"code":"${product}","product":"${code}"}'}
    await approved.call(send_message_with_template, **asked)
    [[(_, body)]] = approved.store.accepted
    assert body.text == "【阿里云】${code}: your code is ${product}."


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, "MissingTo"),
        ({"From": ""}, "MissingFrom"),
        ({"TemplateCode": ""}, "MissingTemplateCode"),
        ({"To": "hello"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "85261234567"}, "NOT_SUPPORTED_COUNTRY"),
        ({"To": "12025550100"}, "NOT_SUPPORTED_COUNTRY"),
        ({"From": "阿里"}, "SMS_SIGN_NAME_ILLEGAL"),
        ({"From": "x" * 65}, "PARAM_LENGTH_LIMIT"),
        ({"TemplateCode": "sms_1"}, "SMS_CONTENT_CODE_ILLEGAL"),
        ({"TemplateParam": ""}, "CONTENT_MISSING_PARAMETERS"),
        ({"TemplateParam": '{"code":"1234"}'}, "CONTENT_MISSING_PARAMETERS"),
        ({"TemplateParam": '{"code":"1234","product":""}'}, "CONTENT_MISSING_PARAMETERS"),
        ({"TemplateParam": '{"code":"1234","product":"ytx","more":"xyz"}'}, "INVALID_PARAMETERS"),
        ({"TemplateParam": '{"code":1234,"product":"ytx"}'}, "INVALID_JSON_PARAM"),
        ({"TemplateParam": '{"code":"1","code":"2","product":"ytx"}'}, "INVALID_JSON_PARAM"),
        ({"TemplateParam": "code=1234"}, "INVALID_JSON_PARAM"),
        ({"TemplateParam": '["1234"]'}, "INVALID_JSON_PARAM"),
        ({"TemplateParam": '{"code":"%s","product":"ytx"}' % ("1" * 201)}, "PARAM_LENGTH_LIMIT"),
        ({"TemplateParam": '{"code":"1234","product":"【Bank】"}'}, "SMS_CONTENT_ILLEGAL"),
        ({"SmsUpExtendCode": "12a"}, "INVALID_PARAMETERS"),
        ({"SmsUpExtendCode": "1" * 16}, "INVALID_PARAMETERS"),
        ({"ValidityPeriod": "0"}, "INVALID_PARAMETERS"),
        ({"ValidityPeriod": "soon"}, "InvalidValidityPeriod"),
    ],
)
async def test_every_wrong_parameter_has_its_code_and_stores_nothing(
    approved, changes: dict[str, str], code: str
) -> None:
    reply = await approved.call(send_message_with_template, **{**GOOD, **changes})
    assert reply.code == code
    assert reply.description
    assert reply.fields == {}
    assert approved.store.accepted == []
    for value in changes.values():
        assert len(value) < 3 or value not in reply.description, "a text repeats neither numbers nor contents"


@pytest.mark.parametrize("kind", ["template", "signature"])
@pytest.mark.parametrize(("state", "said"), [(Approval.PENDING, "not approved yet"), (Approval.REJECTED, "rejected")])
async def test_what_is_not_approved_is_not_sent(approved, kind: str, state: Approval, said: str) -> None:
    ports = approved.ports()
    if kind == "template":
        kept = await TEMPLATES.find(ports, ACCOUNT, "SMS_1")
        await TEMPLATES.put(ports, ACCOUNT, kept, msgspec.structs.replace(TEMPLATE, state=state), None)
    else:
        kept = await SIGNATURES.find(ports, ACCOUNT, "阿里云")
        await SIGNATURES.put(ports, ACCOUNT, kept, msgspec.structs.replace(SIGNATURE, state=state), None)
    reply = await approved.call(send_message_with_template, **GOOD)
    assert reply.code == ("SMS_CONTENT_CODE_ILLEGAL" if kind == "template" else "SMS_SIGN_NAME_ILLEGAL")
    assert said in reply.description
    assert approved.store.accepted == []


async def test_the_words_of_another_account_are_not_sent(bench) -> None:
    await TEMPLATES.add(bench.ports(), "2", TEMPLATE, None)
    await SIGNATURES.add(bench.ports(), "2", SIGNATURE, None)
    assert (await bench.call(send_message_with_template, **GOOD)).code == "SMS_SIGN_NAME_ILLEGAL"
    await SIGNATURES.add(bench.ports(), ACCOUNT, SIGNATURE, None)
    assert (await bench.call(send_message_with_template, **GOOD)).code == "SMS_CONTENT_CODE_ILLEGAL"


async def test_those_of_the_configuration_are_sent_and_no_record_stands_in_their_way(bench) -> None:
    bench.standing = Standing({"SMS_1": TEMPLATE}, {"阿里云": SIGNATURE})
    await TEMPLATES.add(bench.ports(), ACCOUNT, MessageTemplate(code="SMS_1", content="other"), None)
    assert (await bench.call(send_message_with_template, **GOOD)).code == "OK"
    [[(_, body)]] = bench.store.accepted
    assert body.text == "【阿里云】ytx: your code is 1234."


async def test_a_message_costs_two_reads_by_key_and_no_list(approved) -> None:
    asked: list[str] = []
    one = approved.records.record

    async def record(kind: str, account: str, key: str):
        asked.append(kind)
        return await one(kind, account, key)

    async def records(*_arguments, **_named):
        raise AssertionError("a list is read for a message")

    approved.records.record, approved.records.records = record, records
    assert (await approved.call(send_message_with_template, **GOOD)).code == "OK"
    assert asked == ["signature", "template"]


async def test_a_template_that_a_later_release_would_not_read_is_refused(approved) -> None:
    broken = msgspec.json.encode(msgspec.structs.replace(TEMPLATE, content="${"))
    await approved.records.change([Change("template", ACCOUNT, "SMS_1", broken)])
    assert (await approved.call(send_message_with_template, **GOOD)).code == "SMS_CONTENT_CODE_ILLEGAL"


async def test_a_number_that_no_route_takes_is_refused(approved) -> None:
    approved.lanes.lane = NoRoute()
    assert (await approved.call(send_message_with_template, **GOOD)).code == "NOT_SUPPORTED_COUNTRY"
    assert approved.store.accepted == []


async def test_a_template_counts_for_the_limits_that_every_send_has(approved) -> None:
    approved.limits = LimitBook(SendLimits(recipient_per_minute=1))
    approved.store.refuses = {0: Limit.RECIPIENT_MINUTE}
    assert (await approved.call(send_message_with_template, **GOOD)).code == "BUSINESS_LIMIT_CONTROL_MINUTE"
    assert approved.store.taken == [[[Hold(Limit.RECIPIENT_MINUTE, GOOD["To"], 1, NOW + 60_000)]]]
    approved.limits = LimitBook(SendLimits(countries_denied=("CN",)))
    assert (await approved.call(send_message_with_template, **GOOD)).code == "NOT_SUPPORTED_COUNTRY"
