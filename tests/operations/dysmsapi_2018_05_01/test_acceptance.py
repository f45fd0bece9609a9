"""If these fail, a message is stored twice or not at all, or nobody hears that there is work."""

import pytest

from heliograph.operations.call import Call
from heliograph.operations.dysmsapi_2018_05_01.acceptance import ID_TRIES, Refused, accept, compose
from heliograph.operations.dysmsapi_2018_05_01.send_message_to_globe import SEND_MESSAGE_TO_GLOBE
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.lifecycle import wake_at
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message import Route
from heliograph.sms.route import Lane, NoRoute
from heliograph.store.port import IdTaken, Unavailable

CALL = Call(SEND_MESSAGE_TO_GLOBE, "1", "", "ID", {})


async def test_it_is_looked_at_again_when_the_lifecycle_says_so(bench) -> None:
    ports = bench.ports()
    message, _ = compose(CALL, ports, ports.numbers.find("85261234567"), "Hello")
    assert message.wake_at == wake_at(message, message.accepted_at)


async def test_it_takes_what_the_route_says_along(bench) -> None:
    bench.lanes.lane = Lane("other", Route(receipts=False))
    ports = bench.ports()
    message, _ = compose(CALL, ports, ports.numbers.find("85261234567"), "Hello")
    assert (message.lane, message.life.route.receipts) == ("other", False)


async def test_it_is_cut_for_the_carriers_alphabet(bench) -> None:
    bench.lanes.lane = Lane("other", Route(alphabet=Alphabet.ASCII))
    ports = bench.ports()
    message, body = compose(CALL, ports, ports.numbers.find("85261234567"), "ü" * 100)
    assert (len(message.segments), body.segments) == (2, 2)


@pytest.mark.parametrize(
    ("way", "handed_over", "billed"),
    [(LongMessages.UDH8, 2, 2), (LongMessages.UDH16, 3, 3), (LongMessages.SAR, 2, 2), (LongMessages.PAYLOAD, 1, 2)],
)
async def test_it_is_cut_in_the_carriers_way(bench, way: LongMessages, handed_over: int, billed: int) -> None:
    bench.lanes.lane = Lane("other", Route(long_messages=way))
    ports = bench.ports()
    message, body = compose(CALL, ports, ports.numbers.find("85261234567"), "x" * 306)
    assert (len(message.segments), body.segments) == (handed_over, billed)


async def test_ids_are_tried_a_few_times_and_then_the_error_is_told(bench) -> None:
    ports = bench.ports()
    composed = [compose(CALL, ports, ports.numbers.find("85261234567"), "Hello")]
    bench.store.raises = [IdTaken() for _ in range(ID_TRIES)]
    with pytest.raises(IdTaken):
        await accept(CALL, ports, composed)
    assert bench.store.raises == []


async def test_a_store_that_is_full_is_asked_once(bench) -> None:
    ports = bench.ports()
    composed = [compose(CALL, ports, ports.numbers.find("85261234567"), "Hello")]
    bench.store.raises = [Unavailable("full"), Unavailable("full")]
    with pytest.raises(Unavailable):
        await accept(CALL, ports, composed)
    assert len(bench.store.raises) == 1


async def test_a_rule_that_refuses_names_its_code(bench) -> None:
    bench.lanes.lane = NoRoute("BLACK_KEY_CONTROL_LIMIT", "The operator's routes refuse this message.")
    ports = bench.ports()
    refused = compose(CALL, ports, ports.numbers.find("85261234567"), "Hello")
    assert refused == Refused("BLACK_KEY_CONTROL_LIMIT", "The operator's routes refuse this message.")
