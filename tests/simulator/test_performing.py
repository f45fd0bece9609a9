"""If this fails, a rule does something else than it says."""

import re

import pytest

from heliograph.rules import read_line
from heliograph.rules.carrier import CARRIER
from heliograph.simulator.settings import SmscSettings
from heliograph.smpp.pdu import BindReceiver, BindTransceiver, BindTransmitter, DataSm, DeliverSm
from simulator.world import START_MS, World, receipt_of, submit_sm


def world_of(*lines: str, **settings: object) -> World:
    rules = tuple(read_line(line, CARRIER) for line in lines)
    return World(SmscSettings(rules=rules, receipt_delay_ms=100, seed=1, **settings))  # type: ignore[arg-type]


def seen(world: World, **fields: object) -> list[tuple[int, str, object]]:
    """What an ESME sees of one submit_sm, by milliseconds since it."""
    start, world.bind.seen = world.clock.ms - START_MS, []
    world.submit(submit_sm(**fields))  # type: ignore[arg-type]
    world.pass_time(120_000)
    world.answer()
    return [(at - start, what, value) for at, what, value in world.bind.seen]


DELIVERED = [(0, "response", 0), (100, "deliver_sm", "DELIVRD")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("accept", DELIVERED),
        ("status=ESME_RSYSERR", [(0, "response", 8)]),
        ("status=0x401 response_delay=2s", [(2000, "response", 0x401)]),
        ("response=none", [(100, "deliver_sm", "DELIVRD")]),
        ("response=none receipt=none", []),
        ("response=cut receipt=none", [(0, "drop", None)]),
        ("response=cut response_delay=1s", [(100, "deliver_sm", "DELIVRD"), (1000, "drop", None)]),
        ("response=stall", [(0, "stall", None)]),
        ("response_delay=250ms", [(100, "deliver_sm", "DELIVRD"), (250, "response", 0)]),
        ("reorder=4", [(100, "deliver_sm", "DELIVRD"), (1000, "response", 0)]),
        ("receipt=none", [(0, "response", 0)]),
        ("receipt=UNDELIV", [(0, "response", 0), (100, "deliver_sm", "UNDELIV")]),
        (
            "receipt=DELIVRD,DELIVRD receipt_gap=5s",
            [(0, "response", 0), (100, "deliver_sm", "DELIVRD"), (5100, "deliver_sm", "DELIVRD")],
        ),
        (
            "receipt=ENROUTE,UNDELIV,DELIVRD receipt_delay=1s receipt_gap=0ms",
            [(0, "response", 0), *((1000, "deliver_sm", stat) for stat in ("ENROUTE", "UNDELIV", "DELIVRD"))],
        ),
        ("early", [(0, "deliver_sm", "DELIVRD"), (100, "response", 0)]),
        ("early response_delay=3s receipt=EXPIRED", [(0, "deliver_sm", "EXPIRED"), (3000, "response", 0)]),
        (
            "early receipt=ACCEPTD,DELIVRD",
            [(0, "deliver_sm", "ACCEPTD"), (100, "response", 0), (300, "deliver_sm", "DELIVRD")],
        ),
        ("reply=STOP", [(0, "response", 0), (0, "deliver_sm", b"STOP"), (100, "deliver_sm", "DELIVRD")]),
        ("reply=STOP reply_delay=1s", [*DELIVERED, (1000, "deliver_sm", b"STOP")]),
    ],
)
def test_what_an_esme_sees(line: str, expected: list[tuple[int, str, object]]) -> None:
    world = world_of(f"number=852* {line}")
    assert seen(world) == expected
    assert seen(world, destination="447700900000") == DELIVERED
    assert world.network.waiting == 0


@pytest.mark.parametrize(
    ("condition", "fields"),
    [
        ("sender=heliograph", {}),
        ("text=123456", {}),
        ("text=привет", {"text": "Привет".encode("utf-16-be"), "data_coding": 8}),
        ("system_id=esme", {}),
        ("link=1", {}),
        ("service_type=OTP", {"service_type": "OTP"}),
        ("priority=2", {"priority_flag": 2}),
        ("part=2", {"text": bytes((5, 0, 3, 9, 2, 2)) + b"b", "esm_class": 0x40}),
    ],
)
def test_what_rules_ask_about_a_submit_sm(condition: str, fields: dict[str, object]) -> None:
    world = world_of(f"{condition} status=8", "status=10")
    assert seen(world, **fields) == [(0, "response", 8)]
    world = world_of(f"{condition.replace('=', '=x') if not condition[-1].isdigit() else condition[:-1] + '7'} accept")
    assert seen(world, **fields)[0] == (0, "response", 0)
    assert world.network.rules.counted(0)[0].matched == 0


def test_delays_are_drawn_from_their_distributions() -> None:
    world = world_of("response_delay=uniform(10ms,20ms) receipt_delay=exponential(1s,min=500ms,max=2s)")
    drawn = [seen(world, text=b"%d" % number) for number in range(50)]
    responses = {at for one in drawn for at, what, _ in one if what == "response"}
    receipts = {at for one in drawn for at, what, _ in one if what == "deliver_sm"}
    assert len(responses) > 5
    assert responses <= set(range(10, 21))
    assert len(receipts) > 20
    assert all(500 <= at <= 2000 for at in receipts)


def test_the_same_seed_gives_the_same_run() -> None:
    lines = ("share=0.3 status=8", "share=0.5 response_delay=lognormal(200ms,1)", "receipt_delay=exponential(2s)")

    def run() -> list[list[tuple[int, str, object]]]:
        world = world_of(*lines)
        return [seen(world, text=b"%d" % number) for number in range(100)]

    first = run()
    assert run() == first
    assert {value for one in first for _, what, value in one if what == "response"} == {0, 8}


def test_above_a_rate_a_submit_sm_is_throttled() -> None:
    world = world_of("above=5/s status=ESME_RTHROTTLED")
    for number in range(8):
        world.submit(submit_sm(text=b"%d" % number))
    assert [value for _, what, value in world.bind.seen if what == "response"] == [0] * 5 + [0x58] * 3
    world.pass_time(1000)
    world.submit(submit_sm())
    assert world.bind.seen[-1][1:] == ("response", 0)


def test_responses_come_in_another_order_and_all_of_them() -> None:
    world = world_of("reorder=5 receipt=none")
    answered: list[int] = []
    world.bind.respond = lambda sequence, status, message_id: answered.append(sequence)  # type: ignore[method-assign]
    for sequence in range(1, 13):
        world.submit(submit_sm(text=b"%d" % sequence), sequence)
    assert len(answered) == 10
    assert sorted(answered[:5]) == [1, 2, 3, 4, 5] != answered[:5]
    world.pass_time(1000)
    assert sorted(answered) == list(range(1, 13))
    assert sorted(answered[10:]) != answered[10:]


def test_a_stalled_message_is_neither_taken_nor_refused() -> None:
    world = world_of("response=stall")
    seen(world)
    figures = world.network.figures
    assert (figures.taken, figures.refused, figures.stalled) == (0, 0, 1)


@pytest.mark.parametrize(
    ("id_as", "named"),
    [
        ("same", lambda number: str(number)),
        ("other-base", lambda number: f"{number:x}"),
        ("hex-upper", lambda number: f"{number:X}"),
        ("padded", lambda number: f"{number:020d}"),
        ("padded-hex", lambda number: f"{number:020X}"),
        ("none", lambda number: ""),
    ],
)
def test_receipts_name_the_message_as_the_rule_says(id_as: str, named: object) -> None:
    world = world_of(f"receipt_id={id_as}")
    world.submit(submit_sm())
    world.pass_time(100)
    (delivery,) = world.bind.held
    assert receipt_of(delivery.pdu).carrier_message_id == named(int(world.bind.message_id))  # type: ignore[operator]
    assert b"id:" + named(int(world.bind.message_id)).encode() + b" sub" in delivery.pdu.short_message  # type: ignore[operator]


def test_an_unknown_id_is_nobody_s() -> None:
    world = world_of("receipt_id=unknown")
    ids = set()
    for number in range(5):
        world.submit(submit_sm(text=b"%d" % number))
        ids.add(world.bind.message_id)
    world.pass_time(100)
    named = {receipt_of(delivery.pdu).carrier_message_id for delivery in world.bind.held}
    assert len(named) == 5
    assert not named & ids


def pdu_of(world: World) -> DeliverSm | DataSm:
    world.submit(submit_sm())
    world.pass_time(100)
    (delivery,) = world.bind.held
    return delivery.pdu


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("no-counts", r"id:\d+ submit date:\d{10} done date:\d{10} stat:DELIVRD err:000 text:Your code is 123456"),
        ("no-dates", r"id:\d+ sub:001 dlvrd:001 stat:DELIVRD err:000 text:.*"),
        ("seconds", r"id:\d+ sub:001 dlvrd:001 submit date:\d{12} done date:\d{12} stat:DELIVRD err:000 text:.*"),
        ("epoch", r"id:\d+ sub:001 dlvrd:001 submit date:1795\d{6} done date:1795\d{6} stat:DELIVRD err:000 text:.*"),
        ("no-excerpt", r"id:\d+ sub:001 dlvrd:001 submit date:\d{10} done date:\d{10} stat:DELIVRD err:000"),
        ("long-words,no-counts,no-dates", r"id:\d+ stat:DELIVERED err:000 text:.*"),
        ("lower-case,no-counts,no-dates", r"id:\d+ stat:delivrd err:000 text:.*"),
        ("upper-keys,no-counts,no-dates", r"ID:\d+ STAT:DELIVRD ERR:000 TEXT:.*"),
        ("commas,no-counts,no-dates", r"id:\d+, stat:DELIVRD, err:000, text:.*"),
        ("no-text", r""),
    ],
)
def test_the_text_of_a_receipt_is_as_odd_as_the_rule_says(form: str, text: str) -> None:
    pdu = pdu_of(world_of(f"receipt_form={form}"))
    assert isinstance(pdu, DeliverSm)
    assert re.fullmatch(text, pdu.short_message.decode())
    assert pdu.esm_class == 4
    assert pdu.tlvs


@pytest.mark.parametrize(
    ("form", "esm_class", "tlvs"), [("esm-class-0,no-tlvs", 0, False), ("intermediate", 0x20, True)]
)
def test_the_pdu_of_a_receipt_is_as_odd_as_the_rule_says(form: str, esm_class: int, tlvs: bool) -> None:
    pdu = pdu_of(world_of(f"receipt_form={form}"))
    assert (pdu.esm_class, bool(pdu.tlvs)) == (esm_class, tlvs)


def test_a_receipt_may_come_as_data_sm() -> None:
    world = world_of("receipt_form=data-sm")
    world.bind.deliver = world.bind.held.append  # type: ignore[method-assign, assignment]
    pdu = pdu_of(world)
    assert isinstance(pdu, DataSm)
    assert b"stat:DELIVRD" in (pdu.tlv(0x0424) or b"")


def test_the_error_code_is_the_rule_s() -> None:
    pdu = pdu_of(world_of("receipt=UNDELIV err=0034"))
    receipt = receipt_of(pdu)  # type: ignore[arg-type]
    assert (receipt.err, receipt.network_error and receipt.network_error.code) == ("0034", 34)
    receipt = receipt_of(pdu_of(world_of("receipt=UNDELIV err=EF1")))  # type: ignore[arg-type]
    assert (receipt.err, receipt.network_error) == ("EF1", None)


def test_a_reply_goes_back_the_way_the_message_came() -> None:
    world = world_of(f'reply="{"STOP " * 60}"')
    world.submit(submit_sm(registered_delivery=0))
    world.pass_time(0)
    parts = [delivery.pdu for delivery in world.bind.held]
    assert len(parts) == 2
    assert {(one.source_addr, one.dest_addr_ton, one.destination_addr) for one in parts} == {
        ("85261234567", 5, "Heliograph")
    }


def test_rules_about_binds() -> None:
    network = world_of(
        "on=bind bind=receiver status=ESME_RBINDFAIL", "on=bind link=2 response=none", "on=bind system_id=x* status=5"
    ).network
    refused = network.behaviour_at(BindReceiver("esme"), 1)
    assert refused is not None
    assert refused.command_status == 0x0D
    silent = network.behaviour_at(BindTransmitter("esme"), 2)
    assert silent is not None
    assert silent.reaction == "silence"
    assert network.behaviour_at(BindTransceiver("esme"), 1) is None
    assert network.behaviour_at(BindTransceiver("xe"), 1) is not None


def test_live_rules_hold_from_the_next_submit_sm_on() -> None:
    world = world_of()
    assert seen(world) == DELIVERED
    world.network.rules.add([read_line("name=x times=1 status=8", CARRIER)], world.clock.ms, world.clock.ms)
    assert seen(world) == [(0, "response", 8)]
    assert seen(world) == DELIVERED
    world.network.rules.add([read_line("name=y for=1s status=8", CARRIER)], world.clock.ms, world.clock.ms)
    assert seen(world) == [(0, "response", 8)]
    assert seen(world) == DELIVERED, "the rule is over"


def test_beginning_anew_gives_up_what_waits_and_what_is_out() -> None:
    world = world_of("receipt_delay=50s")
    world.submit(submit_sm())
    world.submit(submit_sm(destination="12025550111"))
    world.network.rules.clear()
    world.submit(submit_sm(text=b"third"))
    world.pass_time(100)
    assert len(world.bind.held) == 1
    world.network.forget()
    world.answer(0x08)
    world.pass_time(100_000)
    assert world.bind.held == []
    assert world.network.waiting == 0
    assert world.network.figures.taken == 0
    assert seen(world) == DELIVERED
