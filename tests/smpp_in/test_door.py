"""If these fail, strangers get in, customers do not, or one customer's binds take all the room there is."""

import asyncio

import pytest

from heliograph.identity.account import Account, AccountStatus
from heliograph.identity.entity import put
from heliograph.identity.user import User
from heliograph.operations.smpp_credentials import ended
from heliograph.smpp.codec import encode
from heliograph.smpp.pdu import BindTransceiver, BindTransceiverResp, EnquireLink, Unbind, UnbindResp
from heliograph.smpp.transport import PDUS_MAX
from heliograph.smpp_in.guard import ADDRESS_FAILURES_MAX

from .conftest import ACCOUNT, PASSWORD, Bench, Esme, credential, submit


async def tried(esme: Esme, system_id: str = "shop", password: str = PASSWORD) -> int:
    return (await esme.ask(BindTransceiver(system_id, password)))[0]


async def test_the_right_password_binds_and_says_who_we_are(bench: Bench):
    await bench.open()
    esme = await bench.connect()
    status, response = await esme.ask(BindTransceiver("shop", PASSWORD))
    assert status == 0
    assert isinstance(response, BindTransceiverResp)
    assert (response.system_id, response.tlvs) == ("heliograph", ((0x0210, b"\x34"),))
    assert bench.figure("heliograph_smpp_in_binds") == 1


async def test_a_wrong_password_and_an_unknown_system_id_are_answered_alike(bench: Bench):
    await bench.open()
    esme = await bench.connect()
    assert [await tried(esme, password="wrong"), await tried(esme, "nobody")] == [0x0E, 0x0E]
    assert await tried(esme) == 0, "it may try again"


async def test_after_too_many_failures_even_the_right_password_waits(bench: Bench):
    await bench.open()
    esme = await bench.connect()
    for _ in range(ADDRESS_FAILURES_MAX):
        assert await tried(esme, password="wrong") == 0x0E
    assert await tried(esme) == 0x0D


async def test_nothing_is_submitted_without_a_bind(bench: Bench):
    await bench.open()
    esme = await bench.connect()
    assert (await esme.ask(submit()))[0] == 0x04
    assert bench.gateway.calls == []


async def test_a_connection_that_does_not_bind_is_closed(bench: Bench):
    await bench.open(session_init_seconds=0.05)
    await (await bench.connect()).ended()


@pytest.mark.parametrize("changes", [{"addresses": ("192.0.2.0/24",)}, {"account": "2000000000000002"}])
async def test_who_may_not_bind_now_may_not(bench: Bench, changes):
    bench.directory.apply([put(Account(id="2000000000000002", name="S", created=1, status=AccountStatus.SUSPENDED))])
    await bench.open()
    await bench.have(credential("other", **changes))
    assert await tried(await bench.connect(), "other") == 0x0D


async def test_a_credential_has_so_many_binds_and_gets_one_back(bench: Bench):
    await bench.open()
    await bench.have(credential("few", binds_max=1))
    first, second = await bench.bound(system_id="few"), await bench.connect()
    assert await tried(second, "few") == 0x0D
    assert await first.ask(Unbind()) == (0, UnbindResp())
    await first.ended()
    assert await tried(second, "few") == 0


async def test_there_are_so_many_connections(bench: Bench):
    await bench.open(binds_max=1)
    first = await bench.bound()
    await (await bench.connect()).ended()
    assert (await first.ask(EnquireLink()))[0] == 0


async def test_strangers_of_one_address_do_not_take_all_places(bench: Bench):
    await bench.open(strangers_per_address_max=1)
    bound = await bench.bound()
    stranger = await bench.connect()
    assert await tried(stranger, password="wrong") == 0x0E
    await (await bench.connect()).ended()
    assert await tried(stranger) == 0, "who is there may still bind"
    assert (await bound.ask(EnquireLink()))[0] == 0


async def test_a_customer_that_does_not_read_holds_up_no_other_and_is_not_kept_for(bench: Bench):
    await bench.open()
    await bench.have(credential("other"))
    deaf, other = await bench.bound(), await bench.bound(system_id="other")
    assert bench.door is not None
    [link] = [one.link for one in bench.door._binds if one.credential == credential()]
    octets = encode(EnquireLink(), 1) * 1_000
    for _ in range(400):
        deaf.send_octets(octets)
        assert (await other.ask(submit()))[0] == 0
    assert link.session.pdus_to_send() < 3 * PDUS_MAX, "nothing is read from it any more"


async def test_binds_of_a_credential_that_was_ended_are_unbound_and_others_stay(bench: Bench):
    await bench.open()
    await bench.have(credential("gone"))
    stays, goes = await bench.bound(), await bench.bound(system_id="gone")
    await bench.store.change(ended(credential("gone")))
    bench.credentials.forget("gone")
    assert bench.door is not None
    bench.door.changed()
    assert isinstance((await goes.read())[2], Unbind)
    assert (await stays.ask(EnquireLink()))[0] == 0
    assert await tried(await bench.connect(), "gone") == 0x0E


async def test_a_users_bind_acts_as_the_user_of_now(bench: Bench):
    def user(name: str):
        return put(User(account=ACCOUNT, id="21", name=name, created=1, updated=1))

    bench.directory.apply([user("alice")])
    await bench.open()
    await bench.have(credential("hers", user="21"))
    esme = await bench.bound(system_id="hers")
    await esme.ask(submit())
    assert bench.gateway.callers[0][:3] == (ACCOUNT, "21", f"acs:ram::{ACCOUNT}:user/alice")


async def test_closing_answers_what_was_submitted_and_unbinds(bench: Bench):
    await bench.open()
    gate = bench.gateway.gates["slow"] = asyncio.Event()
    esme = await bench.bound()
    sequence = esme.send(submit("slow"))
    assert (await esme.ask(EnquireLink()))[0] == 0
    assert bench.door is not None
    closing = asyncio.ensure_future(bench.door.close(30))
    await asyncio.sleep(0)
    gate.set()
    assert (await esme.read())[1] == sequence
    assert isinstance((await esme.read())[2], Unbind)
    esme.close()
    await closing
