"""A large queue drains as fast at its end as at its beginning: delivery over the real store, to a carrier in memory.

`python bench/drain.py [--full] [--count 100000] [--accounts 4]`. `--full` is a million. Every message is claimed,
handed over, answered and receipted; the accounts take turns. The rates are of each tenth that was handed over. Aim: the
last three tenths at no less than 0.8 of the first three, by processor time, which a busy machine does not touch.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import uvloop

from heliograph.carriers.port import Accepted, CarrierSink, HandOver, LinkState, ReceiptDelivery
from heliograph.clock import SystemClock
from heliograph.delivery.engine import DeliveryEngine
from heliograph.server import spare_garbage_collection
from heliograph.sms.message import Body, Life, Message, Segment, State
from heliograph.sms.message_id import MessageIds
from heliograph.sms.prices import Price, PriceEntry, PriceList
from heliograph.store.sqlite import SqliteMessageStore
from heliograph.telemetry.metrics import Metrics

AIM = 0.8
WINDOW = 100
FULL = 1_000_000
TENTHS = 10
BATCH = 500
DAY_MS = 86_400_000
BODY = Body("Your parcel is on its way.", "Heliograph", "MKT", "", "", "China", "HongKong", "CMI")


class MemoryCarrier:
    """Takes whatever the window lets, answers at the next turn of the loop, and sends a receipt right behind."""

    name = "memory"

    def __init__(self, clock: SystemClock, count: int) -> None:
        self._clock = clock
        self._unanswered: list[HandOver] = []
        self._sink: CarrierSink | None = None
        self._tenth = max(count // TENTHS, 1)
        self._count = count
        self.empty = asyncio.Event()
        """Set once everything was handed over."""
        self.taken = 0
        self.marks: list[tuple[float, float]] = []
        """Wall clock and processor time at the start and after each tenth, in seconds."""

    def start(self, sink: CarrierSink) -> None:
        self._sink = sink
        self.mark()
        sink.ready(self.name)

    def mark(self) -> None:
        self.marks.append((time.perf_counter(), time.process_time()))

    def free(self) -> int:
        return WINDOW - len(self._unanswered)

    def window(self) -> int:
        return WINDOW

    def state(self) -> LinkState:
        return LinkState(self.name, True, WINDOW, len(self._unanswered))

    def hand_over(self, handovers: Sequence[HandOver]) -> None:
        if not self._unanswered:
            asyncio.get_running_loop().call_soon(self._answer)
        self._unanswered += handovers
        for _ in handovers:
            self.taken += 1
            if self.taken % self._tenth == 0:
                self.mark()
        if self.taken >= self._count:
            self.empty.set()

    def _answer(self) -> None:
        assert self._sink is not None
        now = self._clock.steady_ms()
        answered, self._unanswered = self._unanswered, []
        keys = [f"{handover.message_id:x}" for handover in answered]
        self._sink.answered(
            self.name, [Accepted(handover, key, now) for handover, key in zip(answered, keys, strict=True)]
        )
        self._sink.delivered(
            self.name,
            [
                ReceiptDelivery(
                    key, handover.to, State.DELIVERED, "DELIVRD", now, b"id stat:DELIVRD", lambda kept: None
                )
                for handover, key in zip(answered, keys, strict=True)
            ],
        )

    async def stop(self, drain_seconds: float) -> None:
        """Nothing is left: every hand-over was answered."""


async def fill(store: SqliteMessageStore, clock: SystemClock, count: int, accounts: int) -> float:
    """Queue so many messages; the seconds it took."""
    ids, dice = MessageIds(clock), random.Random(1)
    begun = time.perf_counter()
    for start in range(0, count, BATCH):
        now = clock.steady_ms()
        batch = []
        for _ in range(min(BATCH, count - start)):
            account = f"{1_000_000_000_000_000 + dice.randrange(accounts)}"
            to = str(dice.randrange(85_260_000_000, 85_269_999_999))
            life = Life((Segment(1, due=now),), reference=7, country="HK", billed=1)
            until = now + DAY_MS
            message = Message(ids.next(), account, f"{start:036}", to, "memory", 2, now, until, life, until)
            batch.append((message, BODY))
        await store.accept(batch)
    return time.perf_counter() - begun


async def drain(count: int, accounts: int) -> list[tuple[float, float]]:
    """Queue and drain; the marks of the carrier."""
    clock = SystemClock()
    engines: list[DeliveryEngine] = []
    prices = PriceList([PriceEntry("memory", Price(7_500, "EUR"), country="HK")])
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = SqliteMessageStore(
            Path(folder),
            clock=clock,
            metrics=Metrics(),
            price_of=prices.find,
            on_work=lambda lane: [engine.work(lane) for engine in engines] and None,
        )
        await store.start()
        took = await fill(store, clock, count, accounts)
        print(f"{count:,} messages of {accounts} accounts queued at {count / took:,.0f}/s", flush=True)
        carrier = MemoryCarrier(clock, count)
        engine = DeliveryEngine(
            store, [carrier], clock=clock, random_source=random.Random(1), metrics=Metrics(), owner="bench"
        )
        engines.append(engine)
        engine.start()
        await carrier.empty.wait()
        await engine.stop(10)
        await store.close()
    return carrier.marks


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--full", action="store_true", help="a million messages")
    arguments.add_argument("--count", type=int, default=100_000)
    arguments.add_argument("--accounts", type=int, default=4)
    given = arguments.parse_args()
    count = FULL if given.full else given.count
    spare_garbage_collection()
    marks = uvloop.run(drain(count, given.accounts))
    tenth = count // TENTHS
    each = []
    for number, ((wall, cpu), (wall_after, cpu_after)) in enumerate(pairwise(marks), 1):
        each.append((cpu_after - cpu) / tenth * 1e6)
        print(f"tenth {number:2}  {tenth / (wall_after - wall):8,.0f} messages/s  {each[-1]:6.1f} µs of processor each")
    slower = sum(each[:3]) / sum(each[-3:])
    wall = [after[0] - before[0] for before, after in pairwise(marks)]
    print(
        f"the last three tenths at {slower:.2f} of the first three by processor time, "
        f"{sum(wall[:3]) / sum(wall[-3:]):.2f} by the clock; "
        f"aim {AIM}; {'reached' if slower >= AIM else 'MISSED'}"
    )


if __name__ == "__main__":
    main()
