"""If this fails, consumers that fetch receipts the cloud's way get none here, or a crash loses some of theirs.

The server runs as a process with its simulated carrier. Messages are sent by the official SDK, the token comes by
aliyun-python-sdk-core, receipts are consumed by `aliyun-mns-sdk`: what the cloud's own samples do.
"""

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest
from mns.account import Account
from mns.mns_exception import MNSClientNetworkException, MNSServerException
from mns.queue import Queue

from end_to_end.official_sdk import client, query_request, send_request
from end_to_end.test_kill_nine import free_port, start_senders, stop_senders
from end_to_end.traffic import Wanted
from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, carrier_config, wait_until

ACCOUNT = "1000000000000001"
QUEUE = f"Alicom-Queue-{ACCOUNT}-SmsReport"

KILLS = 3


def token_of(endpoint: str, message_type: str = "SmsReport") -> dict[str, str]:
    """A token, asked for as the cloud's receipt samples do it."""
    request = CommonRequest(
        domain=endpoint, version="2017-05-25", action_name="QueryTokenForMnsQueue", product="Dybaseapi"
    )
    request.set_protocol_type("http")
    request.set_method("POST")
    request.add_query_param("MessageType", message_type)
    request.add_query_param("QueueName", f"Alicom-Queue-{ACCOUNT}-{message_type}")
    answer = json.loads(AcsClient(ACCESS_KEY_ID, ACCESS_KEY_SECRET, "cn-hangzhou").do_action_with_exception(request))
    assert (answer["Code"], answer["Message"]) == ("OK", "OK")
    return answer["MessageTokenDTO"]


def queue_of(endpoint: str, token: dict[str, str]) -> Queue:
    account = Account(f"http://{endpoint}", token["AccessKeyId"], token["AccessKeySecret"], token["SecurityToken"])
    return account.get_queue(QUEUE)


def received(queue: Queue, wait_seconds: int = 10) -> list:
    """A batch; empty where the queue is."""
    try:
        return queue.batch_receive_message(16, wait_seconds)
    except MNSServerException as empty:
        assert empty.type == "MessageNotExist", empty
        return []


@pytest.mark.timeout(300)
def test_receipts_are_consumed_as_from_the_cloud(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        subscribe(server.endpoint)
        queue = queue_of(server.endpoint, token_of(server.endpoint))
        sdk = client(server.endpoint)
        sent: dict[str, str] = {}
        for number in range(20):
            wanted = Wanted(to=f"85261234{number:03}", text=f"receipt {number}", sender="", type="", segments=1)
            body = sdk.send_message_to_globe(send_request(wanted, f"task-{number}")).body
            assert body.response_code == "OK", body.response_description
            sent[body.message_id] = f"task-{number}"
        reports: dict[str, dict] = {}
        while len(reports) < len(sent):
            messages = received(queue)
            assert messages, f"{len(sent) - len(reports)} receipts did not come"
            for message in messages:
                assert message.dequeue_count == 1
                report = json.loads(message.message_body)
                reports[report["MessageId"]] = report
            queue.batch_delete_message([message.receipt_handle for message in messages])
        assert received(queue, 1) == []
        for message_id, task_id in sent.items():
            told, report = sdk.query_message(query_request(message_id)).body, reports[message_id]
            assert (report["Status"], report["ErrorCode"]) == ("1", "success")
            assert (report["To"], report["TaskId"], report["SmsSize"]) == (told.to, task_id, "1")
            assert (report["SendDate"], report["ReceiveDate"]) == (told.send_date, told.receive_date)
        with Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api:
            [push] = api.call("GetMessagePushes", "2026-11-01", {"MessageId": message_id})["Pushes"]
        assert (push["Kind"], push["State"], len(push["Attempts"])) == ("queue", "told", 1)
        queue.mns_client.close_connection()
        assert server.stop() == 0


@pytest.mark.timeout(300)
def test_a_stop_answers_a_consumer_that_waits(tmp_path: Path) -> None:
    with Server(tmp_path) as server, ThreadPoolExecutor(1) as pool:
        subscribe(server.endpoint)
        queue = queue_of(server.endpoint, token_of(server.endpoint))
        poll = pool.submit(received, queue, 30)
        wait_until(lambda: server.metric("heliograph_queue_polls") == 1, "nobody waits")
        assert server.stop() == 0
        assert poll.result() == [], "answered, and not cut off"
        queue.mns_client.close_connection()


class Consumer(threading.Thread):
    """Consumes for as long as it is let, whatever happens to the server; sometimes it dies before it deletes."""

    def __init__(self, endpoint: str, dice: random.Random) -> None:
        super().__init__()
        self._queue = queue_of(endpoint, token_of(endpoint))
        self._dice = dice
        self.stopping = threading.Event()
        self.reports: dict[str, dict] = {}
        self.deleted: set[str] = set()
        self.wrong: list[str] = []

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self._consume()
            except MNSClientNetworkException:
                self.stopping.wait(0.05)
        self._queue.mns_client.close_connection()

    def _consume(self) -> None:
        for message in received(self._queue, 1):
            report = json.loads(message.message_body)
            if report["MessageId"] in self.deleted:
                self.wrong.append(f"came again though its deletion was confirmed: {report}")
            self.reports[report["MessageId"]] = report
            try:
                if self._dice.random() < 0.1:
                    # As if it had died here: a second later another consumer may have the message.
                    self._queue.change_message_visibility(message.receipt_handle, 1)
                    continue
                self._queue.delete_message(message.receipt_handle)
            except MNSServerException as late:
                # Its time was over; or it was deleted, the server died before it said so, and the SDK asked again.
                assert late.type == "MessageNotExist", late
                continue
            self.deleted.add(report["MessageId"])


@pytest.mark.timeout(600)
def test_neither_kills_of_the_server_nor_consumers_that_die_lose_a_receipt(tmp_path: Path) -> None:
    dice = random.Random(20261126)
    acknowledged: dict[str, Wanted] = {}
    port = free_port()
    with Smsc(tmp_path, receipt_delay_ms=20) as smsc:
        config = carrier_config(smsc.port, window=50, doubt_wait_seconds=1)
        server = Server(tmp_path, port, config)
        subscribe(server.endpoint)
        consumer = Consumer(server.endpoint, dice)
        consumer.start()
        senders = start_senders(server.endpoint, acknowledged)
        try:
            for _ in range(KILLS):
                enough = len(acknowledged) + dice.randrange(60, 160)
                wait_until(lambda enough=enough: len(acknowledged) >= enough, "the server takes nothing any more")
                server.kill()
                server = Server(tmp_path, port, config)
            stop_senders(senders)
            wait_until(lambda: acknowledged.keys() <= consumer.reports.keys(), "some receipts never came")
            wait_until(lambda: waiting(server.endpoint) == 0, "what was deleted is still there")
        finally:
            stop_senders(senders)
            consumer.stopping.set()
            consumer.join()
            code = server.stop()
        assert code == 0
    assert consumer.wrong == []
    assert all(consumer.reports[message_id]["Status"] == "1" for message_id in acknowledged)


def subscribe(endpoint: str) -> None:
    """Have the account's receipts wait in its queue."""
    with Client(endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api:
        answer = api.call("CreateSubscription", "2026-11-01", {"Kind": "queue"})
    assert (answer["ResponseCode"], answer["QueueName"]) == ("OK", QUEUE)


def waiting(endpoint: str) -> int:
    """How many receipts the queue has."""
    with Client(endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api:
        [subscription] = api.call("ListSubscriptions", "2026-11-01", {})["Subscriptions"]
    return int(subscription["Waiting"])
