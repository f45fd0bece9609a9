"""If this fails, an account sends more than its limits allow, or is refused what it may still send.

What counters say is held against the messages that are stored, through failures of every step and ends of the process.
"""

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heliograph.sms.message import State
from heliograph.store.holds import Hold, Limit
from heliograph.store.port import IdTaken, Nonce, Unavailable

ACCOUNT = "1000000000000001"
MINUTE = 60_000


def day(world, most: int, subject: str = "", limit: Limit = Limit.DAY, length: int = MINUTE) -> Hold:
    return Hold(limit, subject, most, world.clock.now + length)


async def send(world, *holds: Hold, message=None, nonce=None):
    """The refusals of an accept of one message."""
    message = message or world.message()
    return await world.store.accept([(message, world.body())], nonce, [holds])


async def test_the_message_over_the_limit_is_not_there_and_the_others_are(world):
    assert await send(world, day(world, 2)) == {}
    assert await send(world, day(world, 2)) == {}
    over = world.message()
    assert await send(world, day(world, 2), message=over) == {0: Limit.DAY}
    assert await world.store.get(ACCOUNT, over.id) is None
    assert len(await world.claim()) == 2
    assert await world.store.used(ACCOUNT, Limit.DAY) == 2
    assert world.figure("heliograph_sends_refused_total") == 1


async def test_limits_count_by_account_kind_and_subject(world):
    assert await send(world, day(world, 1, "A")) == {}
    assert await send(world, day(world, 1, "B")) == {}
    assert await send(world, day(world, 1, "A", Limit.MONTH)) == {}
    assert await send(world, day(world, 1, "A"), message=world.message(account="2")) == {}
    assert await send(world, day(world, 1, "A")) == {0: Limit.DAY}


async def test_a_refused_message_takes_nothing_from_its_other_limits(world):
    await send(world, day(world, 5), day(world, 1, "HK", Limit.COUNTRY_DAY))
    assert await send(world, day(world, 5), day(world, 1, "HK", Limit.COUNTRY_DAY)) == {0: Limit.COUNTRY_DAY}
    assert await world.store.used(ACCOUNT, Limit.DAY) == 1


async def test_of_a_batch_those_that_fit_are_taken_in_their_order(world):
    request = [world.message(request_id="batch", to=f"8526123450{n}") for n in range(4)]
    held = [[day(world, 2), day(world, 1, m.to[-1:] if n else "x", Limit.RECIPIENT_DAY)] for n, m in enumerate(request)]
    held[1][1] = held[0][1]
    refused = await world.store.accept([(m, world.body()) for m in request], None, held)
    assert refused == {1: Limit.RECIPIENT_DAY, 3: Limit.DAY}
    assert {claim.message.id for claim in await world.claim()} == {request[0].id, request[2].id}


async def test_calls_of_one_tick_see_what_those_before_them_took(world, together):
    answers = await together(*(send(world, day(world, 3)) for _ in range(8)))
    assert [bool(answer) for answer in answers] == [False] * 3 + [True] * 5
    assert len(await world.claim()) == 3


async def test_a_window_begins_with_its_first_message_and_ends_when_that_said(world):
    assert await send(world, day(world, 1)) == {}
    world.advance(MINUTE - 1)
    assert await send(world, day(world, 1)) == {0: Limit.DAY}
    world.advance(1)
    assert await world.store.used(ACCOUNT, Limit.DAY) == 0
    assert await send(world, day(world, 1)) == {}


async def test_a_repeat_counts_once(world, together):
    message = world.message()
    assert await together(*(send(world, day(world, 1), message=message) for _ in range(2))) == [{}, {}]
    assert await send(world, day(world, 1), message=message) == {}
    assert await world.store.used(ACCOUNT, Limit.DAY) == 1
    assert len(await world.claim()) == 1


async def test_a_call_whose_id_is_taken_counts_nothing(world, together):
    first = await world.accepted()
    stolen = [world.message(id=first.id), world.message()]
    twice = world.message()
    answers = await together(
        send(world, day(world, 9), message=stolen[0]),
        send(world, day(world, 9), message=twice),
        send(world, day(world, 9), message=msgspec.structs.replace(stolen[1], id=twice.id)),
        world.accept(world.message(id=first.id)),
    )
    assert [type(answer) for answer in answers] == [IdTaken, dict, IdTaken, IdTaken]
    assert await world.store.used(ACCOUNT, Limit.DAY) == 1


async def test_the_nonce_of_a_refused_call_is_burnt(world):
    await send(world, day(world, 1))
    await send(world, day(world, 1), nonce=Nonce("key", "nonce", world.clock.now + 9_000))
    assert [nonce.value for nonce in await world.store.used_nonces()] == ["nonce"]


async def test_counts_outlive_the_process(world):
    await send(world, day(world, 2))
    await world.restart()
    assert [await send(world, day(world, 2)) for _ in range(2)] == [{}, {0: Limit.DAY}]


async def test_holds_are_one_list_for_each_message(world):
    with pytest.raises(ValueError, match="holds"):
        await world.store.accept([(world.message(), world.body())], None, [[], []])


async def test_windows_that_have_ended_are_removed_as_new_ones_begin(world):
    for minute in range(50):
        for number in range(4):
            await send(world, day(world, 1, f"{minute}-{number}", Limit.RECIPIENT_MINUTE))
        world.advance(MINUTE)
    rows = _rows(world)
    assert len(rows) <= 12, "of two hundred recipients only the last ones are left"


async def test_an_accept_without_holds_reads_and_writes_none_of_it(world):
    await world.store.close()
    with contextlib.closing(sqlite3.connect(world.folder / "messages.sqlite3")) as file:
        file.executescript("DROP TABLE usage; DROP TABLE balance; ALTER TABLE blocked RENAME TO elsewhere")
        file.executescript("CREATE TABLE blocked (account TEXT); CREATE TABLE balance (account TEXT)")
    await world.begin()
    assert await world.store.accept([(world.message(), world.body())]) == {}


async def test_what_is_withdrawn_is_given_back(world):
    world.crash_points = Failing("committed", "reopen")
    await world.restart()
    with pytest.raises(Unavailable):
        await send(world, day(world, 1))
    world.advance(1_000)
    assert await send(world, day(world, 1)) == {}
    assert world.figure("heliograph_withdrawn_total") == 1
    assert await world.store.used(ACCOUNT, Limit.DAY) == 1


async def test_what_is_withdrawn_after_several_tries_is_given_back_once(world):
    """Opening the file anew fails twice before the withdrawal can be made."""
    failing = Failing()
    world.crash_points = failing
    await world.restart()
    await send(world, day(world, 3))
    failing.again("committed", "reopen", "confirm")
    with pytest.raises(Unavailable):
        await send(world, day(world, 3))
    for _ in range(4):
        world.advance(1_000)
        with contextlib.suppress(Unavailable):
            await world.claim()
    assert await world.store.used(ACCOUNT, Limit.DAY) == 1


async def test_a_refusal_is_not_told_where_its_commit_is_not_known(world):
    failing = Failing()
    world.crash_points = failing
    await world.restart()
    await send(world, day(world, 1))
    failing.again("commit")
    with pytest.raises(Unavailable):
        await send(world, day(world, 1))


class Failing:
    """Raises once at each of the steps named, in any order."""

    def __init__(self, *steps: str) -> None:
        self._steps = list(steps)

    def again(self, *steps: str) -> None:
        self._steps += steps

    def __call__(self, step: str) -> None:
        if step in self._steps:
            self._steps.remove(step)
            raise OSError(f"failed at {step}")


class Dead(BaseException):
    """The end of the process."""


def _rows(world) -> list[tuple[str, str, int, int]]:
    with contextlib.closing(sqlite3.connect(Path(world.folder) / "messages.sqlite3")) as file:
        return file.execute("SELECT kind, subject, ends_at, used FROM usage").fetchall()


MONEY, PRICE = 40, 3
LIMITS = (Limit.DAY, Limit.COUNTRY_DAY, Limit.BALANCE)
STEPS = ("begin", "accept", "claim", "commit", "committed", "reopen", "confirm")
FAILURES = st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), max_size=2)
HISTORY = st.lists(
    st.tuples(
        st.lists(st.sampled_from("ABC"), min_size=1, max_size=4), st.integers(0, 40_000), FAILURES, st.booleans()
    ),
    max_size=10,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HISTORY)
async def test_counters_are_the_messages_through_failures_and_ends_of_the_process(world, history):
    """Every step: calls of one tick, with failures and a death at any step, a claim or not; then everything is counted.

    The reference is the messages themselves: those of a window that are not cancelled are what its counter says and
    what was paid for, there are never more than the limit, and where nothing failed just those are refused for which
    there was no room.
    """
    await world.store.close()
    for file in world.folder.glob("messages.sqlite3*"):
        file.unlink()
    sent: dict[int, tuple[str, int]] = {}
    pending: list[tuple[str, bool]] = []
    died = asyncio.Event()

    def point(step: str) -> None:
        for at, (wanted, deadly) in enumerate(pending):
            if wanted == step:
                del pending[at]
                if deadly:
                    died.set()
                raise Dead if deadly else OSError(step)

    world.crash_points = point
    await world.begin()
    await world.store.add_balance(ACCOUNT, MONEY, "bill-1")
    live: dict[tuple[str, int], int] = {}
    for subjects, gap, failures, claims in history:
        world.advance(gap)
        ends_at = (world.clock.now // MINUTE + 1) * MINUTE
        calls = []
        for subject in subjects:
            message = world.message(request_id=f"r-{len(sent)}", validity_until=world.clock.now + 10**9)
            sent[message.id] = subject, ends_at
            holds = [
                Hold(Limit.DAY, "", 5, ends_at),
                Hold(Limit.COUNTRY_DAY, subject, 2, ends_at),
                Hold(Limit.BALANCE, "", 0, 0, PRICE),
            ]
            calls.append((message, holds))
        pending[:] = failures
        answers = await _in_one_tick(world, calls, claims, died)
        if not failures:
            assert answers == _judged(subjects, live, ends_at)
        pending.clear()
        if not world.store._open:
            await world.begin()
        await _settled(world)
        live = await _check(world, sent, ends_at)


async def _in_one_tick(world, calls, claims: bool, died: asyncio.Event) -> list[object]:
    """Make the calls together; where the process dies over them, the folder is left as it was then.

    Returns what each accept answered; nothing where the process died.
    """
    made = [world.store.accept([(message, world.body())], None, [holds]) for message, holds in calls]
    if claims:
        made.append(world.store.claim("net-one", "owner", 2))
    answered = asyncio.gather(*made, return_exceptions=True)
    death = asyncio.ensure_future(died.wait())
    await asyncio.wait({answered, death}, return_when=asyncio.FIRST_COMPLETED)
    death.cancel()
    if died.is_set():
        died.clear()
        world.store.abandon()
        answered.cancel()
        return []
    return (await answered)[: len(calls)]


def _judged(subjects: list[str], live: dict[tuple[str, int], int], window: int) -> list[object]:
    """What the accepts of one tick must answer, in ten lines: `live` has the messages there were before."""
    count = {subject: live.get((subject, window), 0) for subject in ("", *subjects)}
    money = MONEY - PRICE * sum(number for (subject, _), number in live.items() if subject == "")
    answers: list[object] = []
    for subject in subjects:
        full = (count[""] >= 5, count[subject] >= 2, money < PRICE)
        answers.append({} if not any(full) else {0: LIMITS[full.index(True)]})
        if not any(full):
            count[""], count[subject], money = count[""] + 1, count[subject] + 1, money - PRICE
    return answers


async def _settled(world) -> None:
    """Let a store that failed put things right."""
    for _ in range(3):
        world.advance(300)
        with contextlib.suppress(Unavailable):
            await world.store.wake(1)


async def _check(world, sent, ends_at: int) -> dict[tuple[str, int], int]:
    """The messages that are there by subject and window, held against the counters and the money."""
    live: dict[tuple[str, int], int] = {}
    for message_id, (subject, window) in sent.items():
        found = await world.store.get(ACCOUNT, message_id)
        if found is not None and found.message.segments[0].verdict is not State.CANCELLED:
            live[subject, window] = live.get((subject, window), 0) + 1
            live["", window] = live.get(("", window), 0) + 1
    assert all(count <= (5 if subject == "" else 2) for (subject, _), count in live.items())
    counted = {(subject, window): used for _, subject, window, used in _rows(world) if used}
    assert counted.items() <= live.items()
    assert {key for key in live if key[1] == ends_at} <= counted.keys()
    assert await world.store.balance(ACCOUNT) == MONEY - PRICE * sum(
        n for (subject, _), n in live.items() if not subject
    )
    return live
