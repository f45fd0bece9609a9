"""Makes a call as an SDK would: signed by V3, handed to the application, its reply read for people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

from heliograph.client import Key, signed_request
from heliograph.http.request import Request
from heliograph.http.response import Application, Response
from heliograph.operations.call import OK
from heliograph.operations.description import Operation
from heliograph.sms.codes import Code, business, explain, gateway_code

#: A reply is shown up to here; the longest list of a page is far below.
SHOWN_MAX = 400_000


class Signer(Protocol):
    """What a call is signed with."""

    @property
    def access_key_id(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def security_token(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply as the explorer shows it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    code: str
    """OK, the ResponseCode, or the Code of an error document; empty for a reply that is no document of the API."""
    says: str
    """The reply's own words about its code."""
    request_id: str
    message_ids: tuple[str, ...]
    """Of the messages that the call made or is about."""
    text: str
    """The document, indented."""
    cut: bool
    """Whether the document goes on after `text`."""

    @property
    def refused(self) -> bool:
        return self.code != OK


def request_of(
    operation: Operation, values: Mapping[str, str], signer: Signer, *, now_ms: int, nonce: str, host: str
) -> Request:
    """The signed request of one call; `host` as the caller's Host header has it."""
    key = Key(signer.access_key_id, signer.secret, signer.security_token)
    return signed_request(key, operation.name, operation.version, values, now_ms=now_ms, nonce=nonce, host=host)


async def call(application: Application, request: Request) -> Response:
    """The application's reply, which for a call of the API is always whole."""
    reply = await application(request)
    assert isinstance(reply, Response), "the API answers no call by a stream"
    return reply


def as_sent(operation: Operation, request: Request) -> str:
    """The request's lines for people who write a client of their own; what is secret is left out.

    All else may be shown: what it was signed with is good for this one call, and the call is over.
    """
    secret = {parameter.name for parameter in operation.parameters if parameter.secret}
    pairs = (pair.partition("=") for pair in request.query.split("&") if pair)
    query = "&".join(f"{name}={'…' if unquote(name) in secret else value}" for name, _, value in pairs)
    lines = [f"{request.method} {request.path}{'?' if query else ''}{query} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, values in request.headers.items() for value in values]
    return "\n".join(lines)


def read(operation: Operation, values: Mapping[str, str], response: Response) -> Answered:
    """What a reply says."""
    document = _document(response.body)
    refusal = response.status != 200
    code, says = ("Code", "Message") if refusal else (operation.outcome.code, operation.outcome.text)
    text = json.dumps(document, ensure_ascii=False, indent=2) if document is not None else _raw(response.body)
    fields = document or {}
    # RAM and STS tell success by the status alone.
    ended = _text(fields.get(code)) or (OK if not refusal and document is not None else "")
    return Answered(
        response.status,
        (("Content-Type", response.content_type), *response.headers),
        ended,
        _text(fields.get(says)),
        _text(fields.get("RequestId")),
        _message_ids(values, fields) if ended == OK else (),
        text[:SHOWN_MAX],
        len(text) > SHOWN_MAX,
    )


def explained(operation: Operation, answered: Answered) -> Code | None:
    """The catalogue's row for what a call was refused with; None for success, and for what the catalogue lacks."""
    if not answered.refused or not answered.code:
        return None
    if answered.status == 200:
        return business(answered.code)
    try:
        return gateway_code(answered.code, operation.product)
    except KeyError:
        return next(iter(explain(answered.code)), None)


def _message_ids(values: Mapping[str, str], fields: Mapping[str, Any]) -> tuple[str, ...]:
    listed = _text(fields.get("MessageIdList"))
    if listed:
        return tuple(str(one) for one in json.loads(listed))
    one = _text(fields.get("MessageId")) or values.get("MessageId", "")
    return (one,) if one else ()


def _document(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _raw(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
