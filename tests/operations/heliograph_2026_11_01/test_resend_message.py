"""If these fail, a resend goes to another number, says another thing, or goes past what limits a send."""

import msgspec

from heliograph.operations.heliograph_2026_11_01.resend_message import resend_message
from heliograph.store.port import Nonce

NONCE = Nonce("key", "n", 1)


async def test_the_same_is_sent_once_more_as_a_message_of_its_own(bench, held):
    bench.store.holds = [held(message_id=5)]
    before = bench.store.holds[0]
    reply = await bench.call(resend_message, nonce=NONCE, MessageId="5")
    assert reply.code == "OK", reply
    [[(message, body)]] = bench.store.accepted
    assert reply.fields["MessageId"] == str(message.id) != "5"
    assert (message.to, message.account) == (before.message.to, before.message.account)
    for same in ("text", "sender", "type", "task_id", "channel_id", "given"):
        assert getattr(body, same) == getattr(before.body, same), same
    assert body.action == "ResendMessage"


async def test_a_message_that_is_not_the_accounts_is_not_sent(bench, held):
    bench.store.holds = [held(message_id=5)]
    assert (await bench.call(resend_message, MessageId="6")).code == "DATA_NOT_EXIST"


async def test_what_may_not_be_sent_anew_is_refused(bench, held):
    found = held(message_id=5)
    for to, code in (("8613800138000", "NOT_SUPPORTED_COUNTRY"), ("12", "MOBILE_NUMBER_ILLEGAL")):
        bench.store.holds = [msgspec.structs.replace(found, message=msgspec.structs.replace(found.message, to=to))]
        assert (await bench.call(resend_message, MessageId="5")).code == code
