"""If this fails, code that works against the cloud does not work here, or QueryMessage lies about what happened.

The server and the carrier network run as two processes. 2,000 messages of mixed text go through the official SDK, half
of them sync and half async; every field of every reply is held against what the carrier network wrote down.
"""

import asyncio
import re
import time
from email.utils import parsedate_to_datetime
from pathlib import Path

import phonenumbers
import pytest
from phonenumbers import carrier, geocoder

from end_to_end.ledger import ReceivedMessage, read_ledger
from end_to_end.official_sdk import client, in_tasks, in_threads, query_request, send_request
from end_to_end.traffic import COUNTRIES, Wanted, messages
from processes import Server, Smsc, carrier_config

COUNT = 2000

#: Long enough on two busy cores for the SDK's own cost of 4,000 and more calls.
SETTLED_SECONDS = 120

UUID = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")


@pytest.mark.timeout(600)
def test_two_thousand_messages_through_the_official_sdk(tmp_path: Path) -> None:
    wanted = messages(COUNT, seed=20261124)
    with (
        Smsc(tmp_path, receipt_delay_ms=50) as smsc,
        Server(tmp_path, config=carrier_config(smsc.port, window=100)) as server,
    ):
        sdk = client(server.endpoint)
        half = COUNT // 2
        sent = in_threads(lambda w: sdk.send_message_to_globe(send_request(w, "task-7")).body, wanted[:half])
        sent += asyncio.run(
            in_tasks(lambda w: _body(sdk.send_message_to_globe_async(send_request(w, "task-7"))), wanted[half:])
        )
        for asked, answer in zip(wanted, sent, strict=True):
            check_accepted(asked, answer)
        ids = [answer.message_id for answer in sent]
        assert len(set(ids)) == COUNT
        told = settled(sdk, ids)
        assert server.metric("heliograph_messages_in_doubt_total") == 0
        assert server.stop() == 0
    received = read_ledger(smsc.ledger)
    assert len(received) == COUNT
    for asked, message_id, answer in zip(wanted, ids, told, strict=True):
        check_told(asked, message_id, answer, received[asked.text])


def settled(sdk, ids: list[str]) -> list:
    """What QueryMessage says of each id once none is on its way any more."""
    told: dict[str, object] = {}
    first_half = set(ids[: len(ids) // 2])
    deadline = time.monotonic() + SETTLED_SECONDS
    while len(told) < len(ids):
        assert time.monotonic() < deadline, f"{len(ids) - len(told)} messages are still on their way"
        by_threads = [i for i in ids if i not in told and i in first_half]
        by_tasks = [i for i in ids if i not in told and i not in first_half]
        answers = in_threads(lambda i: sdk.query_message(query_request(i)).body, by_threads)
        answers += asyncio.run(in_tasks(lambda i: _body(sdk.query_message_async(query_request(i))), by_tasks))
        told.update({a.message_id: a for a in answers if a.status != "3"})
    return [told[i] for i in ids]


async def _body(call):
    return (await call).body


def check_accepted(asked: Wanted, answer) -> None:
    assert answer.response_code == "OK", answer.response_description
    assert answer.response_description == "The SMS Send Request was accepted"
    assert answer.to == asked.to
    assert (answer.from_ or "") == asked.sender
    assert answer.segments == str(asked.segments)
    assert re.fullmatch(r"[1-9]\d{0,18}", answer.message_id)
    assert UUID.fullmatch(answer.request_id)
    check_number(asked.to, answer.number_detail)


def check_number(to: str, detail) -> None:
    """Against the number library itself, asked another way than the product asks it."""
    number = phonenumbers.parse("+" + to)
    region = phonenumbers.region_code_for_number(number)
    assert detail.country == COUNTRIES[region]
    described = geocoder.description_for_number(number, "en") or COUNTRIES[region]
    assert detail.region == ("HongKong" if region == "HK" else described)
    assert (detail.carrier or "") == carrier.name_for_number(number, "en")


def check_told(asked: Wanted, message_id: str, answer, received: ReceivedMessage) -> None:
    assert answer.response_code == "OK"
    assert answer.response_description
    assert answer.status == "1"
    assert answer.error_code == "DELIVERED"
    assert answer.error_description == "success"
    assert answer.to == asked.to
    assert answer.message == asked.text
    assert answer.message_id == message_id
    assert UUID.fullmatch(answer.request_id)
    check_number(asked.to, answer.number_detail)
    assert received.to == asked.to
    assert received.sender == asked.sender
    assert received.text == asked.text
    assert received.octets == asked.text.encode("utf-16-be") or not received.ucs2
    assert received.segments == asked.segments
    assert received.times == 1, "a message that was never in doubt arrived twice"
    sent, got = parsedate_to_datetime(answer.send_date), parsedate_to_datetime(answer.receive_date)
    assert answer.send_date.endswith("+0800")
    assert answer.receive_date.endswith("+0800")
    # Dates are whole seconds on one side and the carrier's clock on the other.
    assert abs(sent.timestamp() - received.first_at) <= 2
    assert got >= sent
    assert got.timestamp() - received.last_at <= SETTLED_SECONDS


@pytest.mark.parametrize("algorithm", ["ACS3-HMAC-SHA256", "ACS3-HMAC-SM3", "v2"])
def test_every_signature_that_the_sdk_can_be_set_to(tmp_path: Path, algorithm: str) -> None:
    [wanted] = messages(1, seed=7)
    with Server(tmp_path) as server:
        sdk = client(server.endpoint, signature_algorithm=algorithm)
        accepted = sdk.send_message_to_globe(send_request(wanted)).body
        check_accepted(wanted, accepted)
        told = asyncio.run(_body(sdk.query_message_async(query_request(accepted.message_id))))
        assert (told.response_code, told.message) == ("OK", wanted.text)
        stranger = client(server.endpoint, signature_algorithm=algorithm, access_key_secret="another")
        with pytest.raises(Exception, match=r"SignatureDoesNotMatch|InvalidAccessKeySecret"):
            stranger.send_message_to_globe(send_request(wanted))
