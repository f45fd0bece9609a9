"""An id given twice would show one client another's message; one that goes backwards would break lists and recovery."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.message_id import (
    EPOCH_MS,
    ID_MAX,
    PARTITIONS,
    PER_MS,
    TAKE_MAX,
    IdsExhausted,
    MessageIds,
    first_of,
    parse,
    partition_of,
    time_of,
)


class Hands:
    """A clock that shows the given times one after another and then stays."""

    def __init__(self, *times: int) -> None:
        self._times: Iterator[int] = iter(times)
        self._now = 0

    def steady_ms(self) -> int:
        self._now = next(self._times, self._now)
        return self._now

    utc_ms = steady_ms


times = st.integers(-(2**50), EPOCH_MS + 2**40)
floors = st.integers(0, ID_MAX - (1 << 40))


@given(
    st.lists(st.tuples(times, st.integers(1, TAKE_MAX)), min_size=1, max_size=8), floors, st.integers(0, PARTITIONS - 1)
)
def test_ids_only_rise_and_stay_above_the_floor_whatever_the_clock_shows(
    takes: list[tuple[int, int]], floor: int, partition: int
):
    ids = MessageIds(Hands(*(time for time, _ in takes)), partition, floor)
    made = [message_id for _, count in takes for message_id in ids.take(count)]
    assert made[0] > floor
    assert all(earlier < later for earlier, later in itertools.pairwise(made))
    assert made[-1] <= ID_MAX
    assert {partition_of(message_id) for message_id in made} == {partition}


def test_an_id_tells_when_and_where_it_was_made():
    ids = MessageIds(Hands(EPOCH_MS + 86_400_000), partition=7)
    assert [ids.next(), ids.next()] == [86_400_000 << 22 | 7 << 12, 86_400_000 << 22 | 7 << 12 | 1]
    assert time_of(ids.next()) == EPOCH_MS + 86_400_000


def test_ids_run_ahead_of_a_clock_that_stands_still_by_one_millisecond_a_take():
    ids = MessageIds(Hands(EPOCH_MS + 5))
    ids.take(PER_MS)
    ahead = [time_of(ids.take(PER_MS)[-1]) for _ in range(3)]
    assert ahead == [EPOCH_MS + 6, EPOCH_MS + 7, EPOCH_MS + 8]


def test_a_clock_that_goes_on_is_followed_again():
    ids = MessageIds(Hands(EPOCH_MS + 100, EPOCH_MS + 40, EPOCH_MS + 101))
    assert [time_of(ids.next()) - EPOCH_MS for _ in range(3)] == [100, 100, 101]


@pytest.mark.parametrize("floor_partition", [2, 3, 4])
def test_a_floor_from_another_partition_holds_as_well(floor_partition: int):
    floor = 50 << 22 | floor_partition << 12 | 9
    made = MessageIds(Hands(EPOCH_MS), partition=3, floor=floor).next()
    assert floor < made
    assert time_of(made) - EPOCH_MS == (50 if floor_partition == 3 else 51)


def test_the_last_id_is_given_and_then_none():
    ids = MessageIds(Hands(EPOCH_MS), partition=PARTITIONS - 1, floor=ID_MAX - 1)
    with pytest.raises(IdsExhausted):
        ids.take(2)
    assert ids.next() == ID_MAX
    with pytest.raises(IdsExhausted):
        ids.next()


@pytest.mark.parametrize("count", [0, -1, TAKE_MAX + 1])
def test_a_take_is_bounded(count: int):
    with pytest.raises(ValueError, match="at once"):
        MessageIds(Hands(EPOCH_MS)).take(count)


@pytest.mark.parametrize(("partition", "floor"), [(-1, 0), (PARTITIONS, 0), (0, -1), (0, ID_MAX + 1)])
def test_a_partition_or_floor_that_cannot_be_is_refused(partition: int, floor: int):
    with pytest.raises(ValueError, match="is not between"):
        MessageIds(Hands(EPOCH_MS), partition, floor)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1", 1),
        (str(ID_MAX), ID_MAX),
        ("0042", 42),
        ("0", None),
        (str(ID_MAX + 1), None),
        ("", None),
        ("-1", None),
        ("+1", None),
        (" 1", None),
        ("1_0", None),
        ("٣", None),
        ("0x1", None),
        ("1" * 5000, None),
    ],
)
def test_only_decimal_digits_are_an_id(text: str, read: int | None):
    assert parse(text) == read


@given(st.integers(1, ID_MAX))
def test_every_id_comes_back_from_its_text(message_id: int):
    assert parse(str(message_id)) == message_id


def test_a_date_cuts_a_list_of_ids():
    ids = MessageIds(Hands(EPOCH_MS + 999, EPOCH_MS + 1000), partition=PARTITIONS - 1)
    before, at = ids.next(), ids.next()
    assert before < first_of(EPOCH_MS + 1000) <= at
    assert first_of(0) == 0
    assert first_of(2**60) <= ID_MAX
