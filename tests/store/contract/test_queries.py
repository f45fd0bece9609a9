"""If this fails, a receipt that got lost is never asked for, or the answer to the question is lost too."""

import msgspec
import pytest

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.events import QueryRefused
from heliograph.sms.message import Route, State
from heliograph.store.port import Inquiry

ASKED = Route(query_after_ms=60_000, doubt_wait_ms=1_000)


async def wake(world):
    while await world.store.wake(10):
        pass


def answer(world, key, state=State.DELIVERED, code="DELIVERED", **changes):
    receipt = world.receipt(key, state, code)
    words = CarrierWords("DELIVERED", done_date="261124120105000+")
    return msgspec.structs.replace(receipt, asked=True, raw=b"", words=words, **changes)


async def test_an_overdue_receipt_is_named_with_all_that_the_question_needs(world):
    message = await world.submitted("00C-1", route=ASKED)
    await wake(world)
    assert world.inquiries == []
    assert await world.store.next_wake() == world.clock.now + 60_000
    world.advance(60_000)
    await wake(world)
    assert world.inquiries == [Inquiry(message.id, 1, 1, "net-one", "00C-1", message.to, "Heliograph")]
    assert (await world.events(message))[-1] == "query"


async def test_it_is_named_again_after_a_crash_that_lost_the_question(world):
    message = await world.submitted("c-1", route=ASKED)
    world.advance(60_000)
    await wake(world)
    await world.restart()
    world.advance(60_000)
    await wake(world)
    assert [one.message_id for one in world.inquiries] == [message.id] * 2


async def test_each_part_is_asked_for_by_its_own_id(world):
    message = await world.accepted(segments=3, route=ASKED)
    await world.claim()
    await world.settle(message, *(world.ok(f"c-{n}", segment=n) for n in (1, 2, 3)))
    await world.store.receipts([world.receipt("c-2")])
    world.advance(60_000)
    await wake(world)
    assert [(one.segment, one.carrier_message_id) for one in world.inquiries] == [(1, "c-1"), (3, "c-3")]


@pytest.mark.parametrize(
    ("state", "code", "end"),
    [
        (State.DELIVERED, "DELIVERED", State.DELIVERED),
        (State.EXPIRED, "EXPIRED", State.EXPIRED),
        (State.SUBMITTED, "ENROUTE", State.SUBMITTED),
    ],
)
async def test_an_answer_is_taken_as_a_receipt_is(world, state, code, end):
    message = await world.submitted("c-1", route=ASKED)
    world.advance(60_000)
    await wake(world)
    await world.store.receipts([answer(world, "c-1", state, code)])
    await world.restart()
    attempt = (await world.segment(message)).attempts[0]
    assert (attempt.state, attempt.words.done_date) == (end, "261124120105000+")
    assert (await world.lines(message))[-1]["asked"] is True


async def test_the_receipt_that_comes_all_the_same_is_a_repeat(world):
    message = await world.submitted("c-1", route=ASKED)
    world.advance(60_000)
    await wake(world)
    await world.store.receipts([answer(world, "c-1"), answer(world, "c-1")])
    assert world.figure("heliograph_receipts_repeated_total") == 0
    await world.store.receipts([world.receipt("c-1", code="DELIVERED")])
    assert await world.state(message) is State.DELIVERED
    assert world.figure("heliograph_receipts_repeated_total") == 1
    assert world.figure("heliograph_strays_total") == 0


async def test_that_the_carrier_does_not_know_it_is_kept_and_changes_nothing(world):
    message = await world.submitted("c-1", route=ASKED)
    await world.settle(message, QueryRefused(1, 1, "ESME_RQUERYFAIL"))
    assert await world.state(message) is State.SUBMITTED
    last = (await world.lines(message))[-1]
    assert (last["e"], last["code"], last["to"]) == ("query_refused", "ESME_RQUERYFAIL", "submitted")


async def test_a_doubt_is_not_asked_for_and_ends_by_the_routes_other_word(world):
    message = await world.doubted(route=ASKED)
    world.advance(1_000)
    await wake(world)
    assert await world.state(message) is State.ACCEPTED
    assert world.inquiries == []
