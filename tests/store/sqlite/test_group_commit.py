"""If this fails, a failing disk loses messages, or one kind of call takes the others down with it."""

import asyncio
import sqlite3
from collections import Counter

import pytest

from heliograph.sms.message import State
from heliograph.store.port import IdTaken, Inbound, Unavailable

PATIENCE = 30.0
LANE = "net-one"
KINDS = ("settle", "receipts", "wake", "accept", "claim", "inbound")


class Faults:
    """Fails chosen steps, so many times each, and remembers the order of all."""

    def __init__(self) -> None:
        self.left: Counter[str] = Counter()
        self.steps: list[str] = []
        self.error: type[BaseException] = sqlite3.OperationalError

    def fail(self, *steps: str, times: int = 1) -> None:
        self.left.update(dict.fromkeys(steps, times))

    def __call__(self, step: str) -> None:
        self.steps.append(step)
        if self.left[step] > 0:
            self.left[step] -= 1
            raise self.error("disk I/O error")


@pytest.fixture
async def faults(world):
    """The world's store again, with steps that fail on demand."""
    await world.store.close()
    world.crash_points = made = Faults()
    await world.begin()
    return made


class Everything:
    """A world in which each kind of call has something to do."""

    async def prepare(self, world):
        self.world = world
        self.submitted = await world.submitted("c-1")
        self.doubt = await world.doubted(to="85269999999")
        self.expiring = await world.accepted(due=world.clock.now + 9_000, validity_until=world.clock.now + 4_000)
        self.waiting = await world.accepted()
        world.advance(4_000)
        self.new = world.message()

    def calls(self):
        world = self.world
        return {
            "accept": world.accept(self.new),
            "claim": world.claim(1),
            "wake": world.store.wake(10),
            "inbound": world.store.inbound([Inbound(LANE, "k", world.clock.now, b"pdu")]),
            "settle": world.settle(self.doubt, world.ok("c-2")),
            "receipts": world.store.receipts([world.receipt("c-1")]),
        }

    async def done(self):
        """The kinds that have done their work."""
        world = self.world
        kinds = {
            "accept": await world.store.get(self.new.account, self.new.id) is not None,
            "claim": await world.state(self.waiting) is State.SUBMITTING,
            "wake": await world.state(self.expiring) is State.EXPIRED,
            "inbound": world.figure("heliograph_inbound_stored_total") == 1,
            "settle": await world.state(self.doubt) is State.SUBMITTED,
            "receipts": await world.state(self.submitted) is State.DELIVERED,
        }
        return {kind for kind, done in kinds.items() if done}


@pytest.fixture
async def everything(world, faults):
    made = Everything()
    await made.prepare(world)
    return made


async def test_one_transaction_carries_every_kind_what_carriers_said_first(world, together, faults, everything):
    faults.steps.clear()
    answers = await together(*everything.calls().values())
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert faults.steps == ["begin", *KINDS, "commit", "committed"]
    assert await everything.done() == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_kind_that_fails_does_not_sink_the_others(together, faults, everything, kind):
    # Responses and receipts are written together first, and where that fails each for itself.
    faults.fail(kind, times=2 if kind in ("settle", "receipts") else 1)
    calls = everything.calls()
    answers = dict(zip(calls, await together(*calls.values()), strict=True))
    assert {name for name, answer in answers.items() if isinstance(answer, Exception)} == {kind}
    assert isinstance(answers[kind], Unavailable)
    assert await everything.done() == set(KINDS) - {kind}


@pytest.mark.parametrize("kind", ["settle", "receipts"])
async def test_what_carriers_said_is_tried_apart_where_it_fails_together(together, faults, everything, kind):
    faults.fail(kind)
    answers = await together(*everything.calls().values())
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert await everything.done() == set(KINDS)


@pytest.mark.parametrize("step", ["begin", "commit"])
async def test_a_transaction_that_fails_has_done_nothing_and_may_be_repeated(together, faults, everything, step):
    faults.fail(step)
    answers = await together(*everything.calls().values())
    assert [type(answer) for answer in answers] == [Unavailable] * len(KINDS)
    assert await everything.done() == set()
    answers = await together(*everything.calls().values())
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert await everything.done() == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_failed_can_be_done_again(world, together, faults, kind):
    await world.accepted()
    old = await world.submitted("c-1")
    new = world.message()
    calls = {
        "accept": lambda: world.accept(new),
        "claim": world.claim,
        "wake": lambda: world.store.wake(10),
        "inbound": lambda: world.store.inbound([Inbound(LANE, "k", world.clock.now, b"pdu")]),
        "settle": lambda: world.settle(old, world.ok("c-1")),
        "receipts": lambda: world.store.receipts([world.receipt("c-1")]),
    }
    faults.fail(kind)
    with pytest.raises(Unavailable):
        await calls[kind]()
    await calls[kind]()


@pytest.mark.parametrize("step", ["begin", "commit"])
async def test_a_transaction_that_fails_has_not_happened(world, faults, step):
    message = world.message()
    faults.fail(step)
    with pytest.raises(Unavailable):
        await world.accept(message)
    assert await world.store.get(message.account, message.id) is None
    assert world.store.trouble() == ""
    await world.accept(message)
    assert [claim.message.id for claim in await world.claim()] == [message.id]


async def test_a_commit_that_came_through_though_it_seemed_to_fail_is_answered_as_done(world, faults):
    message = world.message()
    faults.fail("committed")
    await world.accept(message)
    assert await world.state(message) is State.ACCEPTED
    assert len(await world.claim()) == 1


async def test_of_a_commit_that_came_through_each_call_gets_its_own_answer(world, together, faults):
    first = await world.accepted()
    new, taken = world.message(), world.message(id=first.id)
    faults.fail("committed")
    answers = await together(world.accept(new), world.accept(taken), world.settle(first, world.ok("x")))
    assert [type(answer) for answer in answers] == [type(None), IdTaken, Unavailable]


async def test_what_was_claimed_for_nobody_is_released_not_doubted(world, faults):
    message = await world.accepted()
    faults.fail("committed")
    with pytest.raises(Unavailable):
        await world.claim()
    assert await world.state(message) is State.ACCEPTED
    assert [claim.attempt for claim in await world.claim()] == [2]
    assert world.figure("heliograph_messages_in_doubt_total") == 0


@pytest.mark.parametrize("step", ["reopen", "confirm"])
async def test_an_accept_answered_with_an_error_is_withdrawn_before_anything_is_claimed(world, faults, step):
    kept, withdrawn = await world.accepted(), world.message()
    faults.fail("committed", step)
    with pytest.raises(Unavailable):
        await world.accept(withdrawn)
    assert world.store.trouble()
    with pytest.raises(Unavailable):
        await world.store.get(kept.account, kept.id)
    with pytest.raises(Unavailable):
        await world.claim()
    world.advance(1_000)
    assert [claim.message.id for claim in await world.claim()] == [kept.id]
    assert await world.state(withdrawn) is State.CANCELLED
    assert world.figure("heliograph_withdrawn_total") == 1
    assert world.store.trouble() == ""


async def test_what_was_withdrawn_may_be_brought_again_under_a_new_id(world, faults):
    withdrawn = world.message()
    faults.fail("committed", "reopen")
    with pytest.raises(Unavailable):
        await world.accept(withdrawn)
    world.advance(1_000)
    again = await world.accepted()
    assert [claim.message.id for claim in await world.claim()] == [again.id]


async def test_while_it_cannot_be_opened_everything_is_unavailable_and_then_all_goes_on(world, together, faults):
    message = await world.submitted("c-1")
    faults.fail("commit", times=1)
    faults.fail("reopen", times=3)
    with pytest.raises(Unavailable):
        await world.store.receipts([world.receipt("c-1")])
    for _ in range(2):
        world.advance(1_000)
        answers = await together(world.store.receipts([world.receipt("c-1")]), world.claim(), world.store.wake(1))
        assert [type(answer) for answer in answers] == [Unavailable] * 3
    world.advance(1_000)
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.DELIVERED


async def test_the_end_of_the_process_answers_nobody_and_the_next_one_goes_on(world, faults):
    class End(BaseException):
        pass

    loop = asyncio.get_running_loop()
    first, second = world.message(), world.message()
    for step, message in (("commit", first), ("committed", second)):
        faults.error = End
        faults.fail(step)
        ended = loop.create_future()
        loop.set_exception_handler(lambda _loop, context: ended.set_result(context["exception"]))  # noqa: B023
        call = asyncio.ensure_future(world.accept(message))
        assert isinstance(await asyncio.wait_for(ended, PATIENCE), End)
        assert not call.done()
        call.cancel()
        await world.restart()
    assert await world.store.get(first.account, first.id) is None
    assert await world.state(second) is State.ACCEPTED


async def test_callers_of_one_tick_share_a_commit(world, together):
    before = world.figure("heliograph_store_commits_total")
    await together(*(world.accepted() for _ in range(200)))
    assert world.figure("heliograph_store_commits_total") - before == 1
    assert world.figure("heliograph_store_rows_total") == 200


async def test_a_call_that_takes_what_is_there_counts_as_what_it_took(world):
    """Else a claim of nothing looks like a window full: commits seem quick, and the WAL long."""
    await world.accepted()
    before = world.figure("heliograph_store_rows_total")
    assert len(await world.claim(500)) == 1
    assert await world.store.take("nobody", 500, 1_000) == []
    assert await world.store.wake(500) == 0
    assert await world.store.forget_orphans(0, 500) == 0
    assert await world.store.redrive("nobody", limit=500) == 0
    assert await world.store.forget("nobody", 500) == 0
    assert (await world.store.reroute(LANE, 500)).moved == 0
    assert world.figure("heliograph_store_rows_total") - before == 1


async def test_more_than_one_transaction_should_hold_is_several(world, together):
    before = world.figure("heliograph_store_commits_total")
    await together(*(world.accepted() for _ in range(2_500)))
    assert world.figure("heliograph_store_commits_total") - before == 3
    assert world.figure("heliograph_queue_depth") == 2_500


async def test_a_hook_that_breaks_stops_nothing(world):
    def broken(lane: str) -> None:
        raise RuntimeError(lane)

    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    world.store._on_work = broken
    await world.accepted()
    await world.accepted()
    assert len(await world.claim()) == 2


async def test_the_write_ahead_log_is_moved_into_the_file_while_it_grows(world, together):
    for _ in range(40):
        await together(*(world.accepted() for _ in range(1_000)))
        await asyncio.sleep(0)  # Where it is moved by another thread, its end is told to the loop.
    await world.accepted()
    assert world.figure("heliograph_store_seconds_total") > 0
    assert (world.folder / "messages.sqlite3").stat().st_size > 4 * 2**20
    assert (world.folder / "messages.sqlite3-wal").stat().st_size < 64 * 2**20, "it is begun anew, and so is bounded"
