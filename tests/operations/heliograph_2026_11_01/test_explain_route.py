"""If these fail, an operator is told of another carrier than the one that the message goes to."""

import pytest

from heliograph.lanes import RoutedLanes
from heliograph.operations.dysmsapi_2018_05_01.send_message_to_globe import send_message_to_globe
from heliograph.operations.heliograph_2026_11_01.explain_route import explain_route
from heliograph.sms.mobile_networks import MobileNetwork, MobileNetworks
from heliograph.sms.route import Lane, Rule, Rules, Span, Weighted, even_rule

NORTH, SOUTH, EAST = Lane("north"), Lane("south"), Lane("east")
TO = "85261234567"
RULES = [
    Rule("night", types=frozenset({"OTP"}), times=(Span(1320, 420),), carriers=(Weighted(NORTH, 3), Weighted(EAST))),
    Rule("acme", senders=frozenset({"acme"}), carriers=(Weighted(SOUTH),), failover=(EAST,)),
    Rule("customer", accounts=frozenset({"1000000000000002"}), refuse="BLACK_KEY_CONTROL_LIMIT"),
    Rule("hong-kong", countries=frozenset({"HK"}), carriers=(Weighted(NORTH), Weighted(SOUTH))),
]


class NoonClock:
    def utc_ms(self) -> int:
        return 12 * 3_600_000

    def steady_ms(self) -> int:
        return self.utc_ms()


@pytest.fixture
def routed(bench):
    """A bench whose messages go by RULES, at noon; south has no link."""
    bench.lanes = RoutedLanes(Rules(RULES), clock=NoonClock(), offset_minutes=0, up=lambda lane: lane != "south")
    return bench


async def test_it_tells_the_carrier_and_what_each_rule_has_to_do_with_it(routed) -> None:
    reply = await routed.call(explain_route, To=TO, Type="OTP", From="ACME")
    assert reply.fields == {
        "Carrier": "east",
        "Route": "acme",
        "Why": "No link of the rule's carriers is up; east is the first in failover that has one.",
        "GoesOn": "If east does not take it, it goes on to south: after 30 s without a link, after 60 s of nothing but "
        "throttling or after a fault of the carrier's own.",
        "Country": "HK",
        "Carriers": [{"Carrier": "south", "Up": "false", "Weight": "1"}, {"Carrier": "east", "Up": "true"}],
        "Rules": [
            {"Route": "night", "Matches": "false", "WhyNot": "it is for 22:00-07:00, and it is 12:00"},
            {"Route": "acme", "Matches": "true"},
        ],
    }


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ({"Type": "OTP", "At": "23:30"}, ("night", "north", None)),
        ({"Type": "OTP", "At": "07:00"}, ("hong-kong", "north", None)),
        ({"AccountId": "1000000000000002"}, ("customer", None, "BLACK_KEY_CONTROL_LIMIT")),
        ({"AccountId": "1000000000000003"}, ("hong-kong", "north", None)),
        ({"To": "4915112345678"}, (None, None, "NOT_SUPPORTED_COUNTRY")),
    ],
)
async def test_it_asks_for_another_time_or_account(routed, asked: dict[str, str], outcome: tuple) -> None:
    fields = (await routed.call(explain_route, **{"To": TO, **asked})).fields
    assert (fields.get("Route"), fields.get("Carrier"), fields.get("RefusedWith")) == outcome


async def test_it_foretells_the_next_message_and_stores_none(routed) -> None:
    told = [(await routed.call(explain_route, To=TO, Type="OTP", At="23:00")).fields["Carrier"] for _ in range(3)]
    assert told == ["north"] * 3
    assert routed.store.accepted == []
    told = (await routed.call(explain_route, To=TO)).fields["Carrier"]
    await routed.call(send_message_to_globe, To=TO, Message="Hello")
    [[(message, _)]] = routed.store.accepted
    assert message.lane == told


async def test_without_rules_it_shows_the_carriers_only(bench) -> None:
    rules = Rules([even_rule([NORTH, SOUTH])])
    bench.lanes = RoutedLanes(rules, clock=NoonClock(), offset_minutes=0, up=lambda lane: True)
    fields = (await bench.call(explain_route, To=TO)).fields
    assert "Route" not in fields
    assert fields["Rules"] == []
    assert [row["Carrier"] for row in fields["Carriers"]] == ["north", "south"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"To": "12"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": TO, "Type": "SPAM"}, "INVALID_PARAMETERS"),
        ({"To": TO, "At": "24:00"}, "INVALID_PARAMETERS"),
        ({"To": TO, "AccountId": "root"}, "INVALID_PARAMETERS"),
        ({"To": TO, "From": "a" * 65}, "PARAM_LENGTH_LIMIT"),
    ],
)
async def test_what_cannot_be_asked_is_refused(routed, parameters: dict[str, str], code: str) -> None:
    assert (await routed.call(explain_route, **parameters)).code == code


def test_rules_name_customers_so_they_are_the_operators_to_see() -> None:
    assert explain_route.operation.of_server


async def test_it_tells_the_network_and_goes_by_it(bench) -> None:
    rules = Rules([Rule("csl", networks=frozenset({"45400"}), carriers=(Weighted(NORTH),)), even_rule([EAST])])
    networks = MobileNetworks({"8526": MobileNetwork("45400"), "85262": MobileNetwork("45412")}.items())
    bench.lanes = RoutedLanes(rules, clock=NoonClock(), offset_minutes=0, up=lambda lane: True, networks=networks)
    by_network = {}
    for to in ("85261234567", "85262234567", "4915112345678"):
        reply = (await bench.call(explain_route, To=to)).fields
        by_network[reply.get("Network")] = reply["Carrier"], [row.get("WhyNot") for row in reply["Rules"]]
        sent = await bench.call(send_message_to_globe, To=to, Message="x")
        assert sent.code == "OK"
        assert bench.store.accepted[-1][0][0].lane == reply["Carrier"]
    assert by_network == {
        "45400": ("north", [None]),
        "45412": ("east", ["it is for 45400, and the number's network is 45412"]),
        None: ("east", ["it is for 45400, and the number's network is unknown"]),
    }
