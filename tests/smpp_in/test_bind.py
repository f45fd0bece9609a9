"""If these fail, a customer is told OK for what is not kept, waits for ever, or is held up by another."""

import asyncio

import pytest

from heliograph.smpp.pdu import (
    CancelSm,
    CancelSmResp,
    DataSm,
    DataSmResp,
    DistributionList,
    EnquireLink,
    EnquireLinkResp,
    QuerySm,
    QuerySmResp,
    ReplaceSm,
    SmeAddress,
    SubmitMulti,
    SubmitMultiResp,
    SubmitSmResp,
    Unbind,
    UnbindResp,
    UnsuccessfulSme,
)
from heliograph.sms.udh import concatenation_header

from .conftest import ACCOUNT, Bench, credential, submit


async def test_a_submit_asks_the_gateway_as_the_credentials_principal(bench: Bench):
    await bench.open()
    esme = await bench.bound("transmitter")
    status, response = await esme.ask(submit(registered_delivery=1))
    assert (status, response) == (0, SubmitSmResp("101"))
    [(version, action, parameters)] = bench.gateway.calls
    assert (version, action) == ("2026-11-01", "SubmitMessage")
    assert (parameters["Message"], parameters["SystemId"], parameters["To"]) == ("Hello", "shop", "85261234567")
    assert bench.gateway.callers == [(ACCOUNT, "", f"acs:ram::{ACCOUNT}:root", "127.0.0.1", False)]


async def test_responses_leave_as_their_outcomes_come(bench: Bench):
    await bench.open()
    bench.gateway.gates["slow"] = asyncio.Event()
    esme = await bench.bound()
    slow, quick = esme.send(submit("slow")), esme.send(submit("quick"))
    assert (await esme.read())[1] == quick
    bench.gateway.gates["slow"].set()
    assert (await esme.read())[1] == slow


@pytest.mark.parametrize(
    ("code", "status"),
    [("MOBILE_NUMBER_ILLEGAL", 0x0B), ("ServiceUnavailable", 0x14), ("Throttling.User", 0x58), ("NoPermission", 0x45)],
)
async def test_a_refusal_is_told_by_a_status_without_a_body(bench: Bench, code, status):
    await bench.open()
    bench.gateway.answers["SubmitMessage"] = {"ResponseCode": code}
    esme = await bench.bound()
    assert await esme.ask(submit()) == (status, SubmitSmResp())


async def test_a_full_window_is_throttled_and_the_link_still_answers(bench: Bench):
    await bench.open(window=2)
    gate = bench.gateway.gates["slow"] = asyncio.Event()
    esme = await bench.bound()
    held = [esme.send(submit("slow")) for _ in range(2)]
    assert (await esme.ask(submit()))[0] == 0x58
    assert (await esme.ask(EnquireLink())) == (0, EnquireLinkResp())
    gate.set()
    assert [(await esme.read())[1] for _ in held] == held


async def test_a_credential_has_a_window_and_a_rate_of_its_own(bench: Bench):
    await bench.open()
    await bench.have(credential("small", window=1, submits_per_second=2))
    esme = await bench.bound(system_id="small")
    sent = {esme.send(submit()) for _ in range(1)}
    assert (await esme.read())[1] in sent
    assert (await esme.ask(submit()))[0] == 0
    assert (await esme.ask(submit()))[0] == 0x58, "two a second"


async def test_one_customer_that_waits_holds_up_no_other(bench: Bench):
    await bench.open(window=3)
    await bench.have(credential("other"))
    gate = bench.gateway.gates["slow"] = asyncio.Event()
    slow, quick = await bench.bound(), await bench.bound(system_id="other")
    for _ in range(3):
        slow.send(submit("slow"))
    for _ in range(50):
        assert (await quick.ask(submit()))[0] == 0
    gate.set()


async def test_a_receiver_submits_nothing(bench: Bench):
    await bench.open()
    esme = await bench.bound("receiver")
    assert (await esme.ask(submit()))[0] == 0x04
    assert bench.gateway.calls == []


async def test_submit_multi_makes_a_message_for_each_and_names_those_refused(bench: Bench):
    await bench.open()
    bench.gateway.answers["852"] = {"ResponseCode": "MOBILE_NUMBER_ILLEGAL"}
    esme = await bench.bound()
    to = (SmeAddress(1, 1, "85261234567"), SmeAddress(1, 1, "852"), SmeAddress(1, 1, "85261234568"))
    status, response = await esme.ask(SubmitMulti(dest_addresses=to, short_message=b"Hello"))
    assert (status, response) == (0, SubmitMultiResp("101", (UnsuccessfulSme(1, 1, "852", 0x0B),)))
    assert [parameters["To"] for _, _, parameters in bench.gateway.calls] == [one.destination_addr for one in to]


async def test_submit_multi_that_reaches_nobody_is_refused_and_so_are_lists(bench: Bench):
    await bench.open()
    bench.gateway.answers["852"] = {"ResponseCode": "MOBILE_NUMBER_ILLEGAL"}
    esme = await bench.bound()
    nobody = SubmitMulti(dest_addresses=(SmeAddress(1, 1, "852"),), short_message=b"x")
    assert (await esme.ask(nobody))[0] == 0x0B
    listed = SubmitMulti(dest_addresses=(DistributionList("all"),), short_message=b"x")
    assert (await esme.ask(listed))[0] == 0x34


async def test_each_recipient_of_submit_multi_counts_against_the_rate(bench: Bench):
    await bench.open(submits_per_second=2)
    esme = await bench.bound()
    to = tuple(SmeAddress(1, 1, f"8526123456{n}") for n in range(4))
    status, response = await esme.ask(SubmitMulti(dest_addresses=to, short_message=b"x"))
    assert status == 0
    assert isinstance(response, SubmitMultiResp)
    assert [one.error_status_code for one in response.unsuccess_smes] == [0x58, 0x58]


async def test_data_sm_is_a_submit_too(bench: Bench):
    await bench.open()
    esme = await bench.bound()
    pdu = DataSm(destination_addr="85261234567", tlvs=((0x0424, b"Hello"),))
    assert await esme.ask(pdu) == (0, DataSmResp("101"))
    assert bench.gateway.calls[0][2]["Message"] == "Hello"


async def test_query_cancel_and_replace(bench: Bench):
    await bench.open()
    answers = bench.gateway.answers
    answers["QueryMessage"] = {"ResponseCode": "OK", "Status": "2", "ErrorCode": "EXPIRED"}
    esme = await bench.bound()
    assert await esme.ask(QuerySm("7")) == (0, QuerySmResp("7", "", 3, 0))
    assert await esme.ask(CancelSm(message_id="7")) == (0, CancelSmResp())
    assert bench.gateway.calls == [
        ("2018-05-01", "QueryMessage", {"MessageId": "7"}),
        ("2026-11-01", "CancelMessage", {"MessageId": "7"}),
    ]
    answers["QueryMessage"] = {"ResponseCode": "DATA_NOT_EXIST"}
    answers["CancelMessage"] = {"ResponseCode": "MESSAGE_NOT_WAITING"}
    assert (await esme.ask(QuerySm("8")))[0] == 0x67
    assert (await esme.ask(CancelSm(message_id="8")))[0] == 0x11
    assert (await esme.ask(ReplaceSm(message_id="8", short_message=b"x")))[0] == 0x13


def part(number: int, text: str, total: int = 2):
    return submit("", short_message=concatenation_header(9, total, number) + text.encode(), esm_class=0x40)


async def test_parts_pass_through_by_default(bench: Bench):
    await bench.open()
    esme = await bench.bound()
    assert (await esme.ask(part(1, "Hel")))[1] == SubmitSmResp("101")
    _, _, parameters = bench.gateway.calls[0]
    assert (parameters["Udh"], parameters["Octets"]) == ("050003090201", b"Hel".hex())


async def test_parts_are_joined_and_answered_with_the_one_id_of_the_whole(bench: Bench):
    await bench.open()
    await bench.have(credential("joins", long_messages="reassemble"))
    esme = await bench.bound(system_id="joins")
    sent = [esme.send(part(2, "lo")), esme.send(part(1, "Hel"))]
    answers = [await esme.read() for _ in sent]
    assert sorted(sequence for _, sequence, _ in answers) == sent
    assert {body for _, _, body in answers} == {SubmitSmResp("101")}
    assert [parameters["Message"] for _, _, parameters in bench.gateway.calls] == ["Hello"]


async def test_parts_are_refused_together(bench: Bench):
    await bench.open()
    await bench.have(credential("joins", long_messages="reassemble"))
    bench.gateway.answers["SubmitMessage"] = {"ResponseCode": "ServiceUnavailable"}
    esme = await bench.bound(system_id="joins")
    esme.send(part(1, "Hel"))
    esme.send(part(2, "lo"))
    assert [(await esme.read())[0] for _ in range(2)] == [0x14, 0x14]


async def test_a_part_that_stays_alone_is_submitted_as_it_is(bench: Bench):
    await bench.open(reassemble_seconds=0.05)
    await bench.have(credential("joins", long_messages="reassemble"))
    esme = await bench.bound(system_id="joins")
    for number in (1, 2):  # one after the other, as a customer with a window of one sends them
        assert (await esme.ask(part(number, "x")))[0] == 0
    assert [parameters["Udh"] for _, _, parameters in bench.gateway.calls] == ["050003090201", "050003090202"]


async def test_a_part_under_way_when_the_link_falls_is_nobodys(bench: Bench):
    await bench.open(reassemble_seconds=30)
    await bench.have(credential("joins", long_messages="reassemble"))
    esme = await bench.bound(system_id="joins")
    esme.send(part(1, "x"))
    assert (await esme.ask(EnquireLink()))[0] == 0
    esme.abort()
    other = await bench.bound(system_id="joins")
    assert (await other.ask(EnquireLink()))[0] == 0
    assert bench.gateway.calls == [], "it was never acknowledged, and the customer sends it again"


async def test_unbind_is_answered(bench: Bench):
    await bench.open()
    esme = await bench.bound()
    assert await esme.ask(Unbind()) == (0, UnbindResp())
    await esme.ended()


async def test_a_bind_without_any_message_is_unbound(bench: Bench):
    await bench.open(inactivity_seconds=0.05)
    esme = await bench.bound()
    assert isinstance((await esme.read())[2], Unbind)


async def test_a_call_that_fails_ends_the_link_rather_than_leave_it_without_an_answer(bench: Bench):
    await bench.open()
    bench.gateway.answers["SubmitMessage"] = {"RequestId": "1"}  # what no gateway answers
    esme = await bench.bound()
    esme.send(submit())
    with pytest.raises((EOFError, ConnectionError)):
        await esme.read()
