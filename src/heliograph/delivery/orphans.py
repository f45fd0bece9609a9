"""Forgets receipts that have matched no message for days, a few at a time, so that the store does not grow for ever."""

import asyncio

import structlog

from heliograph.sms.clock import Clock
from heliograph.store.orphans import Orphans
from heliograph.store.port import Unavailable

log = structlog.get_logger(__name__)

#: How many in one transaction, and the pause between two, so that nothing waits for it.
BATCH = 200
PAUSE_SECONDS = 1.0

#: How often it is looked whether there are any.
LOOK_SECONDS = 600.0


class OrphanSweep:
    """Runs beside delivery."""

    def __init__(self, store: Orphans, clock: Clock, kept_ms: int) -> None:
        self._store = store
        self._clock = clock
        self._kept_ms = kept_ms
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, on the running loop."""
        self._running = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """End; what is left is forgotten after the next start."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def _run(self) -> None:
        while True:
            try:
                forgotten = await self._store.forget_orphans(self._clock.utc_ms() - self._kept_ms, BATCH)
            except Unavailable:
                forgotten = 0
            if forgotten:
                log.info("receipts that matched no message are forgotten", count=forgotten)
            await asyncio.sleep(PAUSE_SECONDS if forgotten == BATCH else LOOK_SECONDS)
