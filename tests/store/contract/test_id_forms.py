"""If this fails, a carrier whose receipts name ids in another base leaves its messages open, or ends the wrong ones."""

import msgspec
import pytest

from heliograph.sms.events import SubmitOk
from heliograph.sms.message import State
from heliograph.sms.receipt import IdForm, canonical_key

FIRST = 1_795_521_600_000_001


@pytest.fixture
async def world(world):
    world.learning = {"net-one"}
    await world.restart()
    return world


def in_hex(number):
    return format(number, "x")


def in_hex_padded(number):
    return format(number, "020X")


def receipt(world, named, state=State.DELIVERED, to=None):
    key = canonical_key(named, IdForm.AUTO)
    made = world.receipt(key, state, str(state))
    return made if to is None else msgspec.structs.replace(made, to=to)


async def sent(world, named, **changes):
    message = await world.accepted(**changes)
    await world.claim()
    await world.settle(message, SubmitOk(1, 1, named, world.clock.now, canonical_key(named, IdForm.AUTO)))
    return message


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize(
    ("response", "in_receipt"),
    [(str, str), (str, in_hex), (in_hex, str), (str, in_hex_padded), (in_hex_padded, in_hex), (in_hex_padded, str)],
)
async def test_every_receipt_finds_its_message_from_the_first_on(world, response, in_receipt, early):
    for number in range(FIRST, FIRST + 7):
        if early:
            message = await world.accepted()
            await world.claim()
            await world.store.receipts([receipt(world, in_receipt(number))])
            named = response(number)
            await world.settle(message, SubmitOk(1, 1, named, world.clock.now, canonical_key(named, IdForm.AUTO)))
        else:
            message = await sent(world, response(number))
            await world.store.receipts([receipt(world, in_receipt(number))])
        assert await world.state(message) is State.DELIVERED
        await world.store.receipts([receipt(world, in_receipt(number))])
        if number == FIRST + 2:
            await world.restart()
    assert world.figure("heliograph_receipts_repeated_total") == 7
    assert world.figure("heliograph_strays_total") == 0


async def test_what_was_learnt_survives_a_restart_and_holds_without_a_recipient(world):
    messages = [await sent(world, str(FIRST + n)) for n in range(4)]
    await world.store.receipts([receipt(world, in_hex(FIRST + n)) for n in range(3)])
    await world.restart()
    await world.store.receipts([receipt(world, in_hex(FIRST + 3), to="")])
    assert [await world.state(message) for message in messages] == [State.DELIVERED] * 4


async def test_until_then_an_id_in_another_base_is_not_believed_without_its_recipient(world):
    message = await sent(world, str(FIRST))
    await world.store.receipts([receipt(world, in_hex(FIRST), to="")])
    await world.store.receipts([receipt(world, in_hex(FIRST), to="85269999999")])
    assert await world.state(message) is State.SUBMITTED
    await world.store.receipts([receipt(world, str(FIRST), to="")])
    assert await world.state(message) is State.DELIVERED


async def test_between_two_messages_nothing_is_guessed_and_what_waits_is_matched_once_the_form_is_learnt(world):
    meant, other = await sent(world, "100"), await sent(world, "64")
    await world.store.receipts([receipt(world, "64", State.FAILED)])
    assert [await world.state(one) for one in (meant, other)] == [State.SUBMITTED] * 2
    for number in range(FIRST, FIRST + 3):
        await sent(world, str(number))
        await world.store.receipts([receipt(world, in_hex(number))])
    assert [await world.state(one) for one in (meant, other)] == [State.FAILED, State.SUBMITTED]
    assert world.figure("heliograph_receipts_rematched_total") == 1


async def test_a_carrier_that_changes_its_form_is_followed(world):
    for number in range(FIRST, FIRST + 4):
        message = await sent(world, str(number))
        await world.store.receipts([receipt(world, in_hex(number))])
    for number in range(FIRST + 10, FIRST + 15):
        message = await sent(world, str(number))
        await world.store.receipts([receipt(world, str(number))])
        assert await world.state(message) is State.DELIVERED


async def test_a_carrier_whose_form_is_set_learns_nothing(world):
    message = await world.accepted(lane="net-two")
    await world.claim(lane="net-two")
    await world.settle(message, world.ok(str(FIRST)))
    await world.store.receipts([msgspec.structs.replace(receipt(world, in_hex(FIRST)), carrier="net-two")])
    assert await world.state(message) is State.SUBMITTED
