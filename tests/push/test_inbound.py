"""If this fails, what a person writes from a handset never reaches the customer, or reaches it in pieces."""

import asyncio
import json
import random

from heliograph.delivery.engine import DeliveryEngine
from heliograph.links import Links
from heliograph.push.engine import PushEngine
from heliograph.push.settings import PushSettings
from heliograph.settings import SIMULATED
from memory_identities import seal_of
from push_shop import LOOPBACK, loopback

LONG = "Grüße, 你好 🎉 " * 20


async def test_a_handsets_message_is_pushed_whole_to_the_account_of_its_number(shop, subscriber, monkeypatch):
    source = random.Random(1)
    links = Links({}, shop.clock, source, shop.metrics)
    delivery = DeliveryEngine(
        shop.store, [links.make(SIMULATED)], clock=shop.clock, random_source=source, metrics=shop.metrics, owner="test"
    )
    push = PushEngine(
        shop.store,
        shop.store,
        seal_of(),
        clock=shop.clock,
        metrics=shop.metrics,
        settings=PushSettings(10.0, LOOPBACK),
        recent=shop.recent,
        lookup=loopback,
    )
    shop.on_told.append(push.work)
    await shop.subscribe(subscriber.url)
    bound, ready = asyncio.Event(), delivery.ready
    monkeypatch.setattr(delivery, "ready", lambda carrier: (ready(carrier), bound.set()))
    delivery.start()
    push.start()
    async with asyncio.timeout(30):
        await bound.wait()
        for text in ("STOP", LONG):
            await links.network.send_inbound(source="85261234567", destination="10690", text=text)
    got = await subscriber.until(2)
    await shop.quiet()
    said = [one for push_ in got for one in json.loads(push_.body)]
    assert [(one["phone_number"], one["dest_code"], one["content"]) for one in said] == [
        ("85261234567", "10690", "STOP"),
        ("85261234567", "10690", LONG),
    ]
    await push.stop(5)
    await delivery.stop(5)
    await links.close()
