"""If this fails, receipts that nobody waits for fill the disk, or the store is kept busy with forgetting them."""

import asyncio

import pytest

from heliograph.delivery import orphans
from heliograph.delivery.orphans import BATCH, OrphanSweep
from heliograph.store.orphans import NoOrphans
from heliograph.store.port import Unavailable


class Clock:
    def utc_ms(self) -> int:
        return 1_000_000

    def steady_ms(self) -> int:
        return 1_000_000


class Store(NoOrphans):
    """Has so many to forget, and fails once."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.calls: list[tuple[int, int]] = []
        self.fails = True
        self.empty = asyncio.Event()

    async def forget_orphans(self, before: int, limit: int) -> int:
        if self.fails:
            self.fails = False
            raise Unavailable("busy")
        self.calls.append((before, limit))
        forgotten = min(limit, self.left)
        self.left -= forgotten
        if not self.left:
            self.empty.set()
        return forgotten


async def test_they_are_forgotten_in_batches_until_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(orphans, "LOOK_SECONDS", 0)
    store = Store(2 * BATCH + 1)
    sweep = OrphanSweep(store, Clock(), kept_ms=400_000)
    sweep.start()
    async with asyncio.timeout(10):
        await store.empty.wait()
    await sweep.stop()
    assert store.calls[:3] == [(600_000, BATCH)] * 3


async def test_one_that_never_began_ends() -> None:
    await OrphanSweep(Store(0), Clock(), 1).stop()
