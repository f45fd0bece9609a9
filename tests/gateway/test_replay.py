"""If these fail, somebody who overheard a request can send its message again."""

import asyncio
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.gateway.replay import Burnt, NonceTable
from heliograph.http.request import Request
from heliograph.store.port import Nonce, Unavailable

WINDOW = 900_000
NOW = 1_800_000_000_000


def test_a_nonce_works_once() -> None:
    table = NonceTable()
    assert table.burn("key", "nonce", NOW + WINDOW, NOW) is Burnt.FRESH
    assert table.burn("key", "nonce", NOW + WINDOW, NOW) is Burnt.USED
    assert table.burn("key", "nonce", NOW + WINDOW + 5_000, NOW + 5_000) is Burnt.USED, "also under a newer timestamp"


def test_keys_do_not_share_nonces() -> None:
    table = NonceTable()
    assert table.burn("one", "nonce", NOW + WINDOW, NOW) is Burnt.FRESH
    assert table.burn("two", "nonce", NOW + WINDOW, NOW) is Burnt.FRESH


def test_it_is_kept_until_the_requests_own_timestamp_leaves_the_window() -> None:
    table = NonceTable()
    expires_at = NOW + WINDOW
    table.burn("key", "nonce", expires_at, NOW)
    assert table.burn("key", "nonce", expires_at, expires_at) is Burnt.USED, "the last millisecond of the window"
    table.burn("key", "later", expires_at + WINDOW, expires_at + 1_000)
    assert len(table) == 1, "and dropped within a second of it"


def test_what_the_store_remembers_counts_as_used() -> None:
    table = NonceTable()
    table.load([Nonce("key", "nonce", NOW + WINDOW)])
    assert table.burn("key", "nonce", NOW + WINDOW, NOW) is Burnt.USED


def test_a_clock_that_jumps_forward_and_back_lets_nothing_through() -> None:
    table = NonceTable()
    table.burn("key", "nonce", NOW + WINDOW, NOW)
    table.burn("key", "other", NOW + 5 * WINDOW, NOW + 4 * WINDOW)
    assert table.burn("key", "nonce", NOW + WINDOW, NOW) is Burnt.FORGOTTEN


def test_a_full_table_refuses_rather_than_forgets() -> None:
    table = NonceTable(entries_max=2)
    assert table.burn("key", "1", NOW + WINDOW, NOW) is Burnt.FRESH
    assert table.burn("key", "2", NOW + WINDOW, NOW) is Burnt.FRESH
    assert table.burn("key", "3", NOW + WINDOW, NOW) is Burnt.FULL
    assert table.burn("key", "1", NOW + WINDOW, NOW) is Burnt.USED
    later = NOW + WINDOW + 1_000
    assert table.burn("key", "3", later + WINDOW, later) is Burnt.FRESH
    assert len(table) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.integers(0, 3_000_000),
            st.integers(-WINDOW, WINDOW),
        ),
        max_size=60,
    )
)
def test_no_nonce_is_fresh_twice_while_its_request_could_be_replayed(requests: list[tuple[str, int, int]]) -> None:
    """Whatever the order of the clock's readings, against a table that forgets nothing."""
    table = NonceTable()
    last_expiry: dict[str, int] = {}
    for nonce, offset, skew in requests:
        now = NOW + offset
        expires_at = now + skew + WINDOW
        burnt = table.burn("key", nonce, expires_at, now)
        if burnt is Burnt.FRESH:
            assert now > last_expiry.get(nonce, 0) or expires_at > last_expiry[nonce], "its first request is too old"
            last_expiry[nonce] = max(expires_at, last_expiry.get(nonce, 0))


#: What may happen, in any order: a new request, an old one again, a restart, a store that fails, time that goes by.
STEPS = st.lists(
    st.one_of(
        st.just(("new", 0)),
        st.tuples(st.just("again"), st.integers(0, 9)),
        st.just(("restart", 0)),
        st.just(("store fails", 0)),
        st.tuples(st.just("time"), st.integers(0, 1_200_000)),
    ),
    max_size=40,
)


async def live(world, steps: list[tuple[str, int]]) -> Counter[str]:
    """How often each text was accepted."""
    await world.start()
    made: list[Request] = []
    for step, number in steps:
        if step == "new":
            made.append(world.v3("SendMessageToGlobe", To="4915112345678", Message=f"text {len(made)}"))
            await world.send(made[-1])
        elif step == "again" and made:
            await world.send(made[number % len(made)])
        elif step == "restart":
            world.store.raises.clear()
            await world.start()
        elif step == "store fails":
            world.store.raises.append(Unavailable("full"))
        else:
            world.clock.now += number
    return Counter(body.text for _, body in world.store.kept.values())


@settings(deadline=None)
@given(steps=STEPS)
def test_no_request_acts_twice_whatever_happens_between(new_world, steps: list[tuple[str, int]]) -> None:
    accepted = asyncio.run(live(new_world(), steps))
    assert all(times == 1 for times in accepted.values())
