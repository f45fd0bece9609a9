"""What a fuzzer calls with any octets: each parser that strangers reach, with what must hold of it."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from heliograph.identity.evaluate import Request, decide
from heliograph.identity.grammar import Malformed, parse
from heliograph.identity.policy import Policy, render
from heliograph.identity.prepared import session_set
from heliograph.identity.principal import RoleSession
from heliograph.signatures import percent
from heliograph.smpp import pdu as smpp
from heliograph.smpp.codec import decode, encode
from heliograph.smpp.faults import PeerError
from heliograph.smpp.framer import Framer
from heliograph.wire.limits import Limits
from heliograph.wire.reader import PIECE, RequestReader
from vectors.captured import Captured, captures

LIMITS = Limits(line_max=1_000, headers_max=1_000, body_max=1_000)


def http(octets: bytes) -> None:
    """The reader makes the same requests, and refuses alike, whether octets come at once or one by one."""
    assert _read(octets, PIECE) == _read(octets, 1)


def _read(octets: bytes, size: int) -> tuple[list[object], bool]:
    reader, found = RequestReader(LIMITS), []
    for at in range(0, len(octets), size):
        for exchange in reader.feed(octets[at : at + size]):
            request = exchange.request
            assert request is not None
            assert len(request.body) <= LIMITS.body_max
            assert len(request.target) <= LIMITS.line_max
            found.append(request)
        if reader.finished:
            break
    return found, reader.refusal is None


def query(octets: bytes) -> None:
    """Parameters are read as the standard library decodes them, and stay what they are when written in our way."""
    pairs = percent.parse(octets.decode("latin-1"))
    plain = [field.partition(b"=") for field in octets.split(b"&") if field]
    try:
        expected = [(_decoded(name), _decoded(value)) for name, _, value in plain]
    except UnicodeDecodeError:
        assert isinstance(pairs, percent.NotUtf8)
        return
    assert pairs == expected
    assert percent.parse(percent.canonical_query(expected)) == sorted(expected)


def _decoded(raw: bytes) -> str:
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode()


def policy(octets: bytes) -> None:
    """A document is a policy or has a reason; a policy decides without raising and survives being written out."""
    read = parse(octets.decode(errors="replace"))
    if isinstance(read, Malformed):
        assert read.text
        return
    assert isinstance(read, Policy)
    assert parse(render(read)) == read
    bounds = session_set(read)
    decide(RoleSession("1", "sender", "job", bounds, bounds), Request("dysms:QueryMessage", "acs:dysms:*:1:message/1"))


def pdus(octets: bytes) -> None:
    """A stream is cut into the same PDUs however it comes; each is read or refused, and what was read can be sent."""
    whole = _frames(octets, len(octets) or 1)
    assert whole == _frames(octets, 3)
    for frame in whole:
        with suppress(PeerError):
            decode(frame)


def _frames(octets: bytes, size: int) -> list[bytes]:
    framer, found = Framer(1_000), []
    with suppress(PeerError):
        for at in range(0, len(octets), size):
            for data, start, end in framer.frames(octets[at : at + size]):
                found.append(data[start:end])
    return found


def _wire(capture: Captured) -> bytes:
    head = f"{capture.method} {capture.target} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, values in capture.headers.items() for value in values)
    return head.encode("latin-1") + b"\r\n" + capture.body


def _small_captures() -> list[Captured]:
    return [capture for capture in captures() if len(capture.query) + len(capture.body) < 600][::12]


def _policies() -> list[bytes]:
    statement = {
        "Effect": "Allow",
        "Action": ["dysms:Query*", "ram:*"],
        "Resource": "acs:*:*:1:*",
        "Condition": {"IpAddress": {"acs:SourceIp": ["10.0.0.0/8"]}, "Bool": {"acs:SecureTransport": "true"}},
    }
    denial = {"Effect": "Deny", "NotAction": "dysms:*", "Resource": "*"}
    return [json.dumps({"Version": "1", "Statement": [statement, denial]}).encode()]


def _pdus() -> list[bytes]:
    bind, submit = (
        smpp.BindTransceiver("esme", "secret"),
        smpp.SubmitSm(short_message=b"Hello", destination_addr="49151"),
    )
    return [encode(bind, 1), encode(submit, 2), encode(bind, 1) + encode(submit, 2) + encode(smpp.EnquireLink(), 3)]


@dataclass(frozen=True, slots=True)
class Target:
    """One parser."""

    holds: Callable[[bytes], None]
    """Raises where something does not."""
    seeds: Callable[[], list[bytes]]


TARGETS = {
    "http": Target(http, lambda: [_wire(capture) for capture in _small_captures()]),
    "query": Target(query, lambda: [capture.query.encode("latin-1") for capture in _small_captures()]),
    "policy": Target(policy, _policies),
    "smpp": Target(pdus, _pdus),
}
