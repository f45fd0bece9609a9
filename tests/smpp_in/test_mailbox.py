"""If these fail, a customer never gets a receipt, or loses one that it has not taken."""

import msgspec

from heliograph.smpp.pdu import DeliverSmResp, EnquireLink
from heliograph.sms.subscription import decode_subscription, encode_subscription
from heliograph.store.port import Inbound, Said
from heliograph.store.records import Change

from .conftest import ACCOUNT, Bench, credential


async def test_a_receipt_waits_until_the_customer_is_bound_and_is_gone_once_taken(bench: Bench):
    await bench.open()
    [message_id] = await bench.ended("Hello")
    assert await bench.waiting() == (1, 0)
    esme = await bench.bound("receiver")
    pdu = await esme.delivered()
    assert f"id:{message_id} ".encode() in pdu.short_message
    assert pdu.short_message.endswith(b"text:Hello")
    await bench.until_waiting(0)
    [(subscriber, told)] = bench.recent.of_message(message_id)
    assert (subscriber, told.outcome) == (f"{ACCOUNT}/smpp-shop", "")
    assert bench.figure('heliograph_smpp_in_delivers_total{answer="taken"}') == 1


async def test_a_receipt_comes_at_once_to_a_bound_customer(bench: Bench):
    await bench.open()
    esme = await bench.bound()
    assert (await esme.ask(EnquireLink()))[0] == 0
    await bench.ended("a", "b")
    assert {(await esme.delivered()).short_message[-1:] for _ in range(2)} == {b"a", b"b"}
    await bench.until_waiting(0)


async def test_one_that_cannot_be_written_keeps_no_other_and_is_shown_to_people(bench: Bench):
    await bench.open()
    await bench.ended("a", "broken", "b")
    esme = await bench.bound()
    assert {(await esme.delivered()).short_message[-1:] for _ in range(2)} == {b"a", b"b"}
    await bench.until_waiting(0, 1)


async def test_a_transmitter_gets_none(bench: Bench):
    await bench.open()
    esme = await bench.bound("transmitter")
    await bench.ended("a")
    assert (await esme.ask(EnquireLink()))[0] == 0
    assert await bench.waiting() == (1, 0)


async def test_what_a_lost_link_left_unanswered_comes_over_the_next(bench: Bench):
    await bench.open()
    await bench.ended("a")
    first = await bench.bound()
    await first.delivered(None)
    first.abort()
    assert (await (await bench.bound()).delivered()).short_message.endswith(b"text:a")
    await bench.until_waiting(0)


async def test_what_is_not_answered_in_time_comes_again(bench: Bench):
    await bench.open(response_timeout_seconds=0.05)
    await bench.ended("a")
    esme = await bench.bound()
    await esme.delivered(None)
    assert (await esme.delivered()).short_message.endswith(b"text:a")
    await bench.until_waiting(0)


async def test_a_passing_refusal_is_tried_again_and_a_lasting_one_kept(bench: Bench):
    await bench.open()
    await bench.ended("a")
    esme = await bench.bound()
    await esme.delivered(0x64)
    await esme.delivered(0x65)
    await bench.until_waiting(0, 1)
    await bench.store.redrive(f"{ACCOUNT}/smpp-shop")
    await esme.delivered()
    await bench.until_waiting(0)


async def test_no_more_than_the_window_is_under_way(bench: Bench):
    await bench.open(window=2)
    await bench.ended("a", "b", "c")
    esme = await bench.bound()
    held = [await esme.read() for _ in range(2)]
    esme.send(EnquireLink())
    assert type((await esme.read())[2]).__name__ == "EnquireLinkResp", "the third waits"
    for _, sequence, _ in held:
        esme.send(DeliverSmResp(), sequence)
    await esme.delivered()
    await bench.until_waiting(0)


async def test_any_of_the_credentials_binds_may_take_one(bench: Bench):
    await bench.open(window=1)
    first, second = await bench.bound(), await bench.bound("receiver")
    await bench.ended("a", "b")
    await first.delivered(None)
    await second.delivered(None)


async def test_a_customer_that_takes_nothing_holds_up_no_other(bench: Bench):
    await bench.open(window=5)
    await bench.have(credential("other"))
    stuck, other = await bench.bound(), await bench.bound(system_id="other")
    await bench.ended(*"abcdefgh")
    await stuck.delivered(None)
    await bench.ended(*"12345678", system_id="other")
    for _ in range(8):
        await other.delivered()


async def test_a_paused_one_gets_nothing_until_it_is_resumed(bench: Bench):
    await bench.open()
    record = await bench.store.record("subscription", ACCOUNT, "smpp-shop")
    assert record is not None
    paused = msgspec.structs.replace(decode_subscription(record.body), paused=True)
    await bench.store.change([Change("subscription", ACCOUNT, "smpp-shop", encode_subscription(paused))])
    await bench.ended("a")
    esme = await bench.bound()
    assert (await esme.ask(EnquireLink()))[0] == 0
    assert await bench.waiting() == (1, 0)
    await bench.store.change([Change("subscription", ACCOUNT, "smpp-shop", record.body)])
    assert bench.door is not None
    bench.door.changed()
    await esme.delivered()


async def test_what_a_person_writes_comes_to_the_bind(bench: Bench):
    await bench.open()
    esme = await bench.bound()
    said = Said("85261234567", "10690", b"Hi there")
    await bench.store.inbound([Inbound("net", "k", bench.clock.steady_ms(), b"", said)])
    pdu = await esme.delivered()
    assert (pdu.short_message, pdu.source_addr, pdu.destination_addr, pdu.esm_class) == (
        *(b"Hi there", "85261234567", "10690", 0),
    )
    await bench.until_waiting(0)
