"""If this fails, one account's campaign stands in the way of another's few messages, or of an OTP."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.fair_share import GUARANTEED_AFTER, PRIORITY_MAX, Turn, Turns

NOW = 1_000
ENDLESS = 4_000


@dataclass
class Lane:
    """Turns with the segments that wait, kept as the store keeps its table."""

    weights: dict[str, int] = field(default_factory=dict)
    rows: dict[Turn, list[int]] = field(default_factory=dict)
    served: list[Turn] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.turns = Turns(lambda account: self.weights.get(account, 1))

    def put(self, priority: int, account: str, count: int = 1, due: int = NOW) -> None:
        self.rows.setdefault((priority, account), []).extend([due] * count)
        self.turns.offer(priority, account, due)

    def claim(self, room: int, now: int = NOW) -> list[Turn]:
        """As the store does: plan, take what is there, tell what was not."""
        taken: list[Turn] = []
        while plan := self.turns.plan(room - len(taken), now):
            left: Counter[Turn] = Counter()
            for turn, wanted in Counter(plan).items():
                waiting = sorted(self.rows.get(turn, []))
                due = [at for at in waiting if at <= now][:wanted]
                rest = waiting[len(due) :]
                self.rows[turn] = rest
                if not rest or rest[0] > now:
                    self.turns.short(*turn, wanted - len(due), rest[0] if rest else None)
                left[turn] = len(due)
            for turn in plan:
                if left[turn]:
                    left[turn] -= 1
                    taken.append(turn)
        self.served += taken
        return taken

    def count(self, account: str) -> int:
        return sum(account == name for _, name in self.served)

    def waits(self, now: int) -> int:
        return sum(at <= now for rows in self.rows.values() for at in rows)


def test_an_account_alone_has_every_turn():
    lane = Lane()
    lane.put(1, "a", 10)
    assert lane.claim(4) == [(1, "a")] * 4
    assert lane.claim(100) == [(1, "a")] * 6
    assert lane.claim(100) == []


def test_a_few_messages_do_not_wait_behind_a_campaign():
    lane = Lane()
    lane.put(2, "campaign", ENDLESS)
    lane.claim(1_000)
    lane.put(2, "shop", 3)
    assert lane.claim(6).count((2, "shop")) == 3


def test_a_claim_for_no_room_takes_no_turn():
    lane = Lane()
    lane.put(1, "a")
    assert lane.turns.plan(0, NOW) == []
    assert lane.claim(1) == [(1, "a")]


@given(
    weights=st.lists(st.integers(1, 50), min_size=2, max_size=6),
    rooms=st.lists(st.integers(1, 40), min_size=1, max_size=60),
)
def test_accounts_that_always_wait_have_turns_by_their_weights(weights, rooms):
    lane = Lane({f"a{n}": weight for n, weight in enumerate(weights)})
    for account in lane.weights:
        lane.put(1, account, ENDLESS)
    for room in rooms:
        lane.claim(room)
        # Of so much time as one has had, each other has had as much, to within the segment that is next.
        passed = {account: lane.count(account) / weight for account, weight in lane.weights.items()}
        assert max(passed.values()) - min(passed.values()) <= max(1 / w for w in weights) + 0.01


@given(
    steps=st.lists(
        st.one_of(
            st.tuples(
                st.just("put"),
                st.integers(0, PRIORITY_MAX),
                st.sampled_from("abc"),
                st.integers(1, 30),
                st.integers(0, 50),
            ),
            st.tuples(st.just("claim"), st.integers(1, 40)),
            st.tuples(st.just("later"), st.integers(1, 60)),
        ),
        max_size=40,
    )
)
def test_every_segment_that_is_due_is_served_and_none_before_whatever_comes_and_goes(steps):
    lane, now, put = Lane({"a": 1, "b": 3, "c": 1000}), NOW, Counter()
    for step in steps:
        if step[0] == "put":
            lane.put(step[1], step[2], step[3], now + step[4])
            put[step[1], step[2]] += step[3]
        elif step[0] == "later":
            now += step[1]
        else:
            due = lane.waits(now)
            assert len(lane.claim(step[1], now)) == min(step[1], due)
    lane.claim(10_000, now + 1_000)
    assert Counter(lane.served) == put
    assert lane.turns.plan(1, now + 1_000) == []
    assert lane.turns.waiting() == []


@given(rooms=st.lists(st.integers(1, 50), min_size=1, max_size=30), streams=st.integers(1, 3))
def test_an_otp_goes_first_and_what_is_below_still_gets_its_part(rooms, streams):
    lane = Lane()
    for n in range(streams):
        lane.put(0, f"otp{n}", ENDLESS)
    lane.put(1, "notices", ENDLESS)
    lane.put(2, "campaign", ENDLESS)
    for room in rooms:
        lane.claim(room)
    below = [sum(priority == level for priority, _ in lane.served) for level in (1, 2)]
    whole_rounds = len(lane.served) // (GUARANTEED_AFTER + 2)
    for count in below:
        assert whole_rounds - 1 <= count <= len(lane.served) / GUARANTEED_AFTER + 1


def test_what_waits_alone_owes_nothing_to_the_otp_that_comes():
    lane = Lane()
    lane.put(2, "campaign", ENDLESS)
    lane.claim(1_000)
    lane.put(0, "bank", 5)
    assert lane.claim(10)[:5] == [(0, "bank")] * 5


@given(st.lists(st.integers(1, 20), min_size=5, max_size=40))
def test_coming_and_going_earns_no_more_than_staying(bursts):
    lane = Lane()
    lane.put(1, "stays", ENDLESS)
    for burst in bursts:
        lane.put(1, "comes", 1)
        lane.claim(burst)
    lane.put(1, "comes", 1)
    assert lane.count("comes") <= lane.count("stays") + 1


def test_turns_that_were_planned_and_not_used_are_not_held_against_anyone():
    lane = Lane()
    lane.put(1, "a", 3)
    lane.put(1, "b", ENDLESS)
    lane.claim(1_000)
    lane.put(1, "a", ENDLESS)
    served = Counter(lane.claim(100))
    assert abs(served[1, "a"] - served[1, "b"]) <= 2


def test_the_table_is_taken_anew_and_what_accounts_have_had_stays():
    lane = Lane()
    lane.put(1, "a", ENDLESS)
    lane.put(1, "b", ENDLESS)
    lane.claim(11)
    lane.turns.renew([(1, "a", NOW), (1, "b", NOW)])
    assert lane.turns.waiting() == [(NOW, 1, "a"), (NOW, 1, "b")]
    lane.claim(1)
    assert lane.count("a") == lane.count("b") == 6


def test_one_that_is_offered_earlier_goes_on_earlier():
    lane = Lane()
    lane.put(1, "a", due=NOW + 50)
    lane.put(1, "a", due=NOW + 10)
    assert lane.claim(5, NOW + 9) == []
    assert lane.claim(5, NOW + 10) == [(1, "a")]
    assert lane.turns.waiting() == [(NOW + 50, 1, "a")]


def test_accounts_that_left_are_forgotten():
    lane = Lane()
    for n in range(5_000):
        lane.put(1, f"a{n}", 2)
        lane.claim(2)
    level = lane.turns._levels[1]
    assert len(level.left) <= 1_100
    assert not level.waiting
    assert len(level.later) + len(level.ready) <= 10
