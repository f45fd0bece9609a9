"""If this fails, a message is cut for another carrier than the one it goes to."""

import pytest

from heliograph.lanes import SIMULATED, EvenLanes, lanes_of
from heliograph.settings import CarrierSettings, DeliverySettings, Secret
from heliograph.settings.model import CarrierKind, DefaultAlphabet, LongMessages
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.message import OnUnknown, Route

DELIVERY = DeliverySettings(doubt_wait_seconds=2, receipt_grace_seconds=3)


def carrier(name: str = "a", **changes: object) -> CarrierSettings:
    return CarrierSettings(
        name=name, kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret("p"), **changes
    )


def test_without_carriers_there_is_the_simulated_one() -> None:
    (lane,) = lanes_of([], DELIVERY)
    assert (lane.name, lane.route) == (SIMULATED, Route(receipt_grace_ms=3000, doubt_wait_ms=2000))


def test_a_route_says_what_the_carriers_settings_say() -> None:
    (lane,) = lanes_of([carrier(receipts=False, on_unknown=OnUnknown.HOLD)], DELIVERY)
    assert lane.route == Route(False, OnUnknown.HOLD, 3000, 2000)


@pytest.mark.parametrize("alphabet", DefaultAlphabet)
def test_texts_are_cut_for_the_carriers_alphabet(alphabet: DefaultAlphabet) -> None:
    (lane,) = lanes_of([carrier(default_alphabet=alphabet)], DELIVERY)
    assert lane.route.alphabet is Alphabet[alphabet.name]


@pytest.mark.parametrize("way", LongMessages)
def test_texts_are_cut_in_the_carriers_way(way: LongMessages) -> None:
    (lane,) = lanes_of([carrier(long_messages=way)], DELIVERY)
    assert lane.route.long_messages.name == way.name


def test_turns_go_round() -> None:
    lanes = EvenLanes(lanes_of([carrier("a"), carrier("b")], DELIVERY))
    chosen = [lanes.choose(None, sender="", account="1", type_="") for _ in range(4)]
    assert [lane.name for lane in chosen if lane] == ["a", "b", "a", "b"]
