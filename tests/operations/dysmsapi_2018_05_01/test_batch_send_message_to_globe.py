"""If these fail, some of a thousand texts are lost without a word, or sent twice after the caller's repair."""

import json

import pytest

from heliograph.operations.dysmsapi_2018_05_01.batch_send_message_to_globe import batch_send_message_to_globe
from heliograph.store.port import IdTaken, Nonce

TWO = json.dumps(["4915112345678", "+85261234567"])
TEXTS = json.dumps(["Hello", "Hello again"])


async def test_all_texts_are_stored_in_one_write_with_the_nonce(bench) -> None:
    nonce = Nonce("LTAI", "n", 1)
    reply = await bench.call(batch_send_message_to_globe, nonce, To=TWO, Message=TEXTS, From="Heliograph", Type="MKT")
    [stored] = bench.store.accepted
    assert bench.store.nonces == [nonce]
    assert [(m.to, b.text, b.sender, m.priority) for m, b in stored] == [
        ("4915112345678", "Hello", "Heliograph", 2),
        ("85261234567", "Hello again", "Heliograph", 2),
    ]
    assert len({m.request_id for m, _ in stored}) == 1
    assert {b.action for _, b in stored} == {"BatchSendMessageToGlobe"}
    assert (reply.code, reply.description) == ("OK", "The SMS Send Request was accepted")
    assert reply.fields == {
        "FailedList": "[]",
        "MessageIdList": json.dumps([str(m.id) for m, _ in stored], separators=(",", ":")),
        "SuccessCount": "2",
        "From": "Heliograph",
    }


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("nobody", "Hello"),
        ("8615012345678", "Hello"),
        ("4915112345678", ""),
        ("4915112345678", "x" * 1501),
    ],
)
async def test_what_cannot_be_sent_is_listed_and_the_rest_goes_out(bench, number: str, text: str) -> None:
    numbers, texts = json.dumps([number, "85261234567"]), json.dumps([text, "Hello again"])
    reply = await bench.call(batch_send_message_to_globe, To=numbers, Message=texts)
    assert reply.code == "OK"
    assert json.loads(reply.fields["FailedList"]) == [number]
    assert reply.fields["SuccessCount"] == "1"
    [[(message, _)]] = bench.store.accepted
    assert json.loads(reply.fields["MessageIdList"]) == [str(message.id)]
    assert message.to == "85261234567"


async def test_where_nothing_can_be_sent_the_first_fault_is_the_answer(bench) -> None:
    numbers, texts = json.dumps(["8615012345678", "nobody"]), json.dumps(["Hello", "Hello"])
    reply = await bench.call(batch_send_message_to_globe, To=numbers, Message=texts)
    assert reply.code == "NOT_SUPPORTED_COUNTRY"
    assert json.loads(reply.fields["FailedList"]) == ["8615012345678", "nobody"]
    assert (reply.fields["SuccessCount"], reply.fields["MessageIdList"]) == ("0", "[]")
    assert bench.store.accepted == []


@pytest.mark.parametrize(
    ("to", "message", "code"),
    [
        ("", TEXTS, "MissingTo"),
        (TWO, "", "MissingMessage"),
        ("4915112345678", TEXTS, "INVALID_JSON_PARAM"),
        ("[", TEXTS, "INVALID_JSON_PARAM"),
        ("[]", "[]", "INVALID_JSON_PARAM"),
        ("[4915112345678]", TEXTS, "INVALID_JSON_PARAM"),
        ('{"a":"b"}', TEXTS, "INVALID_JSON_PARAM"),
        (TWO, "batch hello", "INVALID_JSON_PARAM"),
        (TWO, '["one"]', "INVALID_PARAMETERS"),
        (json.dumps(["4915112345678"] * 1001), json.dumps(["x"] * 1001), "MOBILE_COUNT_OVER_LIMIT"),
    ],
)
async def test_lists_that_are_none_are_refused(bench, to: str, message: str, code: str) -> None:
    assert (await bench.call(batch_send_message_to_globe, To=to, Message=message)).code == code
    assert bench.store.accepted == []


async def test_a_thousand_numbers_are_one_write(bench) -> None:
    numbers = [f"49151{n:08d}" for n in range(1000)]
    reply = await bench.call(batch_send_message_to_globe, To=json.dumps(numbers), Message=json.dumps(["x"] * 1000))
    assert reply.fields["SuccessCount"] == "1000"
    [stored] = bench.store.accepted
    assert [message.to for message, _ in stored] == numbers
    assert len({message.id for message, _ in stored}) == 1000


async def test_ids_that_are_taken_are_replaced_all_together(bench) -> None:
    bench.store.raises = [IdTaken()]
    reply = await bench.call(batch_send_message_to_globe, To=TWO, Message=TEXTS)
    [stored] = bench.store.accepted
    assert json.loads(reply.fields["MessageIdList"]) == [str(message.id) for message, _ in stored]


async def test_an_otp_may_go_in_a_batch_too(bench) -> None:
    """The newest page leaves OTP out; an older one of the same operation has it in its sample."""
    assert (await bench.call(batch_send_message_to_globe, To=TWO, Message=TEXTS, Type="OTP")).code == "OK"
