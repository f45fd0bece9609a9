"""Turns answers and faults into the documents that clients read, JSON or XML (spec: api §2.6)."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum

import orjson

from heliograph.http.response import JSON, XML
from heliograph.operations.call import Answer, Reply
from heliograph.operations.description import Operation

_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'


class Format(Enum):
    """The two documents of the API; the value is the exact content type."""

    JSON = JSON
    XML = XML


def answer(operation: Operation, reply: Reply, request_id: str) -> dict[str, Answer]:
    """The fields of an operation's answer in the description's order; those that are not known stay absent."""
    values: dict[str, Answer] = {
        **reply.fields,
        "RequestId": request_id,
        operation.outcome.code: reply.code,
        operation.outcome.text: reply.description,
    }
    return {field.name: values[field.name] for field in operation.answers if field.name in values}


def render(format_: Format, root: str, values: Mapping[str, Answer]) -> bytes:
    """The document with these fields; in XML below the element `root`."""
    if format_ is Format.JSON:
        return orjson.dumps(values)
    return _DECLARATION + f"<{root}>{_elements(values)}</{root}>".encode()


def _elements(values: Mapping[str, Answer]) -> str:
    return "".join(_element(name, value) for name, value in values.items())


def _element(name: str, value: Answer) -> str:
    if isinstance(value, str):
        return f"<{name}>{_escaped(value)}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{str(value).lower()}</{name}>"
    if isinstance(value, Sequence):
        return "".join(_element(name, item) for item in value)
    return f"<{name}>{_elements(value)}</{name}>"


#: What XML 1.0 §2.2 cannot hold in any form; a text from outside may hold all of it.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _escaped(text: str) -> str:
    """The text as XML character data; characters that XML cannot hold become U+FFFD. A parser would read a bare CR as
    LF, so it is written as a reference."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return _IMPOSSIBLE.sub("\ufffd", text)
