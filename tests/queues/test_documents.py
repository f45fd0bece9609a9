"""If this fails, the SDKs call what we answer damaged: each of them misses an element that is not there."""

import base64
import hashlib
import xml.etree.ElementTree as ElementTree

from heliograph.queues import documents
from heliograph.queues.faults import fault
from heliograph.store.told import Key, Kind, Telling
from queues.told_in_memory import ABOUT

#: Java's SDK takes an error of any other namespace for a damaged one (run by `make conformance`).
NS = "{http://mns.aliyuncs.com/doc/v1}"
BODY = '{"To":"85212345678","ErrorDescription":"\u00e9 & <b>"}'.encode()

#: What the Python SDK wants of a received message (spec: clients, "MNS replies", tested one by one).
RECEIVED = {
    "MessageId",
    "ReceiptHandle",
    "MessageBody",
    "MessageBodyMD5",
    "EnqueueTime",
    "NextVisibleTime",
    "FirstDequeueTime",
    "DequeueCount",
    "Priority",
}


def telling(attempts: int = 1) -> Telling:
    return Telling(Key("1000000000000001/queue", Kind.REPORT, 4711, 1, 1_030_000), attempts, 900_000, ABOUT)


def elements(document: bytes) -> dict[str, str | None]:
    return {child.tag.removeprefix(NS): child.text for child in ElementTree.fromstring(document)}


def test_a_received_message_has_all_that_the_sdks_want() -> None:
    found = elements(documents.message(documents.taken_fields(telling(), BODY, "1-handle", 30_000)))
    assert set(found) == RECEIVED
    assert base64.b64decode(found["MessageBody"]) == BODY
    assert found["MessageBodyMD5"] == hashlib.md5(found["MessageBody"].encode()).hexdigest().upper()
    assert found["ReceiptHandle"] == "1-handle"
    assert (found["EnqueueTime"], found["FirstDequeueTime"], found["NextVisibleTime"]) == (
        "900000",
        "1000000",
        "1030000",
    )
    assert (found["DequeueCount"], found["Priority"]) == ("1", "8")
    assert found["MessageId"] == "0000000000001267-1"


def test_of_a_message_that_was_taken_before_the_first_time_is_not_later_than_it_was() -> None:
    found = documents.taken_fields(telling(attempts=3), BODY, "1-handle", 30_000)
    assert (found["DequeueCount"], found["FirstDequeueTime"]) == (3, 900_000)


def test_a_message_that_is_peeked_at_has_no_handle() -> None:
    found = elements(documents.message(documents.peeked_fields(telling(attempts=0), BODY)))
    assert set(found) == RECEIVED - {"ReceiptHandle", "NextVisibleTime"}
    assert found["DequeueCount"] == "0"


def test_several_messages_are_a_list_also_of_one() -> None:
    fields = documents.peeked_fields(telling(), BODY)
    for count in (1, 3):
        root = ElementTree.fromstring(documents.messages([fields] * count))
        assert root.tag == f"{NS}Messages"
        assert [child.tag for child in root] == [f"{NS}Message"] * count


def test_an_error_has_its_four_elements_and_nothing_in_it_is_markup() -> None:
    document = documents.error(fault("InvalidArgument", "a < b & c"), "4F1D", '"><x>')
    assert elements(document) == {
        "Code": "InvalidArgument",
        "Message": "a < b & c",
        "RequestId": "4F1D",
        "HostId": '"><x>',
    }
    assert elements(documents.error(fault("InternalError"), "4F1D", ""))["HostId"], "a blank one is a missing one"


def test_the_failed_part_of_a_batch_names_each_handle() -> None:
    root = ElementTree.fromstring(documents.errors([("1-a&b", fault("MessageNotExist"))] * 2))
    assert root.tag == f"{NS}Errors"
    for item in root:
        found = {child.tag.removeprefix(NS): child.text for child in item}
        assert found == {
            "ErrorCode": "MessageNotExist",
            "ErrorMessage": "Message not exist.",
            "ReceiptHandle": "1-a&b",
        }


def test_a_changed_visibility_gives_the_new_handle() -> None:
    found = elements(documents.changed_visibility("1-new", 5))
    assert found == {"ReceiptHandle": "1-new", "NextVisibleTime": "5"}
