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
from heliograph.smpp import events as happened
from heliograph.smpp import pdu as smpp
from heliograph.smpp.codec import decode, encode, encode_refusal
from heliograph.smpp.faults import PeerError
from heliograph.smpp.framer import Framer
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
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


#: Requests that are under way, one of them not yet written, while a stranger talks to a session.
_UNDER_WAY = 3


def session(octets: bytes) -> None:
    """Each end of a link makes the same of a stream, in whatever pieces it comes, and ends each request once.

    The first octet says how long the pieces are: so the fuzzer chooses where the stream is split.
    """
    if not octets:
        return
    size, stream = octets[0] + 1, octets[1:]
    for role in Role:
        assert _life(role, stream, len(stream) or 1) == _life(role, stream, size)


def _life(role: Role, stream: bytes, size: int) -> tuple[list[object], bytes]:
    """What a bound end says of the stream, and what it answers."""
    end = _bound(role)
    request = smpp.SubmitSm(destination_addr="49151") if role is Role.ESME else smpp.DeliverSm(source_addr="49151")
    asked = [end.request(request, 0, handle) for handle in range(_UNDER_WAY - 1)]
    said = end.data_to_send()
    asked.append(end.request(request, 0, _UNDER_WAY - 1))
    seen: list[object] = []
    for at in range(0, len(stream), size):
        end.receive_data(stream[at : at + size], 1)
        seen += end.events()
    said += end.data_to_send()
    for frame in _frames(said, len(said) or 1):
        decode(frame)
    end.connection_lost()
    seen += end.events()
    assert isinstance(seen[-1], happened.LinkClosed)
    assert sorted(_ended(seen)) == sorted(asked)
    return seen, said


def _bound(role: Role) -> Session:
    end = Session(role, 0)
    if role is Role.ESME:
        end.bind(smpp.BindTransceiver("esme", "secret"), 0)
        end.receive_data(encode(smpp.BindTransceiverResp("smsc"), 1), 0)
    else:
        end.receive_data(encode(smpp.BindTransceiver("esme", "secret"), 1), 0)
        end.accept_bind(1)
    end.events()
    end.data_to_send()
    return end


def _ended(seen: list[object]) -> list[int]:
    """The sequence of each request that an event ends."""
    answers = (happened.SubmitAnswered, happened.DeliverAnswered, happened.ResponseTimedOut)
    ended = [event.sequence for event in seen if isinstance(event, answers)]
    closed = [event for event in seen if isinstance(event, happened.LinkClosed)]
    return ended + [one.sequence for event in closed for one in event.unanswered]


def _sessions() -> list[bytes]:
    from_smsc = (
        encode(smpp.SubmitSmResp("7"), 2)
        + encode(smpp.DeliverSm(short_message=b"Hi", source_addr="49151"), 1)
        + encode_refusal(smpp.SUBMIT_SM, 3, smpp.ESME_RTHROTTLED)
        + encode(smpp.EnquireLink(), 2)
    )
    from_esme = (
        encode(smpp.SubmitSm(short_message=b"Hi", destination_addr="49151"), 2)
        + encode(smpp.DeliverSmResp(), 1)
        + encode_refusal(smpp.GENERIC_NACK, 2, smpp.ESME_RINVCMDID)
        + encode(smpp.Unbind(), 3)
    )
    return [bytes((size,)) + stream for stream in (from_smsc, from_esme) for size in (0, 6, 200)]


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
    "session": Target(session, _sessions),
}
