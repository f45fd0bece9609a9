"""If these fail, a customer cancels what has gone already, or another's message, or cannot cancel what waits."""

import msgspec
import pytest

from heliograph.operations.heliograph_2026_11_01.cancel_message import cancel_message
from heliograph.sms.message import Attempt, Segment, State
from heliograph.store.port import Nonce, Timeline

NONCE = Nonce("key", "n", 1)


async def test_a_waiting_message_is_cancelled_and_the_nonce_burnt_with_it(bench, held):
    bench.store.holds = [held(message_id=5)]
    bench.store.waits = {5}
    reply = await bench.call(cancel_message, nonce=NONCE, MessageId="5")
    assert (reply.code, reply.fields) == ("OK", {"Cancelled": "1"})
    assert bench.store.nonces == [NONCE]


async def test_what_has_left_and_what_is_not_there_are_told_apart(bench, held):
    bench.store.holds = [held(message_id=5)]
    assert (await bench.call(cancel_message, MessageId="5")).code == "MESSAGE_NOT_WAITING"
    assert (await bench.call(cancel_message, MessageId="6")).code == "DATA_NOT_EXIST"


async def test_those_to_a_number_from_a_sender_are_cancelled(bench, held):
    def of(sender: str, message_id: int, *segments: Segment) -> Timeline:
        found = held(*segments, message_id=message_id)
        return msgspec.structs.replace(found, body=msgspec.structs.replace(found.body, sender=sender))

    gone = Segment(1, None, (Attempt(1, "net-one", State.SUBMITTED),), handed=1)
    bench.store.holds = [of("Shop", 9), of("Shop", 8, gone), of("Other", 7), of("Shop", 6)]
    bench.store.waits = {6, 7, 8, 9}
    reply = await bench.call(cancel_message, To="85261234567", From="Shop")
    assert reply.fields == {"Cancelled": "2"}
    assert bench.store.found_with[0]["to"] == "85261234567"
    assert (await bench.call(cancel_message, To="85261234567")).code == "DATA_NOT_EXIST", "no sender is a sender, too"


@pytest.mark.parametrize("parameters", [{}, {"MessageId": "5", "To": "85261234567"}, {"From": "Shop"}])
async def test_it_must_be_clear_what_is_meant(bench, parameters):
    assert (await bench.call(cancel_message, **parameters)).code == "INVALID_PARAMETERS"
