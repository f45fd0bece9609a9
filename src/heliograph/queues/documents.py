"""The XML documents that MNS answers with, as its SDKs read them (spec: clients, "MNS replies")."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import md5
from html import escape

from heliograph.gateway.faults import Fault
from heliograph.store.told import Telling

#: The Java SDK knows an error by exactly this, without a slash at the end; pages and the other SDKs' requests have one,
#: and those SDKs read no namespace.
NAMESPACE = "http://mns.aliyuncs.com/doc/v1"

#: What MNS gives every message that was sent without one.
PRIORITY = 8

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'

#: Element names and their values, in order.
Fields = Mapping[str, str | int]


def taken_fields(telling: Telling, body: bytes, handle: str, hold_ms: int) -> Fields:
    """A message as a consumer receives it, to be hidden for `hold_ms` from now on."""
    fields = peeked_fields(telling, body)
    lease_end = telling.key.lease_end
    return {
        "MessageId": fields["MessageId"],
        "ReceiptHandle": handle,
        **fields,
        "NextVisibleTime": lease_end,
        "FirstDequeueTime": lease_end - hold_ms if telling.attempts == 1 else telling.made_at,
    }


def peeked_fields(telling: Telling, body: bytes) -> Fields:
    """A message as it is seen without being taken. The SDKs decode base64; the digest is that of the encoded form.

    FirstDequeueTime: when it was first taken is not kept, so of a message that was, it is when it came into the queue.
    """
    encoded = b64encode(body)
    return {
        "MessageId": f"{telling.key.message:016X}-{telling.key.revision}",
        "MessageBody": encoded.decode(),
        "MessageBodyMD5": md5(encoded, usedforsecurity=False).hexdigest().upper(),
        "EnqueueTime": telling.made_at,
        "FirstDequeueTime": telling.made_at,
        "DequeueCount": telling.attempts,
        "Priority": PRIORITY,
    }


def message(fields: Fields) -> bytes:
    """The answer to ReceiveMessage and PeekMessage."""
    return _document("Message", _elements(fields))


def messages(items: Sequence[Fields]) -> bytes:
    """The answer to their batch forms."""
    return _document("Messages", "".join(f"<Message>{_elements(fields)}</Message>" for fields in items))


def changed_visibility(handle: str, next_visible: int) -> bytes:
    """The answer to ChangeMessageVisibility: the handle that is good from now on."""
    return _document("ChangeVisibility", _elements({"ReceiptHandle": handle, "NextVisibleTime": next_visible}))


def error(fault: Fault, request_id: str, host: str) -> bytes:
    """An error document. All four elements are always there: the Python SDK calls a document without one damaged."""
    fields = {"Code": fault.code, "Message": fault.text, "RequestId": request_id, "HostId": host or "heliograph"}
    return _document("Error", _elements(fields))


def errors(failed: Sequence[tuple[str, Fault]]) -> bytes:
    """The answer to a BatchDeleteMessage of which some handles failed: each with why."""
    items = (
        _elements({"ErrorCode": fault.code, "ErrorMessage": fault.text, "ReceiptHandle": handle})
        for handle, fault in failed
    )
    return _document("Errors", "".join(f"<Error>{item}</Error>" for item in items))


def _document(root: str, content: str) -> bytes:
    return f'{_DECLARATION}<{root} xmlns="{NAMESPACE}">{content}</{root}>'.encode()


def _elements(fields: Fields) -> str:
    return "".join(f"<{name}>{escape(str(value), quote=False)}</{name}>" for name, value in fields.items())
