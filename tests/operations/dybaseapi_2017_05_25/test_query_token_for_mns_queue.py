"""If this fails, a consumer of receipts gets no credential, or one for somebody else's queue."""

from dataclasses import replace

from heliograph.identity import HmacTokenMint
from heliograph.identity.queue_token import LIFE_MS
from heliograph.operations.call import Reply
from heliograph.operations.dybaseapi_2017_05_25.query_token_for_mns_queue import query_token_for_mns_queue

#: NOW of the bench, in the offset +0800.
CREATED, EXPIRES = "2026-11-18 19:06:40", "2026-11-18 20:06:40"

QUEUE = "Alicom-Queue-1000000000000001-SmsReport"


async def ask(bench, **parameters: str) -> Reply:
    bench.tokens = HmacTokenMint(bytes(32))
    return await bench.call(query_token_for_mns_queue, **parameters)


async def test_the_credential_is_one_for_the_accounts_queue(bench) -> None:
    for parameters in ({}, {"QueueName": QUEUE}):
        reply = await ask(bench, MessageType="SmsReport", **parameters)
        assert (reply.code, reply.description) == ("OK", "OK")
        given = reply.fields["MessageTokenDTO"]
        token = bench.tokens.open(given["SecurityToken"])
        assert (token.queue, token.credential.account) == (QUEUE, "1000000000000001")
        assert (given["AccessKeyId"], given["AccessKeySecret"]) == (
            token.credential.access_key_id,
            token.credential.secret,
        )
        assert token.expires_at - token.made_at == LIFE_MS
        assert (given["CreateTime"], given["ExpireTime"]) == (CREATED, EXPIRES)


async def test_each_type_of_message_has_a_queue_of_its_own(bench) -> None:
    reply = await ask(bench, MessageType="SmsUp")
    assert bench.tokens.open(reply.fields["MessageTokenDTO"]["SecurityToken"]).queue.endswith("-SmsUp")


async def test_another_queue_than_the_accounts_own_is_refused(bench) -> None:
    for name in ("Alicom-Queue-2000000000000002-SmsReport", "Alicom-Queue-1000000000000001-SmsUp", "x"):
        reply = await ask(bench, MessageType="SmsReport", QueueName=name)
        assert (reply.code, dict(reply.fields)) == ("INVALID_PARAMETERS", {})
        assert "QueueName" in reply.description
        assert name not in reply.description


async def test_a_type_of_message_that_there_is_not_is_refused(bench) -> None:
    assert (await ask(bench, MessageType="GlobeSmsReport")).code == "INVALID_PARAMETERS"
    assert (await ask(bench)).code == "MissingMessageType"


async def test_the_times_are_beijing_time_whatever_the_server_writes_elsewhere(bench) -> None:
    """The cloud's consumers read them so, and would renew a token too late or all the time."""
    assert bench.rules.offset_minutes == 480
    bench.rules = replace(bench.rules, offset_minutes=0)
    reply = await ask(bench, MessageType="SmsReport")
    assert reply.fields["MessageTokenDTO"]["CreateTime"] == CREATED
