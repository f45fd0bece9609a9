"""A carrier network in a process of its own whose mood a test sets: it throttles above a rate, or fails altogether.

`python -m end_to_end.moody_smsc --per-second 40 --mood FILE --ledger FILE`; the file's text is its mood: `well`,
`system-error` or `silent`.
"""

import argparse
import asyncio
import random
import time
from pathlib import Path

from heliograph.clock import SystemClock
from heliograph.simulator.behaviour import DELIVER, Behaviour, Reaction
from heliograph.simulator.server import serve_smsc
from heliograph.simulator.settings import SmscSettings
from heliograph.smpp.pdu import ESME_RSYSERR, ESME_RTHROTTLED

THROTTLED = Behaviour("throttled", command_status=ESME_RTHROTTLED, receipts=())
MOODS = {
    "well": DELIVER,
    "system-error": Behaviour("system error", command_status=ESME_RSYSERR, receipts=()),
    "silent": Behaviour("no response", reaction=Reaction.SILENCE, receipts=()),
}


class Mood:
    """Chooses by the mood, and by how many submit_sm have come in this second."""

    def __init__(self, per_second: int, file: Path) -> None:
        self._per_second, self._file = per_second, file
        self._second = self._count = 0

    def choose(self, destination: str, source: str) -> Behaviour:
        mood = self._file.read_text() if self._file.exists() else "well"
        if mood != "well" or not self._per_second:
            return MOODS[mood]
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._count = second, 0
        self._count += 1
        return DELIVER if self._count <= self._per_second else THROTTLED


async def serve(mood: Mood, ledger: Path) -> None:
    settings = SmscSettings(port=0, ledger=ledger)
    server = await serve_smsc(settings, SystemClock(), random.Random(1), choose=mood.choose)
    print(f"listening on {server.host}:{server.port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--per-second", type=int, default=0)
    arguments.add_argument("--mood", type=Path, required=True)
    arguments.add_argument("--ledger", type=Path, required=True)
    given = arguments.parse_args()
    asyncio.run(serve(Mood(given.per_second, given.mood), given.ledger))
