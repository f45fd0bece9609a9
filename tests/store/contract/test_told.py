"""If this fails, a subscriber is never told of a message, is told twice at once, or reads an old report after a new."""

import msgspec
import pytest

from heliograph.sms.events import Cancelled
from heliograph.sms.given import Given, ReceiptFor, stored_given
from heliograph.sms.message import Life, Route, Segment, State
from heliograph.sms.report import Heard, Outcome
from heliograph.store.port import Inbound, Said, Unavailable
from heliograph.store.records import Change
from heliograph.store.told import Attempt, Kind, Telling, subscriber_of

ACCOUNT = "1000000000000001"
OTHER = "2000000000000002"
SUBSCRIBER = subscriber_of(ACCOUNT, "shop")
TO = "85261234567"
HOLD_MS = 60_000
BOTH = '["SmsReport", "SmsUp"]'


def wanting(receipts: str = BOTH, key: str = "shop", account: str = ACCOUNT) -> Change:
    body = f'{{"url": "http://shop/receipts", "receipts": {receipts}}}'.encode()
    return Change("subscription", account, key, body)


def without(key: str = "shop") -> Change:
    return Change("subscription", ACCOUNT, key, None)


async def subscribe(world, *changes: Change) -> None:
    await world.store.change(changes or [wanting()])


async def failed(world, key: str = "c-1", **changes):
    message = await world.submitted(key, **changes)
    await world.store.receipts([world.receipt(key, State.FAILED, "UNDELIV")])
    return message


async def taken(world, limit: int = 100, subscriber: str = SUBSCRIBER) -> list[Telling]:
    return list(await world.store.take(subscriber, limit, HOLD_MS))


def keys(tellings) -> list:
    return [telling.key for telling in tellings]


def said(text: bytes = b"STOP", **changes) -> Said:
    return Said(**{"source": TO, "destination": "85290000001", "octets": text, **changes})


async def hear(world, *messages: Said | None, at: int = 0) -> None:
    for number, message in enumerate(messages):
        key = f"k-{number}-{world.clock.now}"
        await world.store.inbound([Inbound("net-one", key, world.clock.now + at, b"pdu", message)])


# --- what is told ---


async def test_a_final_message_is_told_with_what_its_report_needs(world):
    await subscribe(world)
    message = await world.submitted("c-1")
    assert await taken(world) == []
    sent_at = world.clock.now
    world.advance(500)
    await world.store.receipts([world.receipt("c-1")])
    (telling,) = await taken(world)
    assert telling.about == Outcome(
        *(ACCOUNT, TO, "Heliograph", "task-1", 1, State.DELIVERED, "DELIVRD", sent_at, world.clock.now),
        accepted_at=message.accepted_at,
        text="Hello!",
    )
    assert (telling.key.kind, telling.key.message, telling.key.revision) == (Kind.REPORT, message.id, 1)
    assert (telling.attempts, telling.made_at) == (1, world.clock.now)
    assert world.told == [SUBSCRIBER]


@pytest.mark.parametrize("crash", [False, True])
async def test_a_failure_is_corrected_by_proof_of_delivery_once_and_behind_it(world, crash):
    await subscribe(world)
    message = await failed(world)
    world.advance(10)
    if crash:
        await world.restart()
    await world.store.receipts([world.receipt("c-1")])
    await world.store.receipts([world.receipt("c-1", State.FAILED, "EXPIRED")])
    (first,) = await taken(world)
    assert (first.key.revision, first.about.state, first.about.code) == (1, State.FAILED, "UNDELIV")
    assert await taken(world) == []
    if crash:
        await world.restart()
    assert await world.store.done(keys([first])) == [True]
    (second,) = await taken(world)
    assert (second.key.revision, second.about.state, second.key.message) == (2, State.DELIVERED, message.id)
    await world.store.done(keys([second]))
    await world.store.receipts([world.receipt("c-1", State.REJECTED, "REJECTD")])
    assert await world.store.next_told(SUBSCRIBER) is None


async def test_a_correction_of_what_was_told_already_is_due_at_once(world):
    await subscribe(world)
    await failed(world)
    await world.store.done(keys(await taken(world)))
    await world.store.receipts([world.receipt("c-1")])
    assert [(t.key.revision, t.about.state) for t in await taken(world)] == [(2, State.DELIVERED)]


async def test_a_message_of_several_segments_is_told_when_the_last_is_final(world):
    await subscribe(world)
    message = await world.accepted(segments=2)
    await world.claim()
    await world.settle(message, world.ok("c-1", 1), world.ok("c-2", 2))
    await world.store.receipts([world.receipt("c-1")])
    assert await taken(world) == []
    await world.store.receipts([world.receipt("c-2")])
    assert len(await taken(world)) == 1


async def test_every_way_to_an_end_is_told(world):
    await subscribe(world)
    ends = [await world.accepted(validity_until=world.clock.now + 1_000), await world.accepted()]
    world.advance(1_000)
    await world.store.wake(10)
    await world.settle(ends[1], Cancelled(1))
    refused = await world.accepted()
    await world.claim()
    await world.settle(refused, world.refused(code="ESME_RINVDSTADR"))
    silent = await world.submitted("c-9", route=Route(receipts=False))
    told = {t.key.message: t.about.state for t in await taken(world)}
    assert told == {
        ends[0].id: State.EXPIRED,
        ends[1].id: State.CANCELLED,
        refused.id: State.REJECTED,
        silent.id: State.SUBMITTED,
    }


async def test_an_inbound_message_is_told_to_the_account_of_its_number(world):
    await subscribe(world, wanting(), wanting(account=OTHER))
    await hear(world, said(), said(b"Hi", destination="other"), None)
    (telling,) = await taken(world)
    assert telling.about == Heard(ACCOUNT, "net-one", TO, "85290000001", "STOP", world.clock.now, b"STOP")
    assert (telling.key.kind, telling.key.revision) == (Kind.INBOUND, 1)
    (other,) = await taken(world, subscriber=subscriber_of(OTHER, "shop"))
    assert (other.about.account, other.about.text) == (OTHER, "Hi")


async def test_a_repeated_inbound_message_is_told_once(world):
    await subscribe(world)
    message = Inbound("net-one", "k", world.clock.now, b"pdu", said())
    await world.store.inbound([message, message])
    await world.store.inbound([message])
    assert len(await taken(world)) == 1


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
async def test_parts_of_an_inbound_message_are_told_joined_once_all_are_there(world, order):
    await subscribe(world)
    octets = "码 first second 🎉".encode("utf-16-be")
    cuts = {1: octets[:2], 2: octets[2:-2], 3: octets[-2:]}
    for number in order[:2]:
        await hear(world, said(cuts[number], data_coding=8, reference=7, total=3, number=number))
        world.advance(1)
        assert await taken(world) == []
    await world.restart()
    await hear(world, said(cuts[order[2]], data_coding=8, reference=7, total=3, number=order[2]))
    (telling,) = await taken(world)
    assert telling.about.text == "码 first second 🎉"
    assert telling.about.received_at == world.clock.now


async def test_parts_under_a_reference_that_came_round_are_of_another_message(world):
    await subscribe(world)
    for text in (b"old ", b"new "):
        await hear(world, said(text, reference=7, total=2, number=1))
        world.advance(1)
    await hear(world, said(b"end", reference=7, total=2, number=2))
    world.advance(1)
    await hear(world, said(b"alone", reference=8, total=2, number=1))
    world.advance(2 * 86_400_000)
    await hear(world, said(b"late", reference=8, total=2, number=2))
    assert [t.about.text for t in await taken(world)] == ["new end"]


async def test_octets_that_are_no_text_are_told_as_hex(world):
    await subscribe(world)
    await hear(world, said(b"\x01\xfe", data_coding=4))
    assert [t.about.text for t in await taken(world)] == ["01FE"]


# --- to whom ---


async def test_without_a_subscription_nothing_is_told_and_nothing_is_made_up_for_later(world):
    message = await failed(world)
    await hear(world, said())
    await subscribe(world)
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.DELIVERED
    assert await world.store.told_to() == []
    assert await taken(world) == []


async def test_each_subscriber_of_the_account_gets_what_it_wants(world):
    await subscribe(world, wanting('["SmsReport"]', "a"), wanting('["SmsUp"]', "b"), wanting(key="c"))
    await subscribe(world, wanting(account=OTHER), wanting("[]", "none"), Change("subscription", ACCOUNT, "bad", b"x"))
    await failed(world)
    world.advance(1)
    await hear(world, said())
    told = {name: [t.key.kind for t in await taken(world, subscriber=name)] for name in await world.store.told_to()}
    assert told == {
        subscriber_of(ACCOUNT, "a"): [Kind.REPORT],
        subscriber_of(ACCOUNT, "b"): [Kind.INBOUND],
        subscriber_of(ACCOUNT, "c"): [Kind.REPORT, Kind.INBOUND],
    }


async def test_who_is_subscribed_is_known_from_the_commit_on_and_after_a_restart(world, together):
    message = await world.submitted("c-1")
    await subscribe(world)
    await world.restart()
    await world.store.receipts([world.receipt("c-1")])
    assert [t.key.message for t in await taken(world)] == [message.id]
    await world.submitted("c-2")
    await together(world.store.change([without()]), world.store.receipts([world.receipt("c-2")]))
    assert len(await taken(world)) == 1, "the report was made before the subscription was gone"
    await failed(world, "c-3")
    assert await taken(world) == []


async def test_what_a_gone_subscriber_was_to_be_told_is_forgotten_bit_by_bit(world):
    await subscribe(world)
    for number in range(5):
        await failed(world, f"c-{number}")
    await world.store.bury(keys(await taken(world, 1)))
    await world.store.change([without()])
    assert await world.store.told_to() == [SUBSCRIBER]
    assert [await world.store.forget(SUBSCRIBER, 3) for _ in range(3)] == [3, 2, 0]
    assert await world.store.told_to() == []
    assert await world.store.waiting(SUBSCRIBER) == await world.store.waiting("nobody/nothing")


async def test_a_subscriber_that_is_there_again_under_its_name_keeps_what_it_is_told(world):
    await subscribe(world)
    await failed(world)
    await world.store.change([without()])
    await world.store.change([wanting()])
    await failed(world, "c-2")
    assert await world.store.forget(SUBSCRIBER, 100) == 0, "decided while it was gone"
    assert len(await taken(world)) == 2


# --- leases ---


async def test_a_lease_holds_until_it_ends_and_then_it_is_taken_again(world):
    await subscribe(world)
    await failed(world)
    (first,) = await taken(world)
    assert first.key.lease_end == world.clock.now + HOLD_MS
    assert await taken(world) == []
    await world.restart()
    assert await taken(world) == []
    assert await world.store.next_told(SUBSCRIBER) == first.key.lease_end
    world.advance(HOLD_MS)
    (again,) = await taken(world)
    assert (again.key.message, again.attempts, again.made_at) == (first.key.message, 2, first.made_at)
    assert again.about == first.about


async def test_the_oldest_goes_first_and_a_limit_is_kept(world):
    await subscribe(world)
    ids = []
    for number in range(5):
        ids.append((await failed(world, f"c-{number}")).id)
        world.advance(1)
    assert [t.key.message for t in await taken(world, 2)] == ids[:2]
    assert [t.key.message for t in await world.store.peek(SUBSCRIBER, 10)] == ids[2:]
    assert [t.key.message for t in await taken(world, 10)] == ids[2:]
    assert await taken(world, 0) == []


async def test_takes_of_one_tick_share_nothing(world, together):
    await subscribe(world)
    for number in range(10):
        await failed(world, f"c-{number}")
    answers = await together(*(world.store.take(SUBSCRIBER, 4, HOLD_MS) for _ in range(4)))
    found = [t.key.message for tellings in answers for t in tellings]
    assert len(found) == len(set(found)) == 10


async def test_done_is_a_fact_whoever_says_it_and_saying_it_again_changes_nothing(world):
    await subscribe(world)
    await failed(world)
    late = keys(await taken(world))
    world.advance(HOLD_MS)
    await taken(world)
    assert await world.store.done(late) == [True]
    assert await world.store.done(late) == [False]
    await world.restart()
    world.advance(HOLD_MS)
    assert await taken(world) == []
    assert (await world.store.waiting(SUBSCRIBER)).undone == 0


async def test_a_done_that_asks_for_its_lease_is_none_once_another_has_it(world):
    await subscribe(world)
    await failed(world)
    [first] = await taken(world)
    [until] = await world.store.put_off([first.key], world.clock.now + 1_000)
    assert await world.store.done([first.key], held=True) == [False], "put off under another lease"
    world.clock.now = until
    [again] = await taken(world)
    moved = msgspec.structs.replace(first.key, lease_end=until)
    assert await world.store.done([first.key, moved], held=True) == [False, False], "another has it"
    assert (await world.store.waiting(SUBSCRIBER)).undone == 1
    assert await world.store.done([again.key], held=True) == [True]
    assert await world.store.done([again.key], held=True) == [False]
    assert (await world.store.waiting(SUBSCRIBER)).undone == 0


async def test_what_is_put_off_is_due_then_and_only_the_holder_may_put_it_off(world):
    await subscribe(world)
    await failed(world)
    lost = keys(await taken(world))
    world.advance(HOLD_MS)
    held = keys(await taken(world))
    due = world.clock.now + 5_000
    assert await world.store.put_off(lost, due) == [0]
    assert await world.store.bury(lost) == [False]
    assert await world.store.put_off(held, due) == [due]
    assert await world.store.put_off(held, due + 1) == [0]
    assert await world.store.next_told(SUBSCRIBER) == due
    await world.restart()
    world.clock.now = due - 1
    assert await taken(world) == []
    world.clock.now = due
    assert [t.attempts for t in await taken(world)] == [3]


async def test_what_is_put_off_to_now_is_hinted_at(world):
    await subscribe(world)
    await failed(world)
    (key,) = keys(await taken(world))
    world.told.clear()
    await world.store.put_off([key], world.clock.now)
    assert world.told == [SUBSCRIBER]
    assert len(await taken(world)) == 1


# --- dead letters ---


async def test_a_dead_one_is_kept_listed_and_redriven(world):
    await subscribe(world)
    ids = []
    for number in range(3):
        ids.append((await failed(world, f"c-{number}")).id)
        await world.store.bury(keys(await taken(world)))
        world.advance(1_000)
    await world.restart()
    assert await taken(world) == []
    assert await world.store.next_told(SUBSCRIBER) is None
    dead = await world.store.dead(SUBSCRIBER, limit=2)
    assert [d.telling.key.message for d in dead] == ids[:2]
    rest = await world.store.dead(SUBSCRIBER, after=(dead[-1].buried_at, dead[-1].telling.key.message))
    assert [d.telling.key.message for d in rest] == ids[2:]
    counts = await world.store.waiting(SUBSCRIBER)
    assert (counts.undone, counts.dead) == (0, 3)
    assert await world.store.redrive(SUBSCRIBER, [dead[1].telling.key]) == 1
    assert [(t.key.message, t.attempts) for t in await taken(world)] == [(ids[1], 1)]
    assert await world.store.redrive(SUBSCRIBER, limit=1) == 1
    assert await world.store.redrive(SUBSCRIBER) == 1
    assert await world.store.redrive(SUBSCRIBER) == 0
    assert [t.key.message for t in await taken(world)] == [ids[0], ids[2]]
    counts = await world.store.waiting(SUBSCRIBER)
    assert (counts.undone, counts.dead) == (3, 0)


async def test_nobody_redrives_anothers(world):
    await subscribe(world)
    await failed(world)
    await world.store.bury(keys(await taken(world)))
    (dead,) = await world.store.dead(SUBSCRIBER)
    assert await world.store.redrive("other/shop", [dead.telling.key]) == 0
    assert len(await world.store.dead(SUBSCRIBER)) == 1


@pytest.mark.parametrize("correction_first", [True, False])
async def test_a_correction_replaces_a_dead_report_so_that_nothing_old_comes_after_it(world, correction_first):
    await subscribe(world)
    await failed(world)
    held = keys(await taken(world))
    if correction_first:
        await world.store.receipts([world.receipt("c-1")])
        assert await world.store.bury(held) == [True]
    else:
        await world.store.bury(held)
        await world.store.receipts([world.receipt("c-1")])
    assert await world.store.dead(SUBSCRIBER) == []
    assert await world.store.redrive(SUBSCRIBER) == 0
    (telling,) = await taken(world)
    assert (telling.key.revision, telling.about.state) == (2, State.DELIVERED)
    counts = await world.store.waiting(SUBSCRIBER)
    assert (counts.undone, counts.dead) == (1, 0)


# --- attempts ---


def attempt(at: int, outcome: str = "") -> Attempt:
    return Attempt(at, 12, Kind.REPORT, 3, 7, 200, outcome)


async def test_the_newest_attempts_of_each_subscriber_are_kept(world):
    await world.store.log(SUBSCRIBER, [attempt(1), attempt(2, "HTTP 500")])
    await world.store.log("other/shop", [attempt(9)])
    await world.restart()
    for start in range(3, 303, 100):
        await world.store.log(SUBSCRIBER, [attempt(at) for at in range(start, start + 100)])
    kept = await world.store.attempts(SUBSCRIBER)
    assert [one.number for one in kept] == list(range(302, 102, -1))
    assert [one.at for one in kept] == [one.number for one in kept]
    assert (await world.store.attempts(SUBSCRIBER, 1))[0] == msgspec.structs.replace(attempt(302), number=302)
    assert len(await world.store.attempts("other/shop")) == 1
    await world.store.forget(SUBSCRIBER, 10)
    assert await world.store.attempts(SUBSCRIBER) == []


# --- failures ---


async def test_empty_calls_do_nothing_and_a_closed_store_says_so(world):
    assert await world.store.done([]) == ()
    assert await world.store.put_off([], 1) == ()
    assert await world.store.bury([]) == ()
    assert world.figure("heliograph_store_commits_total") == 0
    await world.store.close()
    for call in (world.store.take(SUBSCRIBER, 1, 1), world.store.peek(SUBSCRIBER, 1), world.store.redrive(SUBSCRIBER)):
        with pytest.raises(Unavailable):
            await call


@pytest.mark.parametrize("step", ["begin", "receipts", "commit", "committed"])
async def test_whatever_step_fails_a_report_is_made_with_its_receipt_or_not_at_all(world, step):
    await subscribe(world)
    message = await world.submitted("c-1")
    fails = [step]

    def point(name: str) -> None:
        if name in fails:
            fails.remove(name)
            raise OSError("disk I/O error")

    await world.store.close()
    world.crash_points = point
    fails.clear()
    await world.begin()
    fails.append(step)
    with pytest.raises((Unavailable, OSError)):
        await world.store.receipts([world.receipt("c-1")])
    delivered = await world.state(message) is State.DELIVERED
    assert delivered == (step == "committed")
    assert len(await taken(world)) == int(delivered)
    await world.store.receipts([world.receipt("c-1")])
    world.advance(HOLD_MS)
    assert [t.key.message for t in await taken(world)] == [message.id]


@pytest.mark.parametrize("call", ["take", "done", "put_off", "bury"])
@pytest.mark.parametrize("step", ["begin", "tell", "commit", "committed"])
async def test_whatever_step_fails_nothing_is_lost_and_the_call_may_be_repeated(world, call, step):
    await subscribe(world)
    message = await failed(world)
    (key,) = keys(await taken(world))
    fails: list[str] = []

    def point(name: str) -> None:
        if name in fails:
            fails.remove(name)
            raise OSError("disk I/O error")

    await world.store.close()
    world.crash_points = point
    await world.begin()
    calls = {
        "take": lambda: world.store.take(SUBSCRIBER, 1, HOLD_MS),
        "done": lambda: world.store.done([key]),
        "put_off": lambda: world.store.put_off([key], world.clock.now + HOLD_MS),
        "bury": lambda: world.store.bury([key]),
    }
    if call == "take":
        world.advance(HOLD_MS)
    fails.append(step)
    with pytest.raises((Unavailable, OSError)):
        await calls[call]()
    await calls[call]()
    world.advance(2 * HOLD_MS)
    counts = await world.store.waiting(SUBSCRIBER)
    await world.restart()
    assert await world.store.waiting(SUBSCRIBER) == counts
    found = [t.key.message for t in await taken(world)] + [
        d.telling.key.message for d in await world.store.dead(SUBSCRIBER)
    ]
    assert found == ([] if call == "done" else [message.id])


async def test_a_withdrawn_message_is_told_to_nobody(world):
    await subscribe(world)
    fails: list[str] = []

    def point(name: str) -> None:
        if name in fails:
            fails.remove(name)
            raise OSError("disk I/O error")

    await world.store.close()
    world.crash_points = point
    await world.begin()
    withdrawn = world.message()
    fails += ["committed", "reopen"]
    with pytest.raises(Unavailable):
        await world.accept(withdrawn)
    world.advance(1_000)
    assert await taken(world) == []
    assert await world.state(withdrawn) is State.CANCELLED


# --- SMPP customers ---


def customer(key: str = "smpp-shop", receipts: str = BOTH) -> Change:
    return Change("subscription", ACCOUNT, key, f'{{"kind": "smpp", "receipts": {receipts}}}'.encode())


def of_customer(registered_delivery: int = 1, key: str = "smpp-shop") -> Life:
    return Life((Segment(1),), Route(), 7, receipt_for=ReceiptFor(key, registered_delivery))


async def told_customer(world, key: str = "smpp-shop") -> list[State]:
    telling = [one.about for one in await taken(world, subscriber=subscriber_of(ACCOUNT, key))]
    return [about.state for about in telling]


async def test_a_customer_is_told_of_its_own_messages_and_of_no_others(world):
    await subscribe(world, customer(), customer("smpp-other"), wanting())
    await failed(world, "c-1")
    await failed(world, "c-2", life=of_customer())
    assert await told_customer(world) == [State.FAILED]
    assert await told_customer(world, "smpp-other") == []
    assert len(await taken(world)) == 2, "other subscribers are told of all"


@pytest.mark.parametrize(("registered_delivery", "states"), [(0, []), (1, ["d", "f"]), (2, ["f"]), (3, ["d"])])
async def test_a_customer_is_told_as_it_asked(world, registered_delivery, states):
    await subscribe(world, customer())
    await world.submitted("c-1", life=of_customer(registered_delivery))
    await world.store.receipts([world.receipt("c-1")])
    await failed(world, "c-2", life=of_customer(registered_delivery))
    assert [str(state)[0] for state in await told_customer(world)] == states


@pytest.mark.parametrize(("registered_delivery", "told"), [(0, 0), (1, 2), (2, 2), (3, 1)])
async def test_a_customer_that_read_of_a_failure_reads_of_the_delivery_after_all(world, registered_delivery, told):
    await subscribe(world, customer())
    await failed(world, "c-1", life=of_customer(registered_delivery))
    first = await taken(world, subscriber=subscriber_of(ACCOUNT, "smpp-shop"))
    await world.store.done([one.key for one in first])
    await world.store.receipts([world.receipt("c-1")])
    second = await taken(world, subscriber=subscriber_of(ACCOUNT, "smpp-shop"))
    assert len(first) + len(second) == told


async def test_what_a_receipt_repeats_comes_with_it(world):
    await subscribe(world, customer())
    message = world.message(life=of_customer())
    given = stored_given(Given(None, tlvs=((0x1400, b"1"),)))
    await world.store.accept([(message, msgspec.structs.replace(world.body("x" * 30), given=given))])
    await world.claim()
    await world.settle(message, world.ok("c-1"))
    await world.store.receipts([world.receipt("c-1")])
    [telling] = await taken(world, subscriber=subscriber_of(ACCOUNT, "smpp-shop"))
    assert (telling.about.text, telling.about.given) == ("x" * 20, given)
    assert telling.about.accepted_at == message.accepted_at


async def test_every_customer_of_the_account_reads_what_people_write(world):
    await subscribe(world, customer(), customer("smpp-other", '["SmsReport"]'))
    said = Said(TO, "85290000001", b"STOP")
    await world.store.inbound([Inbound("net-one", "k", world.clock.now, b"", said)])
    [telling] = await taken(world, subscriber=subscriber_of(ACCOUNT, "smpp-shop"))
    assert (telling.about.text, telling.about.octets) == ("STOP", b"STOP")
    assert await taken(world, subscriber=subscriber_of(ACCOUNT, "smpp-other")) == []


async def test_what_is_owed_of_a_message_is_told_until_it_is_done(world):
    await subscribe(world)
    message = await failed(world)
    owed = await world.store.owed(SUBSCRIBER, message.id)
    assert (owed.attempts, owed.buried_at) == (0, 0)
    (telling,) = await taken(world)
    owed = await world.store.owed(SUBSCRIBER, message.id)
    assert (owed.attempts, owed.due) == (1, world.clock.now + HOLD_MS)
    await world.store.bury([telling.key])
    owed = await world.store.owed(SUBSCRIBER, message.id)
    assert (owed.due, owed.buried_at) == (None, world.clock.now)
    await world.store.redrive(SUBSCRIBER)
    await world.store.done(keys(await taken(world)))
    assert await world.store.owed(SUBSCRIBER, message.id) is None
    assert await world.store.owed("nobody", message.id) is None
