"""Tests of the loop in virtual time."""

import asyncio

import pytest

from simulation.virtual_loop import Deadlock, VirtualClock, VirtualLoop


def test_an_hour_passes_at_once() -> None:
    loop = VirtualLoop()
    clock = VirtualClock(loop, base_ms=1_000)
    loop.run_until_complete(asyncio.sleep(3_600))
    loop.close()
    assert clock.steady_ms() == pytest.approx(3_601_000, abs=1)


def test_waiting_for_nothing_is_told() -> None:
    loop = VirtualLoop()

    async def wait_for_nothing() -> None:
        await loop.create_future()

    task = loop.create_task(wait_for_nothing())
    with pytest.raises(Deadlock):
        loop.run_until_complete(task)
    task.cancel()
    loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
    loop.close()
