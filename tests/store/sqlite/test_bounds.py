"""If this fails, a server takes messages until its memory or its disk is full, and then loses what it took."""

import asyncio
import os

import pytest

from heliograph.sms.message import State
from heliograph.store.conversions import Conversion, ConversionRate
from heliograph.store.port import Unavailable
from heliograph.store.sqlite import Bounds
from heliograph.store.sqlite.bounds import Room

OTHER_ACCOUNT = "2000000000000002"


@pytest.fixture
async def bounded(world):
    """The world's store again, under other bounds."""

    async def reopen(**bounds):
        await world.store.close()
        world.bounds = Bounds(**{"disk_free_bytes_min": 0, "account_share": 1.0, **bounds})
        await world.begin()
        return world

    return reopen


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, Unavailable)]


async def test_calls_that_wait_are_counted_and_those_above_the_bound_refused(bounded, together):
    world = await bounded(waiting_commands_max=10)
    answers = await together(*(world.accepted() for _ in range(15)))
    assert len(refusals(answers)) == 5
    assert world.figure("heliograph_store_refused_total") == 5
    await world.accepted()


async def test_conversions_that_wait_are_bounded_too(bounded, together):
    world = await bounded(waiting_commands_max=10)
    said = Conversion(1, "1", 1, True, 5, 6)
    rate = ConversionRate("1", 1, 5, 0.5, 6)
    answers = await together(
        *(world.store.convert(said) for _ in range(8)), *(world.store.convert_rate(rate) for _ in range(8))
    )
    assert len(refusals(answers)) == 6
    await world.store.convert(said)


async def test_octets_that_wait_are_counted(bounded, together):
    world = await bounded(waiting_bytes_max=100_000)
    body = world.body("x" * 10_000)
    answers = await together(*(world.store.accept([(world.message(), body)]) for _ in range(5)))
    assert len(refusals(answers)) == 3


async def test_settlements_and_receipts_are_never_refused(bounded, together):
    world = await bounded(waiting_commands_max=1)
    message = await world.submitted("c-1")
    answers = await together(world.accepted(), *(world.store.receipts([world.receipt("c-1")]) for _ in range(5)))
    assert refusals(answers) == []
    assert await world.state(message) is State.DELIVERED


async def test_a_wait_that_no_client_would_sit_out_is_refused(bounded, together):
    world = await bounded(wait_seconds_max=1e-9)
    await world.accepted()
    answers = await together(*(world.accepted() for _ in range(3)))
    assert len(refusals(answers)) == 2
    assert "a commit would take" in str(refusals(answers)[0])


async def test_a_lane_that_does_not_drain_takes_no_more_and_the_others_do(bounded):
    world = await bounded(lane_backlog_max=3)
    await world.accepted(segments=3)
    with pytest.raises(Unavailable, match="net-one"):
        await world.accepted()
    await world.accepted(lane="net-two")
    await world.claim(1)
    await world.accepted()
    await world.restart()
    with pytest.raises(Unavailable, match="net-one"):
        await world.accepted()


async def test_a_disk_that_is_nearly_full_takes_no_more(bounded, monkeypatch):
    world = await bounded(disk_free_bytes_min=2**20)
    found = os.statvfs(world.folder)
    blocks = {"free": 1}

    class Disk:
        f_frsize = found.f_frsize

        @property
        def f_bavail(self):
            return blocks["free"]

    monkeypatch.setattr("heliograph.store.sqlite.bounds.os.statvfs", lambda _path: Disk())
    world.advance(1_000)
    with pytest.raises(Unavailable, match="MiB free"):
        await world.accepted()
    assert "MiB free" in world.store.trouble()
    blocks["free"] = 2**20
    with pytest.raises(Unavailable):
        await world.accepted()
    world.advance(1_000)
    await world.accepted()
    assert world.store.trouble() == ""


def test_the_disk_is_asked_at_most_once_a_second(tmp_path, monkeypatch):
    asked = []
    real = os.statvfs(tmp_path)
    monkeypatch.setattr("heliograph.store.sqlite.bounds.os.statvfs", lambda path: asked.append(path) or real)
    room = Room(tmp_path, Bounds())
    for now in (5_000, 5_001, 5_999, 6_000, 6_500):
        assert room.free_bytes(now) == real.f_bavail * real.f_frsize
    assert len(asked) == 2


async def test_what_waits_no_longer_counts_no_longer(bounded):
    world = await bounded(waiting_commands_max=5, waiting_bytes_max=50_000)
    for _ in range(20):
        waiting = [asyncio.ensure_future(world.accepted()) for _ in range(5)]
        await asyncio.gather(*waiting)
    assert (world.store._commits.commands, world.store._commits.rows, world.store._commits.octets) == (0, 0, 0)


async def test_one_account_takes_its_share_of_the_calls_and_leaves_the_rest(bounded, together):
    world = await bounded(waiting_commands_max=10, account_share=0.5)
    answers = await together(
        *(world.accepted() for _ in range(8)), *(world.accepted(account=OTHER_ACCOUNT) for _ in range(4))
    )
    assert [isinstance(answer, Unavailable) for answer in answers] == [False] * 5 + [True] * 3 + [False] * 4
    assert "calls of the account" in str(answers[5])
    await world.accepted()


async def test_one_account_takes_its_share_of_the_octets(bounded, together):
    world = await bounded(waiting_bytes_max=200_000, account_share=0.5)
    body = world.body("x" * 10_000)
    calls = [world.store.accept([(world.message(), body)]) for _ in range(4)]
    other = world.store.accept([(world.message(account=OTHER_ACCOUNT), body)])
    assert len(refusals(await together(*calls))) == 2
    await other


async def test_one_account_takes_its_share_of_a_lane_and_others_have_room(bounded):
    world = await bounded(lane_backlog_max=10, account_share=0.5)
    await world.accepted(segments=5)
    with pytest.raises(Unavailable, match="its share is 5"):
        await world.accepted()
    await world.accepted(account=OTHER_ACCOUNT, segments=5)
    with pytest.raises(Unavailable, match="its bound is 10"):
        await world.accepted(account="3000000000000003")
    await world.claim(2)
    await world.accepted()


async def drained(world, *, seconds, per_second):
    """Let the carrier take so many a second, one second at a time."""
    for _ in range(seconds):
        await world.claim(per_second)
        world.advance(1_000)


async def test_what_would_come_too_late_is_refused_and_what_goes_before_is_not(bounded):
    world = await bounded()
    await world.accepted(segments=255, priority=2)
    await drained(world, seconds=40, per_second=4)
    soon = world.clock.now + 10_000
    with pytest.raises(Unavailable, match="valid for 10 s"):
        await world.accepted(priority=2, validity_until=soon)
    assert world.figure("heliograph_store_refused_total") == 1
    await world.accepted(priority=2, validity_until=world.clock.now + 60_000)
    await world.accepted(priority=0, validity_until=soon)
    await world.accepted(priority=2, account=OTHER_ACCOUNT, validity_until=soon)
    await world.accepted(lane="net-two", priority=2, validity_until=soon)


async def test_a_lane_that_stands_still_takes_messages_to_its_bound(bounded):
    world = await bounded()
    await world.accepted(segments=255)
    await drained(world, seconds=40, per_second=4)
    world.advance(11_000)
    await world.accepted(validity_until=world.clock.now + 1_000)
