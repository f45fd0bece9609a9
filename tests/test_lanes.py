"""If these fail, messages go by other rules than the configuration's, or a text is cut for another carrier."""

from collections import Counter
from pathlib import Path

import pytest

from heliograph.lanes import SIMULATED, RoutedLanes, lanes_of, rules_of
from heliograph.settings import AfterUnknown, BindWay, CarrierSettings, DeliverySettings, Secret, Settings, load
from heliograph.settings.carrier import CarrierKind, DefaultAlphabet, LongMessages
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.message import OnUnknown, Route
from heliograph.sms.msisdn import NumberBook
from heliograph.sms.plan import Terms
from heliograph.sms.plan_words import goes_on
from heliograph.sms.route import Lane, NoRoute, Rule, Rules, Span, Weighted

CARRIER = """
[[carriers]]
name = "{name}"
kind = "smpp"
host = "127.0.0.1"
port = 2775
system_id = "heliograph"
password = "secret08"
"""

ROUTES = """
[[routes]]
name = "night"
types = ["OTP"]
times = ["22:00-07:00", "12:30-24:00"]
senders = ["ACME", ""]
accounts = ["7"]
prefixes = ["8526"]
countries = ["HK"]
carriers = { two = 3, one = 1 }
failover = ["three"]

[[routes]]
name = "no-germany"
countries = ["DE"]
refuse = "BLACK_KEY_CONTROL_LIMIT"

[[routes]]
name = "hong-kong"
countries = ["HK"]
carriers = { one = 1, two = 1 }

[[routes]]
name = "great-britain"
countries = ["GB"]
carriers = { one = 1, two = 1 }
"""

NUMBERS = NumberBook()
HONG_KONG, GERMANY, BRITAIN = (NUMBERS.find(digits) for digits in ("85261234567", "4915112345678", "447400123456"))


class Clock:
    """23:59 UTC on a day of 2026."""

    now = 1_795_046_340_000

    def utc_ms(self) -> int:
        return self.now

    def steady_ms(self) -> int:
        raise AssertionError("people's time of day is the wall clock's")


def settings_of(folder: Path, routes: str = ROUTES) -> Settings:
    path = folder / "heliograph.toml"
    path.write_text("".join(CARRIER.format(name=name) for name in ("one", "two", "three")) + routes)
    return load(path).settings


def lanes_by(settings: Settings, offset_minutes: int = 0) -> RoutedLanes:
    rules = rules_of(settings.routes, lanes_of(settings.carriers, settings.delivery))
    return RoutedLanes(rules, clock=Clock(), offset_minutes=offset_minutes, up=lambda lane: True)


def test_every_condition_of_the_settings_becomes_one_of_the_rule(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    one, two, three = lanes_of(settings.carriers, settings.delivery)
    assert rules_of(settings.routes, [one, two, three]).all[0] == Rule(
        "night",
        countries=frozenset({"HK"}),
        prefixes=("8526",),
        senders=frozenset({"acme", ""}),
        accounts=frozenset({"7"}),
        types=frozenset({"OTP"}),
        times=(Span(1320, 420), Span(750, 1440)),
        carriers=(Weighted(two, 3), Weighted(one, 1)),
        failover=(three,),
    )


def test_a_rule_says_when_a_message_goes_on_and_a_receipts_word_counts_as_its_code(tmp_path: Path) -> None:
    text = (
        'failover_on = ["ESME_RSYSERR", "temporary"]\nfailover_on_receipt = ["REJECTD", "UNDELIV", "BLOCKED"]\n'
        "failover_after_seconds = 2.5\nfailover_after_throttled_seconds = 0\nfailover_after_no_receipt_seconds = 90\n"
    )
    routes = f'[[routes]]\nname = "r"\ncarriers = {{ one = 1, two = 1 }}\n{text}'
    [rule] = rules_of(settings_of(tmp_path, routes).routes, [Lane("one"), Lane("two")]).all
    assert rule.terms == Terms(("ESME_RSYSERR", "temporary"), ("REJECTED", "UNDELIV", "BLOCKED"), 2_500, 0, 90_000)


def test_without_rules_all_carriers_get_the_same(tmp_path: Path) -> None:
    lanes = lanes_by(settings_of(tmp_path, routes=""))
    chosen = [lanes.choose(HONG_KONG, sender="", account="1", type_="") for _ in range(6)]
    assert Counter(lane.name for lane in chosen if isinstance(lane, Lane)) == {"one": 2, "two": 2, "three": 2}


def test_a_message_goes_by_the_first_rule_that_matches(tmp_path: Path) -> None:
    lanes = lanes_by(settings_of(tmp_path))
    refused = lanes.choose(GERMANY, sender="", account="1", type_="OTP")
    assert refused == NoRoute("BLACK_KEY_CONTROL_LIMIT", "The operator's routes refuse this message.")
    night = [lanes.choose(HONG_KONG, sender="", account="7", type_="OTP") for _ in range(4)]
    assert Counter(lane.name for lane in night if isinstance(lane, Lane)) == {"two": 3, "one": 1}
    assert lanes.choose(NUMBERS.find("12025550100"), sender="", account="1", type_="") == NoRoute()


def test_traffic_that_takes_two_rules_by_turns_is_shared_by_each_of_them(tmp_path: Path) -> None:
    lanes = lanes_by(settings_of(tmp_path))
    taken: Counter[tuple[str, str]] = Counter()
    for _ in range(10):
        for number in (HONG_KONG, BRITAIN):
            lane = lanes.choose(number, sender="", account="1", type_="")
            assert isinstance(lane, Lane)
            taken[number.region_code, lane.name] += 1
    assert taken == dict.fromkeys([("HK", "one"), ("HK", "two"), ("GB", "one"), ("GB", "two")], 5)


@pytest.mark.parametrize(
    ("offset_minutes", "rule"), [(0, "night"), (480, "hong-kong"), (60, "night"), (-690, "hong-kong")]
)
def test_the_time_of_day_is_counted_where_the_operator_is(tmp_path: Path, offset_minutes: int, rule: str) -> None:
    explained = lanes_by(settings_of(tmp_path), offset_minutes).explain(HONG_KONG, sender="", account="7", type_="OTP")
    assert explained.rule is not None
    assert explained.rule.name == rule


def test_an_explanation_is_of_the_next_message_and_takes_no_turn(tmp_path: Path) -> None:
    lanes = lanes_by(settings_of(tmp_path))
    asked = {"sender": "Acme", "account": "7", "type_": "OTP"}
    for _ in range(5):
        told = [lanes.explain(HONG_KONG, **asked).decision.lane for _ in range(3)]
        assert {lane.name for lane in told} == {lanes.choose(HONG_KONG, **asked).name}
    at_noon = lanes.explain(HONG_KONG, **asked, minute=720)
    assert at_noon.rule is not None
    assert at_noon.rule.name == "hong-kong"


def test_a_rule_without_types_is_for_all_and_one_for_notices_takes_messages_without_a_type() -> None:
    rules = Rules([Rule("notices", types=frozenset({"NOTIFY"}), carriers=(Weighted(Lane("one")),))])
    lanes = RoutedLanes(rules, clock=Clock(), offset_minutes=0, up=lambda lane: True)
    assert lanes.choose(HONG_KONG, sender="", account="1", type_="") == Lane("one")
    assert lanes.choose(HONG_KONG, sender="", account="1", type_="MKT") == NoRoute()


def test_the_page_on_routing_shows_what_is_told(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "routing.md").read_text()
    path = tmp_path / "heliograph.toml"
    carriers = "".join(CARRIER.format(name=name) for name in ("net-one", "net-two"))
    path.write_text(carriers + page.split("```toml\n")[1].split("```")[0])
    told = lanes_by(load(path).settings).explain(HONG_KONG, sender="", account="1", type_="MKT", minute=720)
    assert told.rule is not None
    shown = page.split("```text\n")[1].split("```")[0]
    assert f"by rule {told.rule.name}: {told.why}\n" in shown
    assert " ".join(shown.split()).endswith(goes_on(told.decision.lane.plan))
    for look in told.looks:
        assert f"{'-' if look.why_not else '+'} {look.rule.name}: {look.why_not or 'matches'}\n" in shown


DELIVERY = DeliverySettings(doubt_wait_seconds=2, receipt_grace_seconds=3)


def carrier(name: str = "a", **changes: object) -> CarrierSettings:
    return CarrierSettings(
        name=name, kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret("p"), **changes
    )


def test_without_carriers_there_is_the_simulated_one() -> None:
    (lane,) = lanes_of([], DELIVERY)
    assert (lane.name, lane.route) == (SIMULATED, Route(receipt_grace_ms=3000, doubt_wait_ms=2000))


def test_a_route_says_what_the_carriers_settings_say() -> None:
    (lane,) = lanes_of([carrier(receipts=False, on_unknown=AfterUnknown.HOLD)], DELIVERY)
    assert lane.route == Route(False, OnUnknown.HOLD, 3000, 2000)


@pytest.mark.parametrize("without_id", OnUnknown)
def test_a_carrier_that_is_asked_says_what_happens_without_an_id(without_id: OnUnknown) -> None:
    asked = carrier(on_unknown=AfterUnknown.QUERY_SM, on_unknown_without_id=without_id, query_after_seconds=1.5)
    (lane,) = lanes_of([asked], DELIVERY)
    assert (lane.route.on_unknown, lane.route.query_after_ms) == (without_id, 1_500)
    (lane,) = lanes_of([carrier(query_after_seconds=1.5)], DELIVERY)
    assert lane.route.query_after_ms == 0


def test_a_carrier_that_only_receives_has_no_lane() -> None:
    lanes = lanes_of([carrier("a"), carrier("b", bind=BindWay.RECEIVER), carrier("c", bind=BindWay.PAIRS)], DELIVERY)
    assert [lane.name for lane in lanes] == ["a", "c"]


@pytest.mark.parametrize("alphabet", DefaultAlphabet)
def test_texts_are_cut_for_the_carriers_alphabet(alphabet: DefaultAlphabet) -> None:
    (lane,) = lanes_of([carrier(default_alphabet=alphabet)], DELIVERY)
    assert lane.route.alphabet is Alphabet[alphabet.name]


@pytest.mark.parametrize("way", LongMessages)
def test_texts_are_cut_in_the_carriers_way(way: LongMessages) -> None:
    (lane,) = lanes_of([carrier(long_messages=way)], DELIVERY)
    assert lane.route.long_messages.name == way.name


def test_a_message_waits_where_no_order_keeps_it_away_and_is_told_so() -> None:
    rules = Rules([Rule("r", carriers=(Weighted(Lane("one")), Weighted(Lane("two"))))])
    orders = {"one": "is disabled since Monday"}
    lanes = RoutedLanes(
        rules, clock=Clock(), offset_minutes=0, up=lambda lane: False, why_not=lambda lane: orders.get(lane, "")
    )
    asked = {"sender": "", "account": "1", "type_": ""}
    chosen = [lanes.choose(HONG_KONG, **asked) for _ in range(4)]
    assert {lane.name for lane in chosen if isinstance(lane, Lane)} == {"two"}
    told = lanes.explain(HONG_KONG, **asked)
    assert told.why == "The message waits for two: one is disabled since Monday; no link of two is up."


def test_other_rules_hold_from_the_next_message_on(tmp_path: Path) -> None:
    lanes = RoutedLanes(Rules([]), clock=Clock(), offset_minutes=0, up=lambda lane: True)
    asked = {"sender": "", "account": "7", "type_": "OTP"}
    assert lanes.choose(HONG_KONG, **asked) == NoRoute()
    settings = settings_of(tmp_path)
    lanes.replace(rules_of(settings.routes, lanes_of(settings.carriers, settings.delivery)))
    told = lanes.explain(HONG_KONG, **asked)
    assert told.rule is not None
    assert told.rule.name == "night"
    chosen = lanes.choose(HONG_KONG, **asked)
    assert isinstance(chosen, Lane)
    assert chosen.name == told.decision.lane.name
