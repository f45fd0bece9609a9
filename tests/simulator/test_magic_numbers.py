"""If this fails, a magic number does something else than its page says, or reaches a real person."""

import phonenumbers
import pytest

from heliograph.simulator.magic_numbers import MAGIC_NUMBERS, MagicNumber
from heliograph.simulator.settings import SmscSettings
from simulator.world import START_MS, World, submit_sm

#: What Australia's regulator sets aside for fiction within 0491 570 xxx.
AUSTRALIAN_FICTION = {f"61491570{number}" for number in ("006", "156", "157", "158", "159", "110", "313", "737")}

DELIVERED = [(0, "response", 0), (100, "deliver_sm", "DELIVRD")]


def told(*stats: tuple[int, str]) -> list[tuple[int, str, object]]:
    return [(0, "response", 0), *((at, "deliver_sm", stat) for at, stat in stats)]


def refused(status: int) -> list[tuple[int, str, object]]:
    return [(0, "response", status)]


#: By the last two digits: what an ESME sees of each try of one message, one after another, as (milliseconds since its
#: submit_sm, what, value). The network's own delay is 100 ms. A row with one try does the same every time.
EXPECTED: dict[str, list[list[tuple[int, str, object]]]] = {
    "00": [DELIVERED],
    "01": [told((100, "UNDELIV"))],
    "02": [told((100, "EXPIRED"))],
    "03": [told((100, "REJECTD"))],
    "04": [told((100, "DELETED"))],
    "05": [told((100, "UNKNOWN"))],
    "06": [told((100, "ACCEPTD"), (300, "DELIVRD"))],
    "07": [told((100, "UNDELIV"), (300, "DELIVRD"))],
    "08": [told((100, "DELIVRD"), (300, "UNDELIV"))],
    "10": [told()],
    "11": [told((100, "DELIVRD"), (300, "DELIVRD"))],
    "12": [[(0, "deliver_sm", "DELIVRD"), (100, "response", 0)]],
    "13": [told((30_000, "DELIVRD"))],
    "14": [DELIVERED],
    "20": [refused(0x0B)],
    "21": [refused(0x0A)],
    "22": [refused(0x58)],
    "23": [refused(0x14)],
    "24": [refused(0x08)],
    "25": [refused(0x45)],
    "30": [refused(0x58), refused(0x58), DELIVERED, refused(0x58)],
    "31": [refused(0x14), refused(0x14), DELIVERED, refused(0x14)],
    "32": [refused(0x08), refused(0x08), DELIVERED, refused(0x08)],
    "40": [[]],
    "41": [[(100, "deliver_sm", "DELIVRD")]],
    "42": [[], DELIVERED, [], DELIVERED],
    "43": [[(100, "deliver_sm", "DELIVRD"), (5_000, "response", 0)]],
    "44": [[(0, "drop", None)]],
    "45": [[(0, "drop", None)], DELIVERED, [(0, "drop", None)], DELIVERED],
    "46": [[(0, "drop", None), (100, "deliver_sm", "DELIVRD")]],
}


def numbers() -> list[tuple[MagicNumber, str]]:
    return [
        (row, number)
        for row in MAGIC_NUMBERS
        for number in (f"120255501{row.digits}", f"+187655501{row.digits}", row.australian)
        if number
    ]


def test_every_row_has_its_expectation_here() -> None:
    assert {row.digits for row in MAGIC_NUMBERS} == EXPECTED.keys()
    assert len(MAGIC_NUMBERS) == len(EXPECTED)


@pytest.mark.parametrize(("row", "number"), numbers(), ids=lambda value: value if isinstance(value, str) else "")
def test_what_an_esme_sees_of_each_number(row: MagicNumber, number: str) -> None:
    world = World(SmscSettings(receipt_delay_ms=100))
    tries = EXPECTED[row.digits]
    for expected in [*tries, tries[0]] if len(tries) == 1 else tries:
        start, world.bind.seen = world.clock.ms - START_MS, []
        world.submit(submit_sm(number))
        world.pass_time(60_000)
        world.answer()
        assert [(at - start, what, value) for at, what, value in world.bind.seen] == expected
    assert world.network.waiting == 0


@pytest.mark.parametrize("row", MAGIC_NUMBERS, ids=lambda row: row.digits)
def test_the_number_library_holds_every_number_valid_in_many_areas(row: MagicNumber) -> None:
    for area in ("202", "212", "415", "604", "907"):
        assert phonenumbers.is_valid_number(phonenumbers.parse(f"+1{area}55501{row.digits}"))
    if row.australian:
        assert phonenumbers.is_valid_number(phonenumbers.parse(f"+{row.australian}"))


def test_all_numbers_are_reserved_for_fiction() -> None:
    given = [row.australian for row in MAGIC_NUMBERS if row.australian]
    assert set(given) <= AUSTRALIAN_FICTION
    assert len(set(given)) == len(given)
    assert all(len(row.digits) == 2 and row.digits.isdigit() for row in MAGIC_NUMBERS)


@pytest.mark.parametrize(
    "number",
    [
        "85261234567",
        "12025550099",
        "12025550200",
        "12025550199",
        "120255501010",
        "11255550101",
        "22025550101",
        "2025550101",
        "61491570001",
        "Heliograph",
        "",
        "+",
        "1202555010١",
    ],
)
def test_every_other_number_is_delivered(number: str) -> None:
    world = World(SmscSettings(receipt_delay_ms=100))
    world.submit(submit_sm(number))
    world.pass_time(60_000)
    assert world.bind.seen == DELIVERED
    assert all(counted.matched == 0 for counted in world.network.rules.counted(0))


def test_the_other_base_is_named_in_the_receipt_of_row_14() -> None:
    world = World()
    world.submit(submit_sm("12025550114"))
    world.pass_time(0)
    (delivery,) = world.bind.held
    named = delivery.pdu.tlv(0x001E)
    assert named is not None
    assert int(named.rstrip(b"\0"), 16) == int(world.bind.message_id)
