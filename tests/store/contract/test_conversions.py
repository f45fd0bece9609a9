"""If this fails, a reported conversion is lost, counted twice, or shown to somebody else."""

import random

import pytest

from heliograph.store.conversions import Conversion, ConversionDay, ConversionRate
from heliograph.store.port import Nonce, Unavailable

ACCOUNT = "1000000000000001"
OTHER = "2000000000000002"
MONDAY, TUESDAY = 20_781, 20_782


def said(message_id: int, delivered: bool = True, day: int = MONDAY, account: str = ACCOUNT) -> Conversion:
    return Conversion(message_id, account, day, delivered, 5, 6)


def rate(at: int, share: float, day: int = MONDAY, account: str = ACCOUNT) -> ConversionRate:
    return ConversionRate(account, day, at, share, 6)


async def days(world, account: str = ACCOUNT, before: int = 0, limit: int = 10) -> list[ConversionDay]:
    return list(await world.store.conversion_days(account, before=before, limit=limit))


async def test_what_was_reported_is_counted_also_after_the_process_has_ended(world):
    await world.store.convert(said(1))
    await world.store.convert(said(2, delivered=False))
    await world.store.convert(said(3, day=TUESDAY))
    await world.store.convert(said(4, account=OTHER))
    await world.restart()
    assert await days(world) == [ConversionDay(TUESDAY, 1, 1), ConversionDay(MONDAY, 2, 1)]
    assert await days(world, OTHER) == [ConversionDay(MONDAY, 1, 1)]
    assert await days(world, "3") == []


async def test_the_last_word_wins_and_saying_it_again_counts_once(world):
    for delivered, converted in ((True, 1), (True, 1), (False, 0), (False, 0), (True, 1)):
        await world.store.convert(said(1, delivered))
        assert await days(world) == [ConversionDay(MONDAY, 1, converted)]


async def test_a_message_stays_in_the_day_of_its_first_report(world):
    await world.store.convert(said(1))
    await world.store.convert(said(1, delivered=False, day=TUESDAY))
    assert await days(world) == [ConversionDay(MONDAY, 1, 0)]


async def test_reports_made_together_are_taken_in_their_order(world, together):
    answers = await together(
        *(world.store.convert(said(n % 7, delivered=n % 2 == 0)) for n in range(100)),
        *(world.store.convert_rate(rate(n % 3, n / 100)) for n in range(100)),
    )
    assert answers == [None] * 200
    # The last word about message n is that of the highest call number with this remainder: 98 … 94, 93 … 99.
    converted = sum(max(n for n in range(100) if n % 7 == message) % 2 == 0 for message in range(7))
    assert await days(world) == [ConversionDay(MONDAY, 7, converted, 0.98)]


async def test_of_rates_the_one_for_the_latest_moment_of_a_day_is_told(world):
    await world.store.convert_rate(rate(20, 0.5))
    await world.store.convert_rate(rate(10, 0.1))
    assert await days(world) == [ConversionDay(MONDAY, 0, 0, 0.5)]
    await world.store.convert_rate(rate(20, 0.25))
    await world.store.convert_rate(rate(30, 1.0, account=OTHER))
    await world.store.convert(said(1))
    assert await days(world) == [ConversionDay(MONDAY, 1, 1, 0.25)]
    assert await days(world, OTHER) == [ConversionDay(MONDAY, 0, 0, 1.0)]


async def test_days_go_from_the_newest_on_page_by_page(world):
    for day in (3, 1, 2):
        await world.store.convert(said(day, day=day))
    assert [day.day for day in await days(world, limit=2)] == [3, 2]
    assert [day.day for day in await days(world, before=2, limit=2)] == [1]
    assert await days(world, limit=0) == []


async def test_the_nonce_of_each_report_is_burnt_with_it(world):
    until = world.clock.now + 1_000
    await world.store.convert(said(1), Nonce("key", "one", until))
    await world.store.convert_rate(rate(1, 0.5), Nonce("key", "two", until))
    await world.restart()
    assert {nonce.value for nonce in await world.store.used_nonces()} == {"one", "two"}


async def test_the_figures_are_those_that_counting_would_find(world, together):
    dice = random.Random(7)
    last: dict[int, bool] = {}
    for _ in range(20):
        calls = [(dice.randrange(30), dice.random() < 0.5) for _ in range(dice.randrange(1, 40))]
        await together(*(world.store.convert(said(m, d, day=m % 4)) for m, d in calls))
        last.update(calls)
    expected = [
        ConversionDay(day, sum(m % 4 == day for m in last), sum(d for m, d in last.items() if m % 4 == day))
        for day in (3, 2, 1, 0)
    ]
    assert await days(world) == expected


async def test_a_closed_store_says_so(world):
    await world.store.close()
    for call in (world.store.convert(said(1)), world.store.convert_rate(rate(1, 0.5)), days(world)):
        with pytest.raises(Unavailable):
            await call
