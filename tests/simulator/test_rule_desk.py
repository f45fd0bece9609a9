"""If this fails, the console says that all is well while a forgotten rule breaks every message, or the other way."""

import random

from heliograph.simulator.network import SimulatedNetwork
from heliograph.simulator.rule_desk import RuleDesk
from heliograph.simulator.settings import SmscSettings


class Clock:
    now = 1_795_000_000_000

    def utc_ms(self) -> int:
        return self.now

    def steady_ms(self) -> int:
        return self.now


def test_only_rules_that_may_still_be_applied_are_active():
    clock = Clock()
    network = SimulatedNetwork(SmscSettings(), clock, random.Random(1))
    desk = RuleDesk(network, clock)
    assert desk.active() == 0, "magic numbers are how the network is"
    desk.add("name=lasting receipt=none\nname=brief status=ESME_RSYSERR for=1s")
    assert desk.active() == 2
    clock.now += 1_000
    assert desk.active() == 1
    assert [row["expires_in_ms"] for row in desk.rows(built_in=False) if row["name"] == "brief"] in ([0], [])
    desk.clear()
    assert desk.active() == 0
