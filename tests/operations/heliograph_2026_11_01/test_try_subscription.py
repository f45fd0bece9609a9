"""If these fail, whoever tests a subscription is told of another account's, or that a dead URL works."""

import pytest

from heliograph.operations.heliograph_2026_11_01.create_subscription import create_subscription
from heliograph.operations.heliograph_2026_11_01.try_subscription import try_subscription
from heliograph.operations.ports import PushTrial
from heliograph.store.port import Nonce

NONCE = Nonce("LTAI5tOperator", "n-1", 1_795_000_900_000)
URL = "https://shop.example/receipts"


@pytest.fixture
async def tested(bench):
    """A bench with one subscription, whose test ends as `bench.trial` says; `bench.tried` has who was."""
    bench.tried = []
    bench.trial = PushTrial("[{}]", 200, "", 12)

    async def test(account: str, subscription_id: str) -> PushTrial | None:
        bench.tried.append((account, subscription_id))
        return bench.trial

    bench.test = test
    bench.made = (await bench.call(create_subscription, Kind="http", Url=URL)).fields["SubscriptionId"]
    return bench


async def test_it_tells_what_was_posted_and_that_it_was_confirmed(tested) -> None:
    reply = await tested.call(try_subscription, NONCE, SubscriptionId=tested.made)
    assert reply.fields == {"Outcome": "confirmed", "Milliseconds": "12", "Body": "[{}]", "HttpStatus": "200"}
    assert [one for _, one in tested.tried] == [tested.made]
    assert tested.records.burnt[-1] == NONCE


async def test_why_it_failed_is_told_also_where_no_reply_came(tested) -> None:
    tested.trial = PushTrial("[{}]", 0, "no connection in time", 10_000)
    fields = (await tested.call(try_subscription, SubscriptionId=tested.made)).fields
    assert (fields["Outcome"], fields["Reason"]) == ("failed", "no connection in time")
    assert "HttpStatus" not in fields


async def test_what_has_no_url_or_is_not_there_is_refused(tested) -> None:
    assert (await tested.call(try_subscription, SubscriptionId="none")).code == "DATA_NOT_EXIST"
    queue = (await tested.call(create_subscription, Kind="queue")).fields["SubscriptionId"]
    assert (await tested.call(try_subscription, SubscriptionId=queue)).code == "INVALID_PARAMETERS"
    assert tested.tried == []
    tested.trial = None
    assert (await tested.call(try_subscription, SubscriptionId=tested.made)).code == "DATA_NOT_EXIST"
