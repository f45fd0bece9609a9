"""If this fails, a dashboard says that texts arrive which do not, or arrive faster than they do."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.message import State
from heliograph.sms.roll_up import time_class
from heliograph.sms.statistics import FAMILIES, Between, Family, Outcomes, Statistics, Step, Times, largest, time_words

COUNTED = [state for state in State if state is not State.SUBMITTING]


@given(st.lists(st.integers(-5, 4_000_000), min_size=1), st.integers(1, 100))
def test_a_percentile_is_within_its_bounds(milliseconds: list[int], percent: int):
    times = Times()
    for one in milliseconds:
        times.add(time_class(one), 1)
    true = sorted(milliseconds)[-(-len(milliseconds) * percent // 100) - 1]
    found = times.percentile(percent)
    assert found is not None
    assert found.over_ms < true or found.over_ms == 0
    assert found.at_most_ms is None or true <= found.at_most_ms


@given(st.lists(st.tuples(st.sampled_from([10, 100, 3_600_000, 0]), st.integers(1, 99)), max_size=9))
def test_higher_percentiles_are_no_shorter(counts: list[tuple[int, int]]):
    times = Times()
    for below, messages in counts:
        times.add(below, messages)
    found = [times.percentile(percent) for percent in (50, 95, 99, 100)]
    if not counts:
        assert found == [None] * 4
        return
    overs = [one.over_ms for one in found if one is not None]
    assert len(overs) == 4
    assert overs == sorted(overs)


def test_percentiles_by_nearest_rank():
    times = Times()
    times.add(10, 94)
    times.add(250, 5)
    times.add(0, 1)
    assert times.measured == 100
    assert times.percentile(50) == times.percentile(94) == Between(0, 10)
    assert times.percentile(95) == times.percentile(99) == Between(100, 250)
    assert times.percentile(100) == Between(3_600_000, None)


@given(st.dictionaries(st.sampled_from(COUNTED), st.integers(0, 1_000)))
def test_every_message_is_in_one_family_and_pending_is_never_delivered(counts: dict[State, int]):
    outcomes = Outcomes()
    for state, messages in counts.items():
        outcomes.add(str(state), messages)
    assert sum(outcomes.of(family) for family in Family) == outcomes.messages == sum(counts.values())
    assert outcomes.final == outcomes.messages - outcomes.of(Family.PENDING) - outcomes.of(Family.CANCELLED)
    rate = outcomes.delivery_rate
    assert (rate is None) == (outcomes.final == 0)
    if rate is not None:
        assert 0 <= rate <= 1
        assert (rate == 1) == (outcomes.of(Family.FAILED) + outcomes.of(Family.UNKNOWN) == 0)
        before = rate
        outcomes.add("submitted", 1_000)
        outcomes.add("cancelled", 1_000)
        assert outcomes.delivery_rate == before, "what has no outcome changes no rate"


def test_every_state_has_a_family():
    assert set(FAMILIES) == set(State)


@given(st.sampled_from(Step), st.integers(0, 4_102_444_800_000), st.integers(-720, 840))
def test_a_moment_is_in_its_step(step: Step, moment: int, offset: int):
    at = step.at(moment, offset)
    start = step.start_ms(at, offset)
    assert start <= moment < start + step.milliseconds
    assert step.at(start, offset) == at
    assert step.start_ms(at + 1, offset) == start + step.milliseconds


def test_days_begin_in_the_offset_and_hours_in_utc():
    noon = 1_795_521_600_000
    assert Step.DAY.start_ms(Step.DAY.at(noon, 480), 480) == noon - 20 * 3_600_000
    assert Step.HOUR.start_ms(Step.HOUR.at(noon, 330), 330) == noon


def test_a_class_of_times_reads_in_every_language():
    said = [time_words(*ends) for ends in ((0, 10), (100, 250), (1_000, 2_500), (500, 1_000), (300_000, 3_600_000))]
    assert said == ["≤ 10 ms", "100–250 ms", "1–2.5 s", "500 ms–1 s", "5 min–1 h"]
    assert time_words(3_600_000, None) == "> 1 h"


ROWS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["HK", ""]),
        st.sampled_from(["a", "b"]),
        st.sampled_from(COUNTED),
        st.sampled_from(["", "UNDELIV", "EXPIRED"]),
        st.integers(0, 50),
    )
)


@given(ROWS)
def test_steps_and_routes_add_up_to_the_total(rows: list[tuple[int, str, str, State, str, int]]):
    statistics = Statistics()
    half = len(rows) // 2
    for some in (rows[:half], rows[half:]):
        statistics.add_outcomes([(at, to, over, str(state), code, n) for at, to, over, state, code, n in some])
        statistics.add_times(
            [(at, to, over, "receipt" if n % 2 else "submit", 100, n) for at, to, over, _, _, n in some]
        )
    total = statistics.total()
    assert total.outcomes.messages == sum(row[5] for row in rows)
    for groups in (statistics.steps(), statistics.routes()):
        assert sum(one.outcomes.messages for one in groups.values()) == total.outcomes.messages
        assert sum(one.submit.measured for one in groups.values()) == total.submit.measured
        assert sum(one.receipt.measured for one in groups.values()) == total.receipt.measured
        assert sum(one.outcomes.of(Family.DELIVERED) for one in groups.values()) == total.outcomes.of(Family.DELIVERED)
    by_carrier = [sum(steps.values()) for steps in statistics.carriers().values()]
    assert sum(by_carrier) == total.outcomes.messages
    coded = sum(row[5] for row in rows if row[4] and FAMILIES[row[3]] in (Family.FAILED, Family.UNKNOWN))
    assert sum(statistics.codes().values()) == coded


def test_what_was_delivered_has_no_error_code():
    statistics = Statistics()
    statistics.add_outcomes(
        [
            (1, "HK", "a", "delivered", "DELIVRD", 90),
            (1, "HK", "a", "submitted", "", 9),
            (1, "SG", "a", "failed", "UNDELIV", 3),
            (2, "SG", "b", "expired", "EXPIRED", 5),
            (2, "DE", "b", "unknown", "UNKNOWN", 5),
            (2, "DE", "b", "failed", "GONE", 1),
            (2, "DE", "b", "failed", "GONE", -1),
        ]
    )
    assert largest(statistics.codes(), 9, int) == [("EXPIRED", 5), ("UNKNOWN", 5), ("UNDELIV", 3)]
    assert statistics.carriers() == {"a": {1: 102}, "b": {2: 10}}
    assert set(statistics.routes()) == {("HK", "a"), ("SG", "a"), ("SG", "b"), ("DE", "b")}


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 9)), st.integers(0, 9))
def test_the_largest_come_first_and_nothing_is_left_out_but_by_size(counts: dict[str, int], most: int):
    found = largest(counts, most, int)
    assert [count for _, count in found] == sorted((n for n in counts.values() if n), reverse=True)[:most]
    assert all(counts[key] == count for key, count in found)
