"""The subscriber of the simulated world: takes what is pushed to it, loses some of it, and notes what it was told."""

import asyncio
import json
import random
from collections.abc import Sequence
from typing import Any

from heliograph.push.post import Failed, Reply
from simulation.watch import Watch

#: What it may do with a push while faults last, and how likely it is against the others.
MOODS = {"confirms": 20, "fails": 3, "confirms nothing": 3, "says nothing": 2, "was not reached": 3}

CONFIRMED, WITHOUT_A_CODE = Reply(200, b'{"code":0}'), Reply(200, b"{}")


class Subscriber:
    """A `Post` that ends here; `calm` makes it confirm everything from then on."""

    def __init__(self, loop: Any, source: random.Random, watch: Watch) -> None:
        self.calm = False
        self._loop, self._source, self._watch = loop, source, watch

    async def __call__(
        self, url: Any, addresses: Any, headers: Any, body: bytes, *, timeout_seconds: float, tls: Any = None
    ) -> Reply:
        mood = "confirms" if self.calm else self._source.choices(list(MOODS), list(MOODS.values()))[0]
        self._watch.note(self._loop.time(), f"subscriber {mood}")
        await asyncio.sleep(self._source.random() * 0.3)
        if mood == "was not reached":
            raise Failed("no connection")
        self._told(json.loads(body))
        await asyncio.sleep(self._source.random() * 0.3)
        if mood == "says nothing":
            await asyncio.sleep(timeout_seconds)
            raise Failed("no reply in time")
        return {"confirms": CONFIRMED, "fails": Reply(500, b""), "confirms nothing": WITHOUT_A_CODE}[mood]

    def _told(self, reports: Sequence[dict[str, str]]) -> None:
        for report in reports:
            told = self._watch.told.setdefault(int(report["MessageId"]), [])
            if not told or told[-1] != report["Status"]:
                told.append(report["Status"])
            self._watch.note(self._loop.time(), "told", report["MessageId"], report["Status"])
