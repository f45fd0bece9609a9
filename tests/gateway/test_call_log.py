"""If these fail, nobody finds out what became of a call; or what a stranger said is kept where it must not be."""

import orjson
import pytest

from heliograph.gateway.call_log import OCTETS_MAX, WRITTEN_PER_SECOND, CallSettings
from heliograph.store.refused_calls import Sought

OWN = "1000000000000001"
EVERYBODY = frozenset({OWN, "", "2000000000000002"})


@pytest.fixture
async def seen(world):
    return await world.remembering().start()


def calls(world, **sought):
    accounts = sought.pop("accounts", EVERYBODY)
    return [call for _, call in world.calls.recent(accounts, Sought(**sought), 1_000)]


async def test_a_call_is_timed_step_by_step(seen):
    await seen.ask(seen.v3("SendMessageToGlobe", To="85261234567", Message="Hello"))
    [call] = calls(seen)
    assert [step.name for step in call.steps] == [
        "read", "key", "signature", "nonce", "policy", "parameters", "rate", "operation"
    ]  # fmt: skip
    assert [step.after_us for step in call.steps] == [1_000 * n for n in range(1, 9)]
    assert (call.code, call.status, call.refused_at, call.scheme) == ("OK", 200, "", "V3")
    assert (call.account, call.principal) == (OWN, "acs:ram::1000000000000001:root")
    assert call.message_id == "1001"


@pytest.mark.parametrize(
    ("change", "code", "step"),
    [
        ({"action": "Nothing"}, "InvalidApi.NotFound", "read"),
        ({"key": "unknown"}, "InvalidAccessKeyId.NotFound", "key"),
        ({"key": "wrong_secret"}, "SignatureDoesNotMatch", "signature"),
        ({"MessageId": "soon"}, "INVALID_PARAMETERS", "parameters"),
    ],
)
async def test_a_refused_call_says_which_step_refused_it(seen, keys, change, code, step):
    change = {**change, **({"key": getattr(keys, change["key"])} if "key" in change else {})}
    await seen.send(seen.v1(**{"MessageId": "1", **change}))
    [call] = calls(seen)
    assert (call.code.split(".")[0], call.refused_at) == (code.split(".")[0], step)


async def test_a_call_is_nobodys_until_its_signature_is_right(seen, keys):
    await seen.send(seen.v1(key=keys.wrong_secret, MessageId="1"))
    await seen.send(seen.v1(key=keys.unknown, MessageId="1"))
    await seen.send(seen.v1(MessageId="1"))
    assert [call.account for call in calls(seen)] == [OWN, "", ""]
    assert [call.principal for call in calls(seen, accounts=frozenset({""}))] == ["", ""]


async def test_what_the_operation_refuses_is_refused_by_the_operation(seen):
    await seen.ask(seen.v1(MessageId="999"))
    [call] = calls(seen)
    assert (call.code, call.status, call.refused_at) == ("DATA_NOT_EXIST", 200, "operation")
    assert call.message_id == ""


async def test_reading_does_not_push_out_what_acted(new_world):
    seen = await new_world().remembering(CallSettings(kept=2, per_second=1_000)).start()
    await seen.ask(seen.v1("SendMessageToGlobe", To="85261234567", Message="Hello"))
    for _ in range(5):
        await seen.ask(seen.v1(MessageId="1001"))
    assert [call.action for call in calls(seen)] == ["QueryMessage", "QueryMessage", "SendMessageToGlobe"]


async def test_they_are_found_by_their_request_id_for_as_long_as_they_are_kept(new_world):
    seen = await new_world().remembering(CallSettings(kept=2, per_second=1_000)).start()
    ids = [(await seen.ask(seen.v1(MessageId="1001")))[1]["RequestId"] for _ in range(3)]
    assert [seen.calls.find(one) is not None for one in ids] == [False, True, True]


async def test_large_requests_do_not_fill_the_memory(seen):
    for _ in range(20):
        await seen.send(seen.v1(method="POST", form={"Message": "x" * (OCTETS_MAX // 10)}))
    assert len(calls(seen)) == 9


async def test_above_so_many_a_second_accepted_calls_are_not_recorded_and_refused_ones_are_written(new_world):
    seen = await new_world().remembering(CallSettings(kept=100, per_second=1)).start()
    for _ in range(3):
        await seen.ask(seen.v1(MessageId="1001"))
    await seen.send(seen.v1("SendMessageToGlobe", To="1", Message="Hello"))
    await seen.calls.flush()
    assert len(calls(seen)) == 1
    assert [one.code for one in seen.refused.kept] == ["MOBILE_NUMBER_ILLEGAL"]
    seen.clock.now += 1_000
    await seen.ask(seen.v1(MessageId="1001"))
    assert len(calls(seen)) == 2


async def test_refused_calls_are_written_up_to_so_many_a_second_and_the_rest_are_counted(seen):
    for _ in range(WRITTEN_PER_SECOND + 7):
        await seen.send(seen.v1(drop=["Signature"]))
    await seen.calls.flush()
    assert len(seen.refused.kept) == WRITTEN_PER_SECOND
    assert b"heliograph_api_refusals_unkept_total 7" in seen.metrics.render()


async def test_a_question_about_nothing_is_no_refused_call(seen):
    await seen.ask(seen.v1(MessageId="999"))
    await seen.calls.flush()
    assert seen.refused.kept == []


async def test_of_a_stranger_nothing_is_written_that_they_said(seen, keys):
    request = seen.v3("SendMessageToGlobe", key=keys.wrong_secret, To="85261234567", Message="a place to leave things")
    await seen.send(request)
    await seen.calls.flush()
    [kept] = seen.refused.kept
    assert (kept.account, kept.action, kept.code) == ("", "SendMessageToGlobe", "SignatureDoesNotMatch")
    body = orjson.loads(kept.body)
    assert body["request"].startswith("POST /, 0 octets, with accept, authorization, host")
    assert "reply" not in body or body["reply"] == ""
    assert b"85261234567" not in kept.body
    assert b"leave" not in kept.body


async def test_of_a_customer_the_refused_request_is_written_without_its_signature(seen):
    request = seen.v1("SendMessageToGlobe", To="1", Message="Hello")
    await seen.send(request)
    await seen.calls.flush()
    text = orjson.loads(seen.refused.kept[0].body)["request"]
    assert "Message=Hello" in text
    assert "&Signature=***" in text


async def test_nobody_fails_when_the_disk_is_full(seen):
    seen.refused.unavailable = True
    status, document = await seen.ask(seen.v1("SendMessageToGlobe", To="1", Message="Hello"))
    await seen.calls.close()
    assert (status, document["ResponseCode"]) == (200, "MOBILE_NUMBER_ILLEGAL")


async def test_what_waits_is_written_at_the_end_and_by_itself(seen):
    await seen.send(seen.v1(drop=["Signature"]))
    writing = seen.calls._writing
    await writing
    assert len(seen.refused.kept) == 1
    await seen.send(seen.v1(drop=["Signature"]))
    await seen.calls.close()
    assert len(seen.refused.kept) == 2


async def test_a_server_that_remembers_none_answers_all_the_same(new_world):
    seen = await new_world().remembering(CallSettings(kept=0)).start()
    assert (await seen.ask(seen.v1(MessageId="1001")))[0] == 200
    assert calls(seen) == []
