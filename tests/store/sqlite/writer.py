"""A process of its own that owns a store: reads `accept N` or `forever N` from standard input, answers a line each."""

import asyncio
import itertools
import sys
from pathlib import Path

from heliograph.clock import SystemClock
from heliograph.sms.message import Body, Life, Message, Segment
from heliograph.sms.message_id import MessageIds
from heliograph.store.port import Unavailable
from heliograph.store.sqlite import Bounds, SqliteMessageStore
from heliograph.telemetry.metrics import Metrics

ACCOUNT = "1000000000000001"


async def main(folder: Path, mode: str, claims: bool) -> None:
    clock = SystemClock()
    store = SqliteMessageStore(folder, clock=clock, metrics=Metrics(), mode=mode, bounds=Bounds(disk_free_bytes_min=0))
    recovery = await store.start()
    ids = MessageIds(clock, floor=recovery.id_floor)
    numbers = itertools.count()
    print("ready", flush=True)

    async def accept() -> str:
        now = clock.steady_ms()
        message = Message(
            ids.next(), ACCOUNT, f"request-{next(numbers)}", "85261234567", "net-one", 1, now, now + 86_400_000,
            Life((Segment(1, due=now),)), now + 86_400_000,
        )  # fmt: skip
        try:
            await store.accept([(message, Body("x" * 200))])
        except Unavailable:
            return f"-{message.id}"
        # Written at once, as an HTTP reply is: what stands here was promised.
        print(f"ok {message.id}", flush=True)
        return f"+{message.id}"

    async def forever() -> None:
        while True:
            await accept()
            if claims:
                await store.claim("net-one", "writer", 1)

    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command, _, count = line.strip().partition(" ")
        if command == "accept":
            answers = await asyncio.gather(*(accept() for _ in range(int(count))))
            print("answers", *answers, flush=True)
        elif command == "forever":
            await asyncio.gather(*(forever() for _ in range(int(count))))
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], "claims" in sys.argv[3:]))
