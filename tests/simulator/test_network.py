"""If this fails, the carrier network in the box behaves as none does, and what was tested against it proves nothing."""

import re
from pathlib import Path

import pytest

from heliograph.simulator.behaviour import Behaviour, Delay, PlannedReceipt
from heliograph.simulator.ledger import Ledger, read_ledger
from heliograph.simulator.message_ids import IdForm
from heliograph.simulator.settings import SmscSettings
from heliograph.smpp.pdu import BindTransceiver, DeliverSm
from simulator.world import START_MS, FakeBind, World, receipt_of, submit_sm

RX_T_APPN, RX_P_APPN, RMSGQFUL = 0x64, 0x65, 0x14


def stats(world: World) -> list[object]:
    return [value for _, what, value in world.bind.seen if what == "deliver_sm"]


# --- submit_sm and receipts ---


def test_the_response_comes_before_a_receipt_that_has_no_delay(world: World) -> None:
    world.submit(submit_sm())
    world.pass_time(0)
    assert [what for _, what, _ in world.bind.seen] == ["response", "deliver_sm"]
    assert receipt_of(world.bind.held[0].pdu).carrier_message_id == world.bind.message_id


@pytest.mark.parametrize(
    ("registered_delivery", "told"),
    [
        (0, []),
        (1, ["DELIVRD", "UNDELIV", "ACCEPTD", "DELIVRD"]),
        (2, ["UNDELIV"]),
        (0x11, ["DELIVRD", "UNDELIV", "ACCEPTD", "DELIVRD"]),
    ],
)
def test_receipts_come_as_they_were_asked_for(world: World, registered_delivery: int, told: list[str]) -> None:
    for number in ("85261234567", "12025550101", "12025550106"):
        world.submit(submit_sm(number, registered_delivery=registered_delivery))
    world.pass_time(1000)
    assert stats(world) == told
    world.answer()
    assert world.network.waiting == 0


def test_delays_are_drawn_for_each_receipt_so_that_they_overtake() -> None:
    world = World(SmscSettings(receipt_delay_ms=100, receipt_jitter_ms=50))
    world.bind.window = 100
    for number in range(50):
        world.submit(submit_sm(text=str(number).encode()))
    world.pass_time(1000)
    times = [at for at, what, _ in world.bind.seen if what == "deliver_sm"]
    assert len(times) == 50
    assert 100 <= min(times) < max(times) <= 150
    ids = [int(receipt_of(delivery.pdu).carrier_message_id) for delivery in world.bind.held]
    assert ids != sorted(ids)


@pytest.mark.parametrize(
    ("ids", "receipt_ids", "response", "receipt"),
    [
        (IdForm.DECIMAL, None, r"\d{16}", r"\d{16}"),
        (IdForm.HEX, None, r"[0-9a-f]{13}", r"[0-9a-f]{13}"),
        (IdForm.HEX_UPPER, IdForm.DECIMAL, r"[0-9A-F]{13}", r"\d{16}"),
        (IdForm.DECIMAL, IdForm.HEX, r"\d{16}", r"[0-9a-f]{13}"),
        (IdForm.PADDED, IdForm.DECIMAL, r"0000\d{16}", r"\d{16}"),
    ],
)
def test_ids_have_the_form_that_was_set(ids: IdForm, receipt_ids: IdForm | None, response: str, receipt: str) -> None:
    world = World(SmscSettings(ids=ids, receipt_ids=receipt_ids))
    world.submit(submit_sm())
    world.pass_time(0)
    assert re.fullmatch(response, world.bind.message_id)
    assert re.fullmatch(receipt, receipt_of(world.bind.held[0].pdu).carrier_message_id)


def test_ids_are_never_given_twice(world: World) -> None:
    world.bind.window = 2000
    ids = set()
    for number in range(1000):
        world.submit(submit_sm(text=str(number).encode()))
        ids.add(world.bind.message_id)
    assert len(ids) == 1000


def test_a_full_queue_refuses_what_asks_for_receipts_and_takes_it_again_once_there_is_room() -> None:
    world = World(SmscSettings(receipts_waiting_max=2))
    for _ in range(3):
        world.submit(submit_sm())
    world.submit(submit_sm(registered_delivery=0))
    world.pass_time(0)
    responses = [value for _, what, value in world.bind.seen if what == "response"]
    assert responses == [0, 0, RMSGQFUL, 0]
    assert world.network.waiting == 2
    world.answer()
    world.submit(submit_sm())
    assert world.bind.seen[-1][2] == 0
    assert (world.network.figures.taken, world.network.figures.refused) == (4, 1)


def test_any_function_of_the_two_addresses_chooses_the_behaviour() -> None:
    slow = Behaviour("answers late", response_delay=Delay(250), receipts=(PlannedReceipt(delay=Delay(10)),))
    asked: list[tuple[str, str]] = []

    def choose(destination: str, source: str) -> Behaviour:
        asked.append((destination, source))
        return slow

    world = World(choose=choose)
    world.submit(submit_sm())
    world.pass_time(1000)
    assert asked == [("85261234567", "Heliograph")]
    assert world.bind.seen == [(10, "deliver_sm", "DELIVRD"), (250, "response", 0)]


# --- what becomes of deliver_sm ---


@pytest.mark.parametrize("status", [RX_T_APPN, RMSGQFUL, 0x58, 0x08])
def test_a_passing_error_brings_the_receipt_again_after_the_pause(status: int) -> None:
    world = World(SmscSettings(deliver_retry_ms=500))
    world.submit(submit_sm())
    world.pass_time(0)
    for _ in range(3):
        world.answer(status)
        world.pass_time(499)
        assert world.bind.held == []
        world.pass_time(1)
    assert stats(world) == ["DELIVRD"] * 4
    world.answer()
    world.pass_time(10_000)
    assert len(stats(world)) == 4
    figures = world.network.figures
    assert (figures.sent_again, figures.acknowledged, world.network.waiting) == (3, 1, 0)


@pytest.mark.parametrize("status", [RX_P_APPN, 0x66, 0x01])
def test_a_lasting_error_ends_it(world: World, status: int) -> None:
    world.submit(submit_sm())
    world.pass_time(0)
    world.answer(status)
    world.pass_time(60_000)
    assert stats(world) == ["DELIVRD"]
    assert (world.network.figures.rejected, world.network.waiting) == (1, 0)


def test_a_receipt_that_is_not_answered_in_time_is_sent_again(world: World) -> None:
    world.submit(submit_sm())
    world.pass_time(0)
    (delivery,) = world.bind.held
    world.bind.held.clear()
    world.network.not_answered("esme", delivery)
    assert world.bind.held == [delivery]


def test_receipts_wait_for_the_next_bind_of_the_same_esme_and_go_to_no_other(world: World) -> None:
    for number in range(4):
        world.submit(submit_sm(text=str(number).encode()))
    world.pass_time(0)
    held = world.bind.held
    world.network.closed("esme", world.bind, held[1:])
    stranger, next_ = FakeBind(world.clock, "stranger"), FakeBind(world.clock, "esme")
    world.network.can_receive("stranger", stranger)
    world.network.can_receive("esme", next_)
    assert stranger.held == []
    assert next_.held == held[1:]


def test_receipts_that_fall_due_while_no_bind_is_there_wait_as_well() -> None:
    world = World(SmscSettings(receipt_delay_ms=1000))
    world.submit(submit_sm())
    world.network.closed("esme", world.bind, [])
    world.pass_time(60_000)
    next_ = FakeBind(world.clock)
    world.network.can_receive("esme", next_)
    assert [receipt_of(delivery.pdu).stat for delivery in next_.held] == ["DELIVRD"]


def test_the_window_holds_receipts_back_until_answers_come() -> None:
    world = World()
    world.bind.window = 2
    for number in range(5):
        world.submit(submit_sm(text=str(number).encode()))
    world.pass_time(0)
    assert len(world.bind.held) == 2
    world.answer()
    assert len(stats(world)) == 4
    world.answer()
    world.answer()
    assert world.network.figures.acknowledged == 5


def test_an_inbound_message_goes_the_same_way_and_its_sender_hears_of_the_last_answer(world: World) -> None:
    settled: list[int] = []
    world.network.send_inbound("esme", DeliverSm(short_message=b"STOP"), settled.append)
    world.answer(RX_T_APPN)
    assert settled == []
    world.pass_time(1000)
    world.answer()
    assert settled == [0]


def test_the_only_receiver_is_found_and_more_than_one_is_not_guessed_at(world: World) -> None:
    assert world.network.only_receiver() == "esme"
    other = FakeBind(world.clock, "other")
    world.network.can_receive("other", other)
    with pytest.raises(LookupError):
        world.network.only_receiver()
    world.network.closed("esme", world.bind, [])
    assert world.network.only_receiver() == "other"


def test_an_error_answered_just_before_the_link_falls_loses_nothing(world: World) -> None:
    world.submit(submit_sm())
    world.pass_time(0)
    world.answer(RX_T_APPN)
    world.network.closed("esme", world.bind, [])
    world.pass_time(60_000)
    next_ = FakeBind(world.clock)
    world.network.can_receive("esme", next_)
    assert len(next_.held) == 1


def test_names_that_were_bound_once_are_not_kept_for_ever(world: World) -> None:
    for number in range(100):
        bind = FakeBind(world.clock, f"esme-{number}")
        world.network.can_receive(bind.system_id, bind)
        world.network.closed(bind.system_id, bind, [])
        world.network.closed("", bind, [])
    assert world.network.system_ids() == {"esme"}


def test_each_of_many_receipts_is_told_and_acknowledged_once(ledger_path: Path) -> None:
    ledger = Ledger(ledger_path)
    world = World(SmscSettings(receipt_delay_ms=1), ledger)
    for sequence in range(1, 5001):
        world.submit(submit_sm(text=b"Your code is %06d" % sequence), sequence)
        if sequence % 10 == 0:
            world.network.write_down()
            world.pass_time(1)
            world.answer()
    ledger.close()
    assert world.network.figures.acknowledged == 5000
    assert world.network.waiting == 0
    assert len({line.text for line in read_ledger(ledger_path)}) == 5000


# --- who may bind ---


@pytest.mark.parametrize(
    ("set_", "shown", "status"),
    [
        (("", ""), ("anyone", "anything"), 0),
        (("esme", ""), ("esme", "anything"), 0),
        (("esme", ""), ("other", "anything"), 0x0F),
        (("esme", "secret08"), ("esme", "secret08"), 0),
        (("esme", "secret08"), ("esme", "secret09"), 0x0E),
        (("esme", "secret08"), ("other", "secret08"), 0x0F),
        (("", "secret08"), ("anyone", ""), 0x0E),
    ],
)
def test_credentials(set_: tuple[str, str], shown: tuple[str, str], status: int) -> None:
    world = World(SmscSettings(system_id=set_[0], password=set_[1]))
    assert world.network.status_for(BindTransceiver(*shown)) == status


# --- the ledger ---


def test_every_submit_sm_is_in_the_ledger_with_what_was_answered(ledger_path: Path) -> None:
    ledger = Ledger(ledger_path)
    world = World(ledger=ledger)
    header = bytes((5, 0, 3, 9, 2))
    world.submit(submit_sm(text="é".encode("latin-1") + b"\x05", data_coding=0, tlvs=((0x1400, b"1"),)))
    world.submit(submit_sm("12025550120"))
    world.submit(submit_sm("12025550140", validity_period="000002000000000R"))
    world.submit(submit_sm("12025550144"))
    world.submit(submit_sm(text=header + b"\x02b", esm_class=0x40))
    world.submit(submit_sm(text=header + b"\x01a", esm_class=0x40))
    world.submit(submit_sm(text=b"", tlvs=((0x0424, b"long"),)))
    world.network.write_down()
    ledger.close()
    lines = list(read_ledger(ledger_path))
    assert [line.command_status for line in lines] == [0, 0x0B, 0, 0, 0, 0, 0]
    assert [line.reaction for line in lines] == ["answer", "answer", "silence", "drop", "answer", "answer", "answer"]
    assert [bool(line.id) for line in lines] == [True, False, True, True, True, True, True]
    first, refused, silent, _, second_part, first_part, payload = lines
    assert (first.at, first.system_id, first.octets, first.tlvs) == (START_MS, "esme", "e905", ((0x1400, "31"),))
    assert (first.source, first.source_ton, first.destination, first.destination_ton) == (
        "Heliograph",
        5,
        "85261234567",
        1,
    )
    assert refused.text is None
    assert silent.validity_period == "000002000000000R"
    assert (second_part.part, second_part.total, second_part.reference, second_part.text) == (2, 2, 9, None)
    assert (first_part.part, first_part.udh, first_part.octets, first_part.text) == (1, "050003090201", "61", "ab")
    assert (payload.octets, payload.text, payload.tlvs) == (b"long".hex(), "long", ())
