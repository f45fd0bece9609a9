"""If this fails, an operator reads other rules than the ones that messages go by."""

from heliograph.lanes import RoutedLanes
from heliograph.operations.heliograph_2026_11_01.list_routes import list_routes
from heliograph.sms.plan import Terms
from heliograph.sms.route import Lane, Rule, Rules, Span, Weighted, even_rule

NORTH, SOUTH = Lane("north"), Lane("south")


class NoonClock:
    def utc_ms(self) -> int:
        return 12 * 3_600_000

    def steady_ms(self) -> int:
        return self.utc_ms()


def lanes(*rules: Rule) -> RoutedLanes:
    return RoutedLanes(Rules(rules), clock=NoonClock(), offset_minutes=0, up=lambda lane: True)


async def test_each_rule_is_told_in_its_order_with_all_that_it_says(bench) -> None:
    bench.lanes = lanes(
        Rule(
            "night",
            countries=frozenset({"TW", "HK"}),
            senders=frozenset({"", "acme"}),
            types=frozenset({"OTP"}),
            times=(Span(1320, 420),),
            carriers=(Weighted(NORTH, 3), Weighted(SOUTH)),
            terms=Terms(down_ms=5_000, throttled_ms=0, on=("UNDELIV",)),
        ),
        Rule("customer", accounts=frozenset({"1000000000000002"}), refuse="BLACK_KEY_CONTROL_LIMIT"),
        Rule("rest", carriers=(Weighted(SOUTH),), failover=(NORTH,)),
    )
    night, customer, rest = (await bench.call(list_routes)).fields["Routes"]
    assert night == {
        "Route": "night",
        "Conditions": [
            {"Condition": "countries", "Values": ["HK", "TW"]},
            {"Condition": "senders", "Values": ["", "acme"]},
            {"Condition": "types", "Values": ["OTP"]},
            {"Condition": "times", "Values": ["22:00-07:00"]},
        ],
        "Carriers": [{"Carrier": "north", "Weight": "3"}, {"Carrier": "south", "Weight": "1"}],
        "Failover": [],
        "GoesOnAfter": ["after 5 s without a link", "after UNDELIV"],
    }
    assert (customer["Route"], customer["RefusesWith"], customer["Carriers"]) == (
        "customer",
        "BLACK_KEY_CONTROL_LIMIT",
        [],
    )
    assert (rest["Conditions"], rest["Failover"]) == ([], ["north"])
    assert rest["GoesOnAfter"] == [
        "after 30 s without a link",
        "after 60 s of nothing but throttling",
        "after a fault of the carrier's own",
    ]


async def test_a_single_carrier_has_nowhere_to_go_on_to(bench) -> None:
    bench.lanes = lanes(Rule("only", carriers=(Weighted(NORTH),)))
    [only] = (await bench.call(list_routes)).fields["Routes"]
    assert only["GoesOnAfter"] == []


async def test_without_rules_there_is_one_without_a_name(bench) -> None:
    bench.lanes = lanes(even_rule([NORTH, SOUTH]))
    [every] = (await bench.call(list_routes)).fields["Routes"]
    assert "Route" not in every
    assert [one["Carrier"] for one in every["Carriers"]] == ["north", "south"]
