"""If this fails, an SDK's request is taken for another one, or for none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.gateway.faults import Fault
from heliograph.http.request import Request
from heliograph.queues.ask import Asked, ChangeVisibility, Delete, Peek, Receive, read
from vectors.captured_mns import CapturedMns, captures

HANDLE = "1-ODU4OTkzNDU5My0xNDM1MTk3NjAwLTItNg=="
QUEUE = "Alicom-Queue-1000000000000001-SmsReport"

#: What both SDKs were told to ask when their requests were captured.
CAPTURED = {
    "receive": (Receive(), "ReceiveMessage"),
    "receive-wait": (Receive(wait_seconds=10), "ReceiveMessage"),
    "batch-receive": (Receive(16, batch=True), "BatchReceiveMessage"),
    "batch-receive-wait": (Receive(16, batch=True, wait_seconds=30), "BatchReceiveMessage"),
    "peek": (Peek(), "PeekMessage"),
    "batch-peek": (Peek(16, batch=True), "BatchPeekMessage"),
    "delete": (Delete((HANDLE,)), "DeleteMessage"),
    "batch-delete": (Delete((HANDLE, "1-b"), batch=True), "BatchDeleteMessage"),
    "visibility": (ChangeVisibility(HANDLE, 35), "ChangeMessageVisibility"),
}


def request(method: str, target: str, body: bytes = b"") -> Request:
    path, _, query = target.partition("?")
    return Request(method, target, path, query, {}, body)


@pytest.mark.parametrize("capture", captures(), ids=lambda capture: capture.name)
def test_a_captured_request_is_read_as_what_its_sdk_was_told(capture: CapturedMns) -> None:
    ask, name = CAPTURED[capture.operation]
    asked = read(request(capture.method, capture.target, capture.body))
    assert asked == Asked(QUEUE, ask)
    assert asked.name == name


@pytest.mark.parametrize(
    ("method", "target", "code"),
    [
        ("POST", "/queues/q/messages", "InvalidRequestURL"),
        ("PUT", "/queues/q", "InvalidRequestURL"),
        ("GET", "/queues", "InvalidRequestURL"),
        ("GET", "/queues/q/messages/", "InvalidRequestURL"),
        ("GET", "/queues//messages", "InvalidRequestURL"),
        ("GET", "/queues/%71/messages", "InvalidRequestURL"),
        ("GET", f"/queues/{'q' * 257}/messages", "InvalidRequestURL"),
        ("GET", "/queues/q/messages?wait=1", "InvalidQueryString"),
        ("GET", "/queues/q/messages?ReceiptHandle=1", "InvalidQueryString"),
        ("GET", "/queues/q/messages?waitseconds=1&WaitSeconds=1", "InvalidQueryString"),
        ("GET", "/queues/q/messages?peekonly=1", "InvalidQueryString"),
        ("GET", "/queues/q/messages?waitseconds=%FF", "InvalidQueryString"),
        ("GET", "/queues/q/messages?waitseconds=31", "InvalidArgument"),
        ("GET", "/queues/q/messages?waitseconds=-1", "InvalidArgument"),
        ("GET", "/queues/q/messages?waitseconds=", "InvalidArgument"),
        ("GET", "/queues/q/messages?waitseconds=1.5", "InvalidArgument"),
        ("GET", "/queues/q/messages?numOfMessages=0", "InvalidArgument"),
        ("GET", "/queues/q/messages?numOfMessages=17", "InvalidArgument"),
        ("DELETE", "/queues/q/messages", "MissingReceiptHandle"),
        ("DELETE", "/queues/q/messages?ReceiptHandle=", "MissingReceiptHandle"),
        ("PUT", "/queues/q/messages", "MissingReceiptHandle"),
        ("PUT", "/queues/q/messages?ReceiptHandle=1-a", "MissingVisibilityTimeout"),
        ("PUT", "/queues/q/messages?ReceiptHandle=1-a&VisibilityTimeout=0", "InvalidArgument"),
        ("PUT", "/queues/q/messages?ReceiptHandle=1-a&VisibilityTimeout=43201", "InvalidArgument"),
        ("PUT", "/queues/q/messages?ReceiptHandle=1-a&VisibilityTimeout=" + "9" * 5000, "InvalidArgument"),
    ],
)
def test_what_cannot_be_read_is_named_by_mnss_code(method: str, target: str, code: str) -> None:
    found = read(request(method, target))
    assert isinstance(found, Fault)
    assert found.code == code


def test_an_escaped_handle_is_the_handle() -> None:
    assert read(request("DELETE", "/queues/q/messages?ReceiptHandle=1-a%3D%3D")) == Asked("q", Delete(("1-a==",)))


@given(st.sampled_from(["GET", "PUT", "DELETE"]), st.text(st.characters(max_codepoint=255)), st.binary(max_size=100))
def test_any_query_and_body_get_an_answer(method: str, query: str, body: bytes) -> None:
    assert isinstance(read(request(method, f"/queues/q/messages?{query}", body)), (Asked, Fault))
