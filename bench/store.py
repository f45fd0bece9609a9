"""What the embedded store does on one core: accepts by callers, the life of a message, reads by size.

`python bench/store.py [--accept-only] [--seconds 2] [--mode auto]`. Aims: 20,000 accepts a second from 64 callers;
accept, claim, settle and receipt of a message together in 60 µs; a read in 12 µs.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

import uvloop

from heliograph.clock import SystemClock
from heliograph.sms.events import SubmitOk
from heliograph.sms.message import Body, Life, Message, Segment, State
from heliograph.sms.message_id import MessageIds
from heliograph.store.port import Receipt, Settlement
from heliograph.store.sqlite import SqliteMessageStore
from heliograph.telemetry.metrics import Metrics

ACCOUNT = "1000000000000001"
CALLERS = (1, 32, 64, 256)
SIZES = (10_000, 100_000)
DAY_MS = 86_400_000
BODY = Body("Your code is 123456. Do not share it.", "Heliograph", "OTP", "", "", "China", "HongKong", "CMI")


class Sender:
    """Makes messages as the send operation does, but for the numbering plan."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        self._ids = MessageIds(self.clock)
        self._dice = random.Random(1)

    def message(self) -> Message:
        now = self.clock.steady_ms()
        message_id = self._ids.next()
        to = str(self._dice.randrange(85_260_000_000, 85_269_999_999))
        life = Life((Segment(1, due=now),), reference=7)
        return Message(message_id, ACCOUNT, f"{message_id:036}", to, "lane", 1, now, now + DAY_MS, life, now + DAY_MS)


async def opened(folder: str, mode: str, sender: Sender) -> SqliteMessageStore:
    store = SqliteMessageStore(Path(folder), clock=sender.clock, metrics=Metrics(), mode=mode)
    await store.start()
    return store


async def accepts(callers: int, seconds: float, mode: str) -> str:
    """Each caller sends its next message when its last is durable."""
    sender = Sender()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = await opened(folder, mode, sender)
        waits: list[float] = []
        end = time.perf_counter() + seconds

        async def call() -> None:
            while (begun := time.perf_counter()) < end:
                await store.accept([(sender.message(), BODY)])
                waits.append(time.perf_counter() - begun)

        begun, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(call() for _ in range(callers)))
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        await store.close()
    waits.sort()
    return (
        f"{callers:4} callers  {len(waits) / took:8,.0f} accepts/s  {cpu / len(waits) * 1e6:5.1f} µs of processor  "
        f"p50 {waits[len(waits) // 2] * 1e3:.2f} ms  p99 {waits[len(waits) * 99 // 100] * 1e3:.2f} ms"
    )


async def lives(count: int, batch: int, mode: str) -> str:
    """Accept, claim, settle and receipt in batches, each kind timed by itself."""
    sender = Sender()
    took = dict.fromkeys(("accept", "claim", "settle", "receipts"), 0.0)
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = await opened(folder, mode, sender)
        for _ in range(count // batch):
            begun = time.perf_counter()
            await asyncio.gather(*(store.accept([(sender.message(), BODY)]) for _ in range(batch)))
            took["accept"] += (ended := time.perf_counter()) - begun
            claims = await store.claim("lane", "bench", batch)
            took["claim"] += (begun := time.perf_counter()) - ended
            now = sender.clock.steady_ms()
            answers = [
                Settlement(c.message.id, SubmitOk(c.segment, c.attempt, f"{c.message.id:x}", now)) for c in claims
            ]
            await store.settle(answers)
            took["settle"] += (ended := time.perf_counter()) - begun
            told = [
                Receipt(
                    "lane", f"{c.message.id:x}", c.message.to, State.DELIVERED, "DELIVRD", now, b"id:1 stat:DELIVRD"
                )
                for c in claims
            ]
            await store.receipts(told)
            took["receipts"] += time.perf_counter() - ended
        await store.close()
    each = {kind: seconds / count * 1e6 for kind, seconds in took.items()}
    parts = "  ".join(f"{kind} {1e6 / each[kind]:,.0f}/s ({each[kind]:.1f} µs)" for kind in each)
    return f"batches of {batch:4}: {parts}  together {sum(each.values()):.0f} µs a message"


async def together(count: int, window: int, mode: str) -> str:
    """The same lives side by side, so that one transaction carries all kinds: what a busy server does."""
    sender = Sender()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = await opened(folder, mode, sender)

        async def live() -> None:
            for _ in range(count // window):
                await store.accept([(sender.message(), BODY)])
                now = sender.clock.steady_ms()
                for claim in await store.claim("lane", "bench", 1):
                    key = f"{claim.message.id:x}"
                    await store.settle([Settlement(claim.message.id, SubmitOk(claim.segment, claim.attempt, key, now))])
                    await store.receipts([Receipt("lane", key, claim.message.to, State.DELIVERED, "DELIVRD", now)])

        begun, cpu = time.perf_counter(), time.process_time()
        tasks = []
        for number in range(window):
            tasks.append(asyncio.create_task(live()))
            if number % 8 == 0:
                await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        await store.close()
    return (
        f"{window:4} lives at once: {count / took:,.0f} messages/s, {cpu / count * 1e6:.0f} µs of processor a message"
    )


async def reads(mode: str) -> list[str]:
    """`get` of random messages, alone and with a commit after every sixteen."""
    lines = []
    for size in SIZES:
        sender = Sender()
        with tempfile.TemporaryDirectory(dir=".") as folder:
            store = await opened(folder, mode, sender)
            ids: list[int] = []
            while len(ids) < size:
                made = [sender.message() for _ in range(500)]
                ids += [message.id for message in made]
                await asyncio.gather(*(store.accept([(message, BODY)]) for message in made))
            dice = random.Random(2)
            wanted = [dice.choice(ids) for _ in range(20_000)]
            begun = time.perf_counter()
            for message_id in wanted:
                await store.get(ACCOUNT, message_id)
            alone = (time.perf_counter() - begun) / len(wanted)
            between = 0.0
            for start in range(0, len(wanted), 16):
                await store.accept([(sender.message(), BODY)])
                begun = time.perf_counter()
                for message_id in wanted[start : start + 16]:
                    await store.get(ACCOUNT, message_id)
                between += time.perf_counter() - begun
            await store.close()
        lines.append(
            f"get of {size:8,} rows: {alone * 1e6:.1f} µs, {1 / alone:,.0f}/s; between commits "
            f"{between / len(wanted) * 1e6:.1f} µs"
        )
    return lines


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--accept-only", action="store_true")
    arguments.add_argument("--seconds", type=float, default=2.0)
    arguments.add_argument("--mode", choices=("auto", "inline", "thread"), default="auto")
    given = arguments.parse_args()
    for callers in CALLERS:
        print(uvloop.run(accepts(callers, given.seconds, given.mode)))
    if not given.accept_only:
        for batch in (1, 64, 256):
            print(uvloop.run(lives(2_000 if batch == 1 else 20_480, batch, given.mode)))
        for window in (64, 256):
            print(uvloop.run(together(20_480, window, given.mode)))
        for line in uvloop.run(reads(given.mode)):
            print(line)


if __name__ == "__main__":
    main()
