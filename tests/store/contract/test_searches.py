"""If these fail, somebody looks for a message that is there and is told that there is none."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heliograph.sms.message import State, summarise
from heliograph.sms.search.figures import is_counted
from heliograph.sms.search.grammar import Search, read_search
from heliograph.sms.search.match import Wanted, wanted_of
from heliograph.store.port import Stored, Unavailable
from searched_messages import ACCOUNT, messages, minute_of, searches

NOON = 1_795_521_600_000
OFFSET = 480


def wanted(query: str) -> Wanted:
    search = read_search(query)
    assert isinstance(search, Search)
    return wanted_of(search, NOON, OFFSET)


def naive(held: list[Stored], one: Wanted) -> list[int]:
    """What a person would find who looks at every message."""
    is_meant = one.judge()
    own = [stored for stored in held if stored.message.account == ACCOUNT]
    return sorted((s.message.id for s in own if is_meant(s.message, s.body)), reverse=True)


async def walked(
    world, one: Wanted, *, limit: int = 7, examined_max: int = 10_000, pages_max: int = 0, **where: int
) -> list[int]:
    """All pages of a search from the top, or from `after` upwards."""
    found, mark = [], dict(where)
    for _ in range(pages_max or 10_000):
        page = await world.store.search(ACCOUNT, one, limit=limit, examined_max=examined_max, **mark)
        ids = [stored.message.id for stored in page.messages]
        assert ids == sorted(ids, reverse=True)
        assert len(ids) <= limit
        found += ids[::-1] if "after" in where else ids
        if page.ended or pages_max:
            return found
        assert page.reached
        mark = {"after" if "after" in where else "before": page.reached}
    raise AssertionError("a walk that never ends")


HELD = [Stored(*pair) for pair in messages(random.Random(1), NOON, 70, 20)]
IDS = [stored.message.id for stored in HELD]
BEFORE_ALL = Wanted(0, 1 << 62, ())


async def hold(world) -> None:
    """Put all messages into the store, once."""
    if not await walked(world, BEFORE_ALL, limit=1, pages_max=1):
        for stored in HELD:
            # One call has one account's messages.
            await world.store.accept([(stored.message, stored.body)])


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(searches(NOON, IDS), st.sampled_from([2, 7, 50]), st.sampled_from([3, 13, 10_000]), st.sampled_from(IDS))
async def test_a_search_finds_what_looking_at_every_message_finds(world, search, limit, examined_max, begin):
    await hold(world)
    one = wanted_of(search, NOON, OFFSET)
    expected = naive(HELD, one)
    assert await walked(world, one, limit=limit, examined_max=examined_max) == expected
    newer = [one for one in expected if one > begin]
    assert await walked(world, one, limit=limit, examined_max=examined_max, after=begin) == newer[::-1]
    older = [one for one in expected if one < begin]
    assert await walked(world, one, limit=limit, before=begin) == older


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    searches(NOON, [1]).filter(lambda search: is_counted(wanted_of(search, NOON, OFFSET).terms)),
    st.sampled_from([1, 5, 60]),
    st.integers(0, 9_000),
)
async def test_figures_say_what_counting_every_message_says(world, search, width, begin):
    await hold(world)
    one = Wanted(0, 1 << 62, wanted_of(search, NOON, OFFSET).terms)
    first, last = NOON // 60_000 - 7 * 1_440 + begin, NOON // 60_000
    first -= first % width
    last += width - 1 - last % width
    expected: Counter[tuple[int, str]] = Counter()
    is_meant = one.judge()
    for stored in HELD:
        minute = minute_of(stored.message.id)
        if stored.message.account == ACCOUNT and first <= minute <= last and is_meant(stored.message, stored.body):
            state = summarise(stored.message).state
            expected[minute // width, str(State.ACCEPTED if state is State.SUBMITTING else state)] += 1
    counted = await world.store.minutes(ACCOUNT, one, first, last, width)
    assert {(row.time, row.state): row.messages for row in counted} == expected


async def test_days_are_those_where_the_operator_counts(world):
    await hold(world)
    own = [stored for stored in HELD if stored.message.account == ACCOUNT]
    day = (NOON + 480 * 60_000) // 86_400_000
    counted = await world.store.days_counted(ACCOUNT, wanted(""), day - 40, day, 1)
    assert sum(row.messages for row in counted) == len(own)
    expected = Counter((stored.message.accepted_at + 480 * 60_000) // 86_400_000 for stored in own)
    assert {n: sum(row.messages for row in counted if row.time == n) for n in expected} == expected
    assert await world.store.days_counted(ACCOUNT, wanted(""), day, day - 1, 1) == ()


async def test_a_search_says_how_far_it_looked_and_goes_on_from_there(world):
    ids = [(await world.accepted()).id for _ in range(30)]
    page = await world.store.search(ACCOUNT, wanted("nothing"), examined_max=10)
    assert (page.messages, page.reached, page.ended) == ([], ids[20], False)
    page = await world.store.search(ACCOUNT, wanted("nothing"), before=page.reached, examined_max=1_000)
    assert (page.messages, page.reached, page.ended) == ([], ids[0], True)
    page = await world.store.search(ACCOUNT, wanted("nothing"), before=ids[0])
    assert (page.messages, page.reached, page.ended) == ([], 0, True)


async def test_a_rare_state_is_found_without_looking_at_what_lies_above(world):
    rare = await world.accepted()
    await world.claim()
    await world.settle(rare, world.refused())
    world.advance(600_000)
    for _ in range(40):
        await world.accepted()
    page = await world.store.search(ACCOUNT, wanted("status:rejected"), examined_max=5, limit=5)
    assert [stored.message.id for stored in page.messages] == [rare.id]
    page = await world.store.search(ACCOUNT, wanted("status:delivered"), examined_max=1)
    assert (page.messages, page.ended) == ([], True)


@pytest.mark.parametrize("limit", [0, -1])
async def test_no_page_is_asked_for_and_none_is_given(world, limit):
    await world.accepted()
    page = await world.store.search(ACCOUNT, wanted(""), limit=limit)
    assert (page.messages, page.ended) == ([], True)


async def test_a_search_sees_what_a_call_before_it_has_stored(world):
    for _ in range(20):
        message = await world.accepted()
        page = await world.store.search(ACCOUNT, wanted("hello"), limit=1)
        assert [stored.message.id for stored in page.messages] == [message.id]


async def test_messages_come_while_somebody_searches(world, together):
    for _ in range(50):
        await world.accepted()
    answers = await together(
        *(world.accepted() for _ in range(20)),
        *(world.store.search(ACCOUNT, wanted("nothing"), examined_max=50) for _ in range(20)),
    )
    assert not [one for one in answers if isinstance(one, BaseException)]


async def test_too_many_searches_at_once_are_refused(world, together):
    await world.accepted()
    answers = await together(*(world.store.search(ACCOUNT, wanted("hello")) for _ in range(100)))
    assert any(isinstance(one, Unavailable) for one in answers)
    assert sum(not isinstance(one, Unavailable) for one in answers) >= 64
    assert len((await world.store.search(ACCOUNT, wanted("hello"))).messages) == 1


async def test_a_closed_store_finds_nothing(world):
    await world.accepted()
    one = wanted("hello")
    assert (await world.store.search(ACCOUNT, one)).messages
    await world.store.close()
    with pytest.raises(Unavailable):
        await world.store.search(ACCOUNT, one)
    await world.begin()
    assert (await world.store.search(ACCOUNT, one)).messages


async def test_a_store_that_was_reopened_after_a_failure_is_searched(world, together):
    await world.accepted()
    await world.store.search(ACCOUNT, wanted("hello"))
    await world.store.close()
    failures = ["commit"]

    def fail(step: str) -> None:
        if failures and step == failures[0]:
            failures.clear()
            raise OSError("the disk said no")

    world.crash_points = fail
    await world.begin()
    await together(world.accepted(), world.store.search(ACCOUNT, wanted("hello")))
    assert failures == []
    assert (await world.store.search(ACCOUNT, wanted("hello"))).messages
