"""How long a page of the list and of a search takes among many stored messages, and whether the loop goes on meanwhile.

`python bench/search.py [--messages 100000]`. The messages are spread over seven days, one in a thousand has failed, a
tenth belongs to another account. Aims: 100 ms for a page, 200 ms for a search, at the 95th percentile; nothing holds
the loop for longer than a commit would.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import islice
from pathlib import Path

import uvloop

from heliograph.clock import SystemClock
from heliograph.sms.message import Attempt, Body, Life, Message, Segment, State
from heliograph.sms.message_id import MessageIds
from heliograph.sms.search.grammar import Misread, read_search
from heliograph.sms.search.match import Wanted, wanted_of
from heliograph.store.sqlite import SqliteMessageStore
from heliograph.telemetry.metrics import Metrics

ACCOUNT, OTHER = "1000000000000001", "2000000000000002"
WEEK_MS = 7 * 86_400_000
BATCH = 500
ROUNDS = 40

#: What people ask, and what costs most: nothing found, one in a thousand, one in all.
QUERIES = (
    "",
    "status:delivered",
    "status:failed",
    "status:failed code:UNDELIV carrier:net-one country:SG",
    "status:expired",
    "is:doubt",
    "to:658",
    "to:{number}",
    "id:{id}",
    "code 48",
    '"not in any text"',
    "from:helio* seg:>1",
    "task:order-{n}",
    "text:код",
    "status:failed before:-3d",
    "enc:ucs2 after:-1h",
    "-status:delivered -country:SG",
)


class Hands:
    """A clock that stands where it is put."""

    now = 0

    def utc_ms(self) -> int:
        return self.now

    def steady_ms(self) -> int:
        return self.now


def messages(count: int, now: int, dice: random.Random) -> Iterator[tuple[Message, Body]]:
    """Ended messages, as a week leaves them behind."""
    hands = Hands()
    ids = MessageIds(hands)
    for n in range(count):
        at = hands.now = now - WEEK_MS + WEEK_MS * n // count
        failed = dice.random() < 0.001
        state, code = (State.FAILED, "UNDELIV") if failed else (State.DELIVERED, "DELIVRD")
        carrier = dice.choice(("net-one", "net-two"))
        attempt = Attempt(1, carrier, state, f"{n:x}", at + 20, at + 900, code, at + 5)
        life = Life((Segment(1, None, (attempt,), handed=1),), country=dice.choice(("SG", "HK", "DE")), billed=1)
        account = OTHER if n // BATCH % 10 == 0 else ACCOUNT
        number = str(dice.randrange(6_580_000_000, 6_589_999_999))
        message_id = ids.next()
        text = f"Your code is {dice.randrange(100_000, 999_999)}. Do not share it with anybody."
        yield (
            Message(message_id, account, f"{message_id:036}", number, carrier, 1, at, at + 86_400_000, life),
            Body(text, "Heliograph", "OTP", f"order-{n}", "", "Singapore", "", "", 1),
        )


async def fill(store: SqliteMessageStore, count: int, now: int) -> list[Message]:
    """Store them by the accept itself; returns some of the account's."""
    made = messages(count, now, random.Random(1))
    known: list[Message] = []
    while batch := list(islice(made, BATCH)):
        request = batch[0][0].request_id
        await store.accept([(_of_request(message, request), body) for message, body in batch])
        if batch[0][0].account == ACCOUNT:
            known.append(batch[0][0])
    return known


def _of_request(message: Message, request_id: str) -> Message:
    return Message(
        message.id, message.account, request_id, message.to, message.lane, message.priority, message.accepted_at,
        message.validity_until, message.life,
    )  # fmt: skip


def wanted(query: str, now: int) -> Wanted:
    search = read_search(query)
    if isinstance(search, Misread):
        raise ValueError(search.says)
    return wanted_of(search, now, 480)


async def held_up(turn: Callable[[], Awaitable[None]]) -> float:
    """The longest that the loop did not come round while something was done, in seconds."""
    longest, running = 0.0, True

    async def watch() -> None:
        nonlocal longest
        last = time.perf_counter()
        while running:
            await asyncio.sleep(0)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    watcher = asyncio.create_task(watch())
    await turn()
    running = False
    await watcher
    return longest


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


async def main(count: int) -> None:
    clock = SystemClock()
    now = clock.steady_ms()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = SqliteMessageStore(Path(folder), clock=clock, metrics=Metrics())
        await store.start()
        begun = time.perf_counter()
        known = await fill(store, count, now)
        size = size_of(Path(folder)) / 2**20
        print(f"{count:,} messages stored in {time.perf_counter() - begun:.0f} s, {size:,.0f} MiB")
        dice = random.Random(2)
        everything: list[float] = []
        for query in QUERIES:
            waits: list[float] = []
            found = 0
            ended = 0

            async def ask(query: str = query, waits: list[float] = waits) -> None:
                nonlocal found, ended
                for _ in range(ROUNDS):
                    one = dice.choice(known)
                    typed = query.format(number=one.to, id=one.id, n=dice.randrange(count))
                    before = dice.choice(known).id if dice.random() < 0.5 and "{" not in query else 0
                    begun = time.perf_counter()
                    page = await store.search(ACCOUNT, wanted(typed, now), before=before)
                    waits.append(time.perf_counter() - begun)
                    found += len(page.messages)
                    ended += page.ended

            longest = await held_up(ask)
            waits.sort()
            everything += waits
            middle, high = (waits[ROUNDS * share // 100] * 1e3 for share in (50, 95))
            print(
                f"{query or '(all)':<54} p50 {middle:6.1f} ms  p95 {high:6.1f} ms  found {found / ROUNDS:4.0f}  "
                f"to the end {ended * 100 // ROUNDS:3} %  loop held {longest * 1e3:4.1f} ms"
            )
        everything.sort()
        print(f"all together: p95 {everything[len(everything) * 95 // 100] * 1e3:.1f} ms (aim 200 ms)")
        for query, width in (("", 120), ("status:failed", 120)):
            last = now // 60_000
            begun = time.perf_counter()
            rows = await store.minutes(ACCOUNT, wanted(query, now), last - 7 * 1_440, last, width)
            print(f"counts of a week, {query or 'all'}: {(time.perf_counter() - begun) * 1e3:.1f} ms, {len(rows)} rows")
        await store.close()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--messages", type=int, default=100_000)
    uvloop.run(main(arguments.parse_args().messages))
