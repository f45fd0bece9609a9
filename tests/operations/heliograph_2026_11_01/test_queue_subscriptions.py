"""If this fails, a consumer finds no queue where it was told of one, or two queues share a name."""

from heliograph.operations.heliograph_2026_11_01.create_subscription import create_subscription
from heliograph.operations.heliograph_2026_11_01.list_subscriptions import list_subscriptions
from heliograph.sms.subscription import Reached, decode_subscription

ACCOUNT = "1000000000000001"


async def test_a_queue_has_the_clouds_name_and_holds_receipts_unless_said_otherwise(bench) -> None:
    for parameters, message_type in (({}, "SmsReport"), ({"Receipts": "SmsUp"}, "SmsUp")):
        reply = await bench.call(create_subscription, Kind="queue", **parameters)
        assert reply.code == "OK"
        assert reply.fields["SubscriptionId"] == f"queue-{message_type}"
        assert reply.fields["QueueName"] == f"Alicom-Queue-{ACCOUNT}-{message_type}"
        assert not {"Secret", "Url", "Schedule"} & set(reply.fields)
        record = await bench.records.record("subscription", ACCOUNT, f"queue-{message_type}")
        subscription = decode_subscription(record.body)
        assert (subscription.kind, subscription.receipts) == (Reached.QUEUE, (message_type,))
    listed = (await bench.call(list_subscriptions)).fields["Subscriptions"]
    assert [row["QueueName"].rpartition("-")[2] for row in listed] == ["SmsReport", "SmsUp"]


async def test_there_is_one_queue_of_a_type(bench) -> None:
    await bench.call(create_subscription, Kind="queue")
    again = await bench.call(create_subscription, Kind="queue")
    assert again.code == "INVALID_PARAMETERS"
    assert "queue of SmsReport already" in again.description


async def test_a_queue_is_of_one_type(bench) -> None:
    reply = await bench.call(create_subscription, Kind="queue", Receipts="SmsReport,SmsUp")
    assert reply.code == "INVALID_PARAMETERS"
    assert reply.description.startswith("Receipts must be SmsReport or SmsUp")
    assert (await bench.call(create_subscription, Kind="queue", Url="http://a.example/")).code == "INVALID_PARAMETERS"
