"""Messages of every kind and searches of every kind, for tests that hold one against the other."""

import random
from collections.abc import Iterator

from hypothesis import strategies as st

from heliograph.sms.given import Given, ReceiptFor, stored_given
from heliograph.sms.message import Attempt, Body, Life, Message, Route, Segment, State
from heliograph.sms.message_id import MessageIds, time_of
from heliograph.sms.plan import Failover, Plan, PlanLane, Round
from heliograph.sms.search.fields import FIELDS
from heliograph.sms.search.grammar import Search, read_search

ACCOUNT = "1000000000000001"
NUMBERS = ("6581234810", "6581234999", "85261234567", "4915112345678", "12025550100")
SENDERS = ("Heliograph", "HELIOS", "10690", "")
TEXTS = (
    "Your code is 482913",
    "your CODE: 7",
    "Привет, мир",
    "ПРИВЕТ",
    "您的验证码是 482913",
    "50% off* [today] ?^-] {yes}",
    "nul\x00behind",
    "nul\x00Привет",
    "",
    "Straße und Kelvin \u212a",
)
CODES = ("", "DELIVRD", "UNDELIV", "EXPIRED")
CARRIERS = ("net-one", "Net-Two", "net-three")


class _Hands:
    """A clock that stands where it is put."""

    now = 0

    def utc_ms(self) -> int:
        return self.now

    def steady_ms(self) -> int:
        return self.now


def messages(dice: random.Random, now: int, count: int, days: int) -> Iterator[tuple[Message, Body]]:
    """So many messages over the days before `now`, the oldest first, in bursts and with gaps."""
    hands = _Hands()
    ids = MessageIds(hands)
    units = (0, 1, 1_000, 60_000, 86_400_000)
    times = sorted(now - dice.choice(units) * dice.randrange(1, days + 1) for _ in range(count))
    for at in times:
        hands.now = at
        message_id = ids.next()
        yield (
            Message(
                message_id,
                dice.choice((ACCOUNT, ACCOUNT, ACCOUNT, "2000000000000002")),
                f"r-{message_id}",
                dice.choice(NUMBERS),
                dice.choice(CARRIERS),
                1,
                at,
                at + 86_400_000,
                _life(dice),
            ),
            _body(dice),
        )


def _life(dice: random.Random) -> Life:
    route = Route(receipts=dice.random() < 0.7)
    kind = dice.randrange(6)
    segments: tuple[Segment, ...]
    failover = None
    if kind == 0:
        segments = (Segment(1),)
    elif kind == 1:
        segments = (Segment(1, None, (), dice.choice((State.EXPIRED, State.CANCELLED)), dice.choice(CODES)),)
    elif kind == 2:
        segments = (Segment(1, None, (_attempt(dice, 1, State.REJECTED), _attempt(dice, 2)), handed=2),)
    elif kind == 3:
        segments = (Segment(1, None, (_attempt(dice, 1, State.REJECTED),)), Segment(2, None, (_attempt(dice, 1),)))
        failover = Failover(
            Plan((PlanLane("net-one"), PlanLane("Net-Two"))), past=(Round("net-one", route, 7, 0),), first=1
        )
    else:
        segments = (Segment(1, None, (_attempt(dice, 1),), handed=1),)
    receipt_for = ReceiptFor("customer") if dice.random() < 0.2 else None
    return Life(
        segments,
        route,
        7,
        failover=failover,
        receipt_for=receipt_for,
        country=dice.choice(("SG", "HK", "DE", "001", "")),
    )


def _attempt(dice: random.Random, number: int, state: State | None = None) -> Attempt:
    states = [one for one in State if one not in (State.ACCEPTED, State.CANCELLED)]
    chosen = state or dice.choice(states)
    return Attempt(number, dice.choice(CARRIERS), chosen, "id", 1, 2, dice.choice(CODES))


def _body(dice: random.Random) -> Body:
    given = dice.choice((b"", b"", b"", stored_given(Given(b"\x00a", dice.choice((0, 3, 8))))))
    return Body(
        dice.choice(TEXTS),
        dice.choice(SENDERS),
        dice.choice(("OTP", "NOTIFY", "MKT", "")),
        dice.choice(("order-17", "order-18", "")),
        segments=dice.choice((1, 1, 2, 5)),
        given=given,
    )


def searches(now: int, ids: list[int]) -> st.SearchStrategy[Search]:
    """Searches whose terms often mean some of those messages."""
    dates = [f"-{n}{unit}" for n in (1, 3, 9) for unit in "wdhms"]
    values = {
        "to": ["65", "6581234810", "*999", "1", "4915112345678", "7"],
        "from": ["Heliograph", "helio*", "*0*", "*", "none"],
        "text": [
            "code",
            "482913",
            '"привет"',
            "ПРИВЕТ",
            "验证码",
            '"% OFF* ["',
            '"?^-]"',
            "behind",
            "K",
            "straße",
            '"{"',
        ],
        "id": [str(one) for one in ids[:: max(1, len(ids) // 5)]] + ["1"],
        "status": list(FIELDS["status"].words),
        "is": list(FIELDS["is"].words),
        "code": ["DELIVRD", "delivered", "UN*", "success", "unknown", "*", "EXPIRED", "nothing"],
        "country": ["SG", "HK", "001", "FR"],
        "carrier": ["net-one", "NET-TWO", "net*", "other"],
        "task": ["order-17", "order*", "*8"],
        "type": ["OTP", "MKT"],
        "before": dates,
        "after": dates,
        "seg": [">1", "1", "2-5", "<2", ">=5"],
        "enc": list(FIELDS["enc"].words),
    }
    assert values.keys() == FIELDS.keys()
    terms = st.sampled_from(sorted(values)).flatmap(
        lambda field: st.builds(
            lambda sign, chosen: f"{sign}{field}:{chosen[0] if field == 'text' else ','.join(chosen)}",
            st.sampled_from(["", "", "-"]),
            st.lists(st.sampled_from(values[field]), min_size=1, max_size=2),
        )
    )

    def read(parts: list[str]) -> Search:
        found = read_search(" ".join(parts))
        assert isinstance(found, Search), found
        return found

    return st.lists(terms, max_size=4).map(read)


def minute_of(message_id: int) -> int:
    return time_of(message_id) // 60_000
