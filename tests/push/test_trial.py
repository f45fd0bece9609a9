"""If this fails, a subscription that a person tests reads as sound and is not, or its test is taken for a message."""

import json

import pytest

from heliograph.identity.seal import bound_to_record
from heliograph.push.engine import PushEngine
from heliograph.push.settings import PushSettings
from heliograph.push.trial import SAMPLE_MESSAGE, SAMPLE_TASK
from memory_identities import seal_of
from push_shop import ACCOUNT, LOOPBACK, loopback

FAIL = b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
def engine(shop):
    """Not started: a test goes out by itself."""

    def made(allowed=LOOPBACK) -> PushEngine:
        return PushEngine(
            shop.store,
            shop.store,
            seal_of(),
            clock=shop.clock,
            metrics=shop.metrics,
            settings=PushSettings(10.0, allowed),
            recent=shop.recent,
            lookup=loopback,
        )

    return made


async def test_the_sample_is_a_report_as_real_ones_are_and_is_signed(shop, subscriber, engine):
    sealed = seal_of().seal(b"key", bound_to_record("subscription", ACCOUNT, "shop"))
    await shop.subscribe(subscriber.url, sealed_secret=sealed, paused=True)
    tried = await engine().test(ACCOUNT, "shop")
    (got,) = await subscriber.until(1)
    assert (tried.status, tried.trouble) == (200, "")
    assert got.body == tried.body
    assert got.headers["x-heliograph-signature"].startswith("v1=")
    [report] = json.loads(tried.body)
    assert (report["MessageId"], report["TaskId"], report["Status"]) == (str(SAMPLE_MESSAGE), SAMPLE_TASK, "1")
    assert set(report) >= {"To", "SendDate", "ReceiveDate", "ErrorCode", "ErrorDescription", "SmsSize"}


async def test_one_for_inbound_messages_gets_an_inbound_message(shop, subscriber, engine):
    await shop.subscribe(subscriber.url, receipts=("SmsUp",))
    tried = await engine().test(ACCOUNT, "shop")
    assert json.loads(tried.body)[0]["phone_number"]


async def test_what_is_no_confirmation_is_told(shop, subscriber, engine):
    subscriber.replies = [FAIL]
    await shop.subscribe(subscriber.url)
    tried = await engine().test(ACCOUNT, "shop")
    assert (tried.status, tried.trouble) == (500, "HTTP 500, not 200")


async def test_it_goes_no_further_inside_than_a_push(shop, subscriber, engine):
    await shop.subscribe(subscriber.url)
    tried = await engine(allowed=()).test(ACCOUNT, "shop")
    assert tried.status == 0
    assert tried.trouble
    assert subscriber.got == []


async def test_there_is_nothing_to_test_without_a_url(shop, subscriber, engine):
    await shop.subscribe(subscriber.url)
    assert await engine().test(ACCOUNT, "other") is None
    assert await engine().test("2", "shop") is None
