"""If this fails, a message costs what another one costs."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.mobile_networks import MobileNetwork, MobileNetworks
from heliograph.sms.prices import NO_PRICE, Price, PriceEntry, PriceList

NETWORKS = MobileNetworks({"8526": MobileNetwork("45400", "CSL"), "85262": MobileNetwork("45412", "CMHK")}.items())


def entry(micro: int, carrier: str = "net-one", **where: str) -> PriceEntry:
    return PriceEntry(carrier, Price(micro, "EUR"), **where)


def test_the_longest_prefix_names_the_network():
    assert [NETWORKS.code_of(digits) for digits in ("85261234567", "85262234567", "85291234567", "8")] == [
        "45400",
        "45412",
        "",
        "",
    ]
    assert NETWORKS.find("85262234567").name == "CMHK"
    assert len(MobileNetworks()) == 0


@given(st.dictionaries(st.text("0123", min_size=1, max_size=6), st.integers(100, 999)), st.text("0123", max_size=8))
def test_a_network_is_that_of_the_longest_prefix_there_is(table: dict[str, int], digits: str):
    networks = MobileNetworks((prefix, MobileNetwork(f"{code}01")) for prefix, code in table.items())
    fit = [prefix for prefix in table if digits.startswith(prefix)]
    assert networks.code_of(digits) == (f"{table[max(fit, key=len)]}01" if fit else "")


def test_the_narrowest_price_holds():
    prices = PriceList(
        [
            entry(1),
            entry(2, country="HK"),
            entry(3, prefix="852"),
            entry(4, prefix="85262"),
            entry(5, network="45412"),
            entry(9, carrier="net-two", country="HK"),
        ],
        NETWORKS,
    )
    asked = {
        ("85262234567", "HK"): 5,
        ("85261234567", "HK"): 3,
        ("12025550100", "US"): 1,
        ("85362234567", "HK"): 2,
    }
    assert {place: prices.find("net-one", *place).micro for place in asked} == asked
    assert prices.find("net-two", "85262234567", "HK").micro == 9
    assert prices.find("net-two", "12025550100", "US") == NO_PRICE
    assert prices.find("net-three", "12025550100", "US") == NO_PRICE
    assert len(prices) == 6


def test_without_networks_a_prefix_of_the_number_counts():
    prices = PriceList([entry(4, prefix="85262"), entry(5, network="45412")])
    assert prices.find("net-one", "85262234567", "HK").micro == 4
