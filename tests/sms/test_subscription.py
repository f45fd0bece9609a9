"""If this fails, a subscription that an earlier release made is gone after an update."""

import msgspec

from heliograph.sms.subscription import Reached, Subscription, decode_subscription, encode_subscription

KEPT = b'{"id":"shop","kind":"http","receipts":["SmsReport"],"url":"https://shop.example/","later":1}'


def test_a_record_is_read_also_with_fields_of_another_release():
    assert decode_subscription(KEPT) == Subscription(
        id="shop", kind=Reached.HTTP, receipts=("SmsReport",), url="https://shop.example/"
    )


def test_what_is_written_is_read_again():
    one = Subscription(id="q", kind=Reached.QUEUE, receipts=("SmsReport", "SmsUp"), paused=True, made_at=5)
    assert decode_subscription(encode_subscription(one)) == one
    assert msgspec.json.decode(encode_subscription(one))["receipts"] == ["SmsReport", "SmsUp"], "the store reads this"
