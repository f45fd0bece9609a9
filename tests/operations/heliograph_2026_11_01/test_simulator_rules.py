"""If these fail, a test cannot say what the carrier inside does wrong, or is not told that there is none."""

import random

import pytest

from heliograph.operations.heliograph_2026_11_01.add_simulator_rules import add_simulator_rules
from heliograph.operations.heliograph_2026_11_01.clear_simulator_rules import clear_simulator_rules
from heliograph.operations.heliograph_2026_11_01.list_simulator_rules import list_simulator_rules
from heliograph.operations.heliograph_2026_11_01.remove_simulator_rule import remove_simulator_rule
from heliograph.simulator.network import SimulatedNetwork
from heliograph.simulator.rule_desk import RuleDesk
from heliograph.simulator.settings import SmscSettings
from heliograph.store.port import Nonce
from simulator.world import ManualClock

NONCE = Nonce("key", "nonce", 1)


@pytest.fixture
def desk(bench) -> RuleDesk:
    clock = ManualClock()
    bench.simulator_rules = RuleDesk(SimulatedNetwork(SmscSettings(), clock, random.Random(1)), clock)
    return bench.simulator_rules


async def names(bench, **parameters: str) -> list[str]:
    reply = await bench.call(list_simulator_rules, **parameters)
    return [row["RuleName"] for row in reply.fields["Rules"]]


async def test_rules_are_added_listed_and_removed(bench, desk: RuleDesk) -> None:
    reply = await bench.call(add_simulator_rules, NONCE, Rules="name=a number=852* times=3 for=5m status=8")
    assert (reply.code, reply.fields) == ("OK", {"RuleNames": ("a",)})
    assert (await bench.call(list_simulator_rules)).fields["Rules"] == [
        {
            "RuleName": "a",
            "Rule": "name=a number=852* times=3 for=5m status=ESME_RSYSERR",
            "Matched": "0",
            "Applied": "0",
            "Left": "3",
            "ExpiresInMs": "300000",
            "BuiltIn": "false",
        }
    ]
    reply = await bench.call(add_simulator_rules, Rules='[{"accept": true}, {"name": "b", "status": 8}]', Last="true")
    assert reply.fields == {"RuleNames": ("rule-1", "b")}
    await bench.call(add_simulator_rules, Rules="name=c accept", Before="b")
    assert await names(bench) == ["a", "rule-1", "c", "b"]
    assert (await bench.call(remove_simulator_rule, NONCE, RuleName="c")).fields == {"RemovedCount": "1"}
    assert (await bench.call(remove_simulator_rule, RuleName="c")).code == "DATA_NOT_EXIST"
    assert (await bench.call(clear_simulator_rules, NONCE)).fields == {"RemovedCount": "3"}
    assert await names(bench) == []
    assert "magic-00" in await names(bench, BuiltIn="true")
    assert bench.records.burnt == [NONCE] * 3


async def test_a_slip_is_told_and_nothing_is_added(bench, desk: RuleDesk) -> None:
    reply = await bench.call(add_simulator_rules, Rules="name=a accept\nshare=3 accept")
    assert reply.code == "INVALID_PARAMETERS"
    assert "line 2: share is '3'; it must be a number" in reply.description
    reply = await bench.call(add_simulator_rules, Rules="accept", Before="x")
    assert (reply.code, reply.description) == (
        "INVALID_PARAMETERS",
        "Rules: before names no rule that was given: 'x'.",
    )
    assert await names(bench) == []


async def test_without_a_simulated_carrier_each_says_so(bench) -> None:
    for served, parameters in (
        (add_simulator_rules, {"Rules": "accept"}),
        (list_simulator_rules, {}),
        (remove_simulator_rule, {"RuleName": "a"}),
        (clear_simulator_rules, {}),
    ):
        reply = await bench.call(served, **parameters)
        assert reply.code == "DATA_NOT_EXIST"
        assert "No simulated carrier runs here" in reply.description


def test_they_are_the_operator_s_only() -> None:
    for served in (add_simulator_rules, list_simulator_rules, remove_simulator_rule, clear_simulator_rules):
        assert served.operation.of_server
