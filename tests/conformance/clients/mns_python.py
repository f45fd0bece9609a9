"""`aliyun-mns-sdk` at a queue: reads what to ask as JSON from stdin, writes what came of each step as JSON."""

import json
import sys
from collections.abc import Callable

from mns.account import Account
from mns.mns_exception import MNSServerException
from mns.queue import Queue


def opened(told: dict[str, str], secret: str) -> Queue:
    account = Account(told["endpoint"], told["id"], secret, told["token"])
    return account.get_queue(told["queue"])


def code_of(work: Callable[[], object]) -> str:
    try:
        work()
    except MNSServerException as error:
        return error.type
    return "OK"


def main() -> dict[str, str]:
    told = json.load(sys.stdin)
    queue = opened(told, told["secret"])
    found: dict[str, str] = {}
    message = queue.receive_message(10)
    found["receive"] = json.loads(message.message_body)["TaskId"]
    changed = queue.change_message_visibility(message.receipt_handle, 60)
    found["change visibility"] = "OK"
    found["stale handle"] = code_of(lambda: queue.delete_message(message.receipt_handle))
    found["delete"] = code_of(lambda: queue.delete_message(changed.receipt_handle))
    found["peek"] = str(queue.peek_message().dequeue_count)
    found["batch peek"] = str(len(queue.batch_peek_message(16)))
    batch = queue.batch_receive_message(16, 10)
    found["batch receive"] = str(len(batch))
    handles = [one.receipt_handle for one in batch]
    found["batch delete"] = code_of(lambda: queue.batch_delete_message(handles))
    found["batch delete, of none"] = code_of(lambda: queue.batch_delete_message(handles[:2]))
    found["long poll at an empty queue"] = code_of(lambda: queue.receive_message(1))
    found["wrong secret"] = code_of(opened(told, "not the secret").receive_message)
    return found


if __name__ == "__main__":
    print(json.dumps(main()))
