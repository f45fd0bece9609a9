"""If this fails, the network in the box tells an ESME that asks something else than what became of its message."""

import pytest

from heliograph.rules.delay import Delay
from heliograph.simulator.behaviour import DELIVER, DELIVERED, UNDELIVERABLE, Behaviour, PlannedReceipt
from heliograph.simulator.memory import Memory
from heliograph.simulator.settings import SmscSettings
from heliograph.smpp.pdu import ESME_RINVCMDID, ESME_RINVSRCADR, ESME_RQUERYFAIL, QuerySm, QuerySmResp
from simulator.world import START_MS, World, submit_sm


def asked(message_id: str = "7", sender: str = "Acme") -> QuerySm:
    return QuerySm(message_id, 5, 0, sender)


@pytest.mark.parametrize(
    ("receipts", "state"),
    [
        ((PlannedReceipt(),), 2),
        ((), 2),
        ((PlannedReceipt(UNDELIVERABLE),), 5),
        ((PlannedReceipt(UNDELIVERABLE), PlannedReceipt(later_by_ms=10)), 2),
        ((PlannedReceipt(DELIVERED), PlannedReceipt(UNDELIVERABLE, later_by_ms=10)), 2),
        ((PlannedReceipt(before_response=True),), 2),
    ],
)
def test_it_tells_what_became_of_a_message(receipts: tuple[PlannedReceipt, ...], state: int) -> None:
    memory = Memory()
    memory.remember("7", "Acme", Behaviour("", receipts=receipts), START_MS, Delay(200, 50))
    status, answer = memory.answer(asked(), START_MS + 500)
    assert (status, answer.message_id, answer.message_state) == (0, "7", state)
    assert answer.final_date.endswith("00+")


def test_until_then_the_message_is_on_its_way() -> None:
    memory = Memory()
    memory.remember("7", "Acme", DELIVER, START_MS, Delay(200))
    assert memory.answer(asked(), START_MS + 199) == (0, QuerySmResp("7", "", 1, 0))
    assert memory.answer(asked(), START_MS + 200)[1].message_state == 2


def test_what_it_does_not_know_or_not_of_this_sender_it_does_not_tell() -> None:
    memory = Memory(remembered_max=2)
    for number in ("6", "7", "8"):
        memory.remember(number, "Acme", DELIVER, START_MS, Delay())
    assert memory.answer(asked("6"), START_MS)[0] == ESME_RQUERYFAIL, "two are remembered, the newest"
    assert memory.answer(asked("7"), START_MS)[0] == 0
    assert memory.answer(asked("7", "Other"), START_MS)[0] == ESME_RINVSRCADR


@pytest.mark.parametrize("refuses", [False, True])
def test_the_network_answers_for_what_it_took_whether_receipts_were_asked_for_or_not(refuses: bool) -> None:
    world = World(SmscSettings(refuse_query_sm=refuses))
    world.submit(submit_sm("12025550101", registered_delivery=0))
    status, answer = world.network.queried(asked(world.bind.message_id, "Heliograph"))
    assert (status, answer.message_state) == ((ESME_RINVCMDID, 0) if refuses else (0, 5))
