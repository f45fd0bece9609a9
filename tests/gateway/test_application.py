"""If these fail, an answer loses its RequestId, a broken store looks like success, or a log line tells secrets."""

import asyncio
import re

import pytest
import structlog

from heliograph.gateway import GatewaySettings
from heliograph.store.port import IdTaken, Unavailable

UUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


async def test_every_answer_carries_one_request_id_in_header_and_body(world) -> None:
    seen = set()
    for request in (world.v3(MessageId="1"), world.v3(), world.v1(MessageId="x"), world.v1(action="Nothing")):
        response = await world.send(request)
        headers = dict(response.headers)
        assert UUID.fullmatch(headers["x-acs-request-id"])
        assert headers["x-acs-request-id"].encode() in response.body
        seen.add(headers["x-acs-request-id"])
    assert len(seen) == 4


async def test_a_sent_message_is_stored_with_its_nonce_and_answered(world) -> None:
    status, document = await world.ask(
        world.v3("SendMessageToGlobe", To="+4915112345678", Message="Hello", From="Heli")
    )
    assert status == 200
    assert document["ResponseCode"] == "OK"
    assert document["To"] == "4915112345678"
    [(message, body)] = world.store.kept.values()
    assert (str(message.id), message.request_id) == (document["MessageId"], document["RequestId"])
    assert (message.account, body.sender, body.text) == ("1000000000000001", "Heli", "Hello")
    [nonce] = world.store.burnt
    assert nonce.access_key_id == "LTAIroot"
    assert nonce.expires_at == world.clock.now // 1000 * 1000 + 900_000


async def test_a_replayed_send_acts_once_also_across_a_restart(world) -> None:
    request = world.v3("SendMessageToGlobe", To="4915112345678", Message="Hello")
    assert (await world.ask(request))[0] == 200
    assert await world.refusal(request) == ("SignatureNonceUsed", 400)
    await world.start()
    assert await world.refusal(request) == ("SignatureNonceUsed", 400)
    assert len(world.store.kept) == 1


async def test_a_request_that_comes_again_while_the_first_is_still_at_work_is_refused(world) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    accept = world.store.accept

    async def slowly(*given):
        begun.set()
        await go_on.wait()
        return await accept(*given)

    world.store.accept = slowly
    request = world.v3("SendMessageToGlobe", To="4915112345678", Message="Hello")
    first = asyncio.create_task(world.ask(request))
    await begun.wait()
    assert await world.refusal(request) == ("SignatureNonceUsed", 400)
    go_on.set()
    assert (await first)[0] == 200
    assert len(world.store.kept) == 1


async def test_a_store_that_cannot_take_it_is_a_503_and_the_nonce_is_gone(world) -> None:
    world.store.raises = [Unavailable("disk full")]
    request = world.v3("SendMessageToGlobe", To="4915112345678", Message="Hello")
    assert await world.refusal(request) == ("ServiceUnavailable", 503)
    assert await world.refusal(request) == ("SignatureNonceUsed", 400)
    assert not world.store.kept


async def test_a_taken_id_is_replaced_and_nobody_notices(world) -> None:
    world.store.raises = [IdTaken(), IdTaken()]
    status, document = await world.ask(world.v3("SendMessageToGlobe", To="4915112345678", Message="Hello"))
    assert (status, document["ResponseCode"], document["MessageId"]) == (200, "OK", "1003")
    assert list(world.store.kept) == [1003]


async def test_ids_that_are_all_taken_are_a_503(world) -> None:
    world.store.raises = [IdTaken(), IdTaken(), IdTaken()]
    request = world.v3("SendMessageToGlobe", To="4915112345678", Message="Hello")
    assert await world.refusal(request) == ("ServiceUnavailable", 503)


async def test_a_bug_is_a_500_that_tells_nothing(world) -> None:
    world.store.raises = [RuntimeError("secret detail")]
    request = world.v3("SendMessageToGlobe", To="4915112345678", Message="Hello")
    response = await world.send(request)
    assert response.status == 500
    assert b"InternalError" in response.body
    assert b"secret detail" not in response.body


async def test_one_account_never_sees_anothers_message(world, keys) -> None:
    """I7: an id of another's and one that never was are answered by the same octets, but for the request id."""
    _, sent = await world.ask(world.v3("SendMessageToGlobe", To="4915112345678", Message="Hello"))
    answers = []
    for message_id in (sent["MessageId"], "999999"):
        status, document = await world.ask(world.v3(key=keys.other, MessageId=message_id))
        del document["RequestId"]
        answers.append((status, document))
    assert answers[0] == answers[1]
    assert answers[0][1]["ResponseCode"] == "DATA_NOT_EXIST"


async def test_all_faults_of_the_parameters_are_told_at_once_and_the_first_decides(world) -> None:
    status, document = await world.ask(world.v3("SendMessageToGlobe", From="not a sender!", Type="SPAM"))
    assert (status, document["Code"]) == (400, "MissingTo")
    for name in ("To", "From", "Message", "Type"):
        assert f"{name} " in document["Message"]
    status, document = await world.ask(world.v3("SendMessageToGlobe", To="nobody", ValidityPeriod="soon"))
    assert (status, document["ResponseCode"]) == (200, "MOBILE_NUMBER_ILLEGAL")
    assert "Message is mandatory" in document["ResponseDescription"]
    assert "nobody" not in document["ResponseDescription"]


async def test_throttling_says_when_to_come_again_and_is_exact(world, new_world) -> None:
    world = await new_world(GatewaySettings(calls_per_second={"QueryMessage": 2})).start()
    for _ in range(2):
        assert (await world.ask(world.v3(MessageId="1")))[0] == 200
    response = await world.send(world.v3(MessageId="1"))
    assert response.status == 400
    assert b'"Throttling.User"' in response.body
    assert dict(response.headers)["x-acs-retry-after"] == "500"
    world.clock.now += 499
    assert (await world.refusal(world.v3(MessageId="1")))[0] == "Throttling.User"
    world.clock.now += 1
    assert (await world.ask(world.v3(MessageId="1")))[0] == 200
    assert world.metrics.counter("heliograph_api_throttled_total", "", ("action",)).value("QueryMessage") == 2


async def test_limits_may_be_lifted_for_load_tests(new_world) -> None:
    world = await new_world(GatewaySettings(limits_enforced=False)).start()
    for _ in range(400):
        assert (await world.ask(world.v3(MessageId="1")))[0] == 200


async def test_requests_are_counted_by_operation_and_code_and_strangers_make_no_series(world) -> None:
    await world.send(world.v3(MessageId="1"))
    await world.send(world.v3())
    for number in range(5):
        await world.send(world.v3(action=f"Nothing{number}"))
    counter = world.metrics.counter("heliograph_api_requests_total", "", ("action", "code"))
    assert counter.values == {
        ("QueryMessage", "DATA_NOT_EXIST"): 1,
        ("QueryMessage", "MissingMessageId"): 1,
        ("unknown", "InvalidApi.NotFound"): 5,
    }


async def test_a_refused_request_leaves_one_line_without_anything_it_said(world, keys) -> None:
    with structlog.testing.capture_logs() as lines:
        await world.send(
            world.v1("SendMessageToGlobe", key=keys.wrong_secret, To="4915112345678", Message="the one-time code 1234")
        )
    [line] = lines
    assert line["event"] == "request_refused"
    assert (line["code"], line["action"]) == ("SignatureDoesNotMatch", "SendMessageToGlobe")
    assert UUID.fullmatch(line["request_id"])
    for said in ("4915112345678", "1234", "one-time", "not-the-secret", "Signature="):
        assert said not in str(line)


async def test_refusals_without_end_do_not_fill_the_disk(world) -> None:
    with structlog.testing.capture_logs() as lines:
        for _ in range(250):
            await world.send(world.v3(action="Nothing"))
        world.clock.now += 1000
        await world.send(world.v3(action="Nothing"))
    assert [line["unlogged_before"] for line in lines] == [0] * 100 + [150]


class TestDispatch:
    """The other doors: the console's user, an SMPP bind."""

    async def test_a_known_caller_calls_an_operation_without_a_signature(self, world, keys) -> None:
        sent = await world.gateway.dispatch(
            keys.root, "2018-05-01", "SendMessageToGlobe", {"To": "4915112345678", "Message": "Hello"}
        )
        assert sent["ResponseCode"] == "OK"
        found = await world.gateway.dispatch(
            keys.root, "2026-11-01", "GetMessage", {"MessageId": str(sent["MessageId"])}
        )
        assert found["Message"] == "Hello"
        assert world.store.burnt == []

    @pytest.mark.parametrize(
        ("version", "action", "code"),
        [
            ("2018-05-01", "QueryMessage", "MissingMessageId"),
            ("2018-05-01", "Nothing", "InvalidApi.NotFound"),
        ],
    )
    async def test_it_is_checked_like_everybody(self, world, keys, version: str, action: str, code: str) -> None:
        found = await world.gateway.dispatch(keys.root, version, action, {})
        assert found["ResponseCode"] == code
        assert found["ResponseDescription"]

    async def test_it_is_limited_like_everybody(self, new_world, keys) -> None:
        world = await new_world(GatewaySettings(calls_per_second={"QueryMessage": 1})).start()
        codes = [
            (await world.gateway.dispatch(keys.root, "2018-05-01", "QueryMessage", {"MessageId": "1"}))["ResponseCode"]
            for _ in range(2)
        ]
        assert codes == ["DATA_NOT_EXIST", "Throttling.User"]
