"""If these fail, a stranger can change what a customer signed, or stop the server with octets nobody thought of."""

import asyncio
import random
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.gateway import GatewaySettings
from heliograph.http.request import Request
from heliograph.operations.registry import Registry
from heliograph.wire import Front, Limits
from heliograph.wire.connection import Connection
from heliograph.wire.reader import PIECE
from memory_transport import MemoryTransport, cut
from vectors.recoding import RECODINGS, Recode, recoded, with_one_value_changed

TEXT = st.text(
    st.one_of(st.sampled_from("+*~%&=?/ '你好😀"), st.characters(exclude_categories=["Cs", "Cc"])), min_size=1
)
MORE = st.dictionaries(st.sampled_from(["TaskId", "ChannelId", "Type"]), TEXT.filter(str.strip), max_size=3)
MANNERS = st.sampled_from(["v1", "v1 form", "v3"])
DICE = st.integers(0, 2**32)

FORM = "application/x-www-form-urlencoded"
UNLIMITED = GatewaySettings(limits_enforced=False)


def signed(world: Any, manner: str, text: str, more: dict[str, str]) -> Request:
    """A right request to send `text`."""
    parameters = {"To": "85261234567", "Message": text, **more}
    match manner:
        case "v1":
            return world.v1("SendMessageToGlobe", **parameters)
        case "v1 form":
            return world.v1("SendMessageToGlobe", form=parameters)
        case _:
            return world.v3("SendMessageToGlobe", **parameters)


def with_query(request: Request, query: str) -> Request:
    return replace(request, query=query, target=f"/?{query}")


def forgeries(request: Request, dice: random.Random) -> Iterator[Request]:
    """The request with one signed thing another, one more, or one less."""
    for query in with_one_value_changed(request.query, dice):
        yield with_query(request, query)
    fields = request.query.split("&")
    for index, field in enumerate(fields):
        if not field.startswith("Signature="):
            yield with_query(request, "&".join(fields[:index] + fields[index + 1 :]))
    yield with_query(request, f"{request.query}&Added=1")
    if request.body:
        for form in with_one_value_changed(request.body.decode("latin-1"), dice):
            yield replace(request, body=form.encode("latin-1"))
        yield replace(request, body=request.body + b"&Added=1")
    yield replace(request, method={"GET": "POST", "POST": "GET"}[request.method])
    if "authorization" in request.headers:
        yield replace(request, body=b"x")
        for name, (value,) in request.headers.items():
            at = dice.randrange(len(value))
            changed = value[:at] + ("7" if value[at] != "7" else "8") + value[at + 1 :]
            yield replace(request, headers={**request.headers, name: (changed,)})
            yield replace(request, headers={k: v for k, v in request.headers.items() if k != name})


@given(MANNERS, TEXT, MORE, DICE)
def test_a_change_of_anything_signed_is_refused_and_spoils_nothing(
    new_world: Callable[..., Any], manner: str, text: str, more: dict[str, str], dice: int
) -> None:
    async def attack() -> None:
        world = await new_world(UNLIMITED).start()
        request = signed(world, manner, text, more)
        for forged in forgeries(request, random.Random(dice)):
            response = await world.send(forged)
            assert 400 <= response.status < 500, forged
        assert not world.store.accepts
        # The nonce is still the sender's, so its own request is taken.
        assert (await world.send(request)).status == 200

    asyncio.run(attack())


@given(MANNERS, TEXT, MORE, st.sampled_from(RECODINGS), st.sampled_from(RECODINGS))
def test_a_signed_request_is_taken_however_a_proxy_escapes_it(
    new_world: Callable[..., Any], manner: str, text: str, more: dict[str, str], of_query: Recode, of_form: Recode
) -> None:
    async def send(recode: bool) -> tuple[int, str, list[str]]:
        world = await new_world(UNLIMITED).start()
        request = signed(world, manner, text, more)
        if recode:
            request = with_query(request, recoded(request.query, of_query))
            if manner == "v1 form":
                form = recoded(request.body.decode("latin-1"), of_form)
                request = replace(request, body=form.encode("latin-1"))
        status, document = await world.ask(request)
        return (
            status,
            document.get("ResponseCode", document.get("Code", "")),
            [b.text for _, b in world.store.kept.values()],
        )

    as_sent = asyncio.run(send(False))
    assert as_sent[0] == 200
    assert asyncio.run(send(True)) == as_sent


#: What a client may put where a parameter stands: nonsense, and things that are nearly right.
VALUES = st.one_of(
    TEXT,
    st.just(""),
    st.integers().map(str),
    st.sampled_from(["85261234567", "alice", "v1", "Custom", "System", "[]", "{}", "null", "NaN", "1e999", "-0", "٣"]),
    st.sampled_from(['["85261234567"]', '["x"]', "[[[[", '{"a":{"a":[]}}', '{"Version":"1","Statement":[{}]}']),
    st.sampled_from(["acs:ram::1000000000000001:role/sender", "*", "a" * 5_000, "\x00", "2026-11-26", "9" * 5_000]),
)
OPERATIONS = [served.operation for served in Registry()]


@st.composite
def calls(draw: st.DrawFn, operation: Any) -> tuple[Any, dict[str, str]]:
    """A call of an operation that has what it requires, of whatever worth."""
    parameters = {
        parameter.name: draw(VALUES)
        for parameter in operation.parameters
        if parameter.required or draw(st.sampled_from([True, False, False]))
    }
    return operation, parameters


async def calls_are_answered(world: Any, history: list[tuple[Any, dict[str, str]]]) -> None:
    await world.start()
    for operation, parameters in history:
        request = world.v3(operation.name, headers={"x-acs-version": operation.version}, **parameters)
        response = await world.send(request)
        assert response.status < 500, (operation.name, parameters, response.body)
        assert orjson.loads(response.body)["RequestId"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@settings(max_examples=20)
@given(data=st.data())
def test_no_parameters_of_a_customer_are_an_internal_error(
    new_world: Callable[..., Any], operation: Any, data: st.DataObject
) -> None:
    history = [data.draw(calls(operation)) for _ in range(2)]
    asyncio.run(calls_are_answered(new_world(UNLIMITED), history))


@given(st.lists(st.sampled_from(OPERATIONS).flatmap(calls), max_size=12))
def test_no_history_of_calls_is_an_internal_error(
    new_world: Callable[..., Any], history: list[tuple[Any, dict[str, str]]]
) -> None:
    asyncio.run(calls_are_answered(new_world(UNLIMITED), history))


def wire(request: Request) -> bytes:
    """The request as a client writes it."""
    headers = {**request.headers, "content-length": (str(len(request.body)),)}
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, values in headers.items() for value in values]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + request.body


SPLICES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b"\r\n", b"\r\n\r\n", b"\0", b"%", b"%ff", b"&", b"=", b"&To=1", b" HTTP/1.1\r\n", b"Content-Length: 1\r\n"]
    ),
    st.sampled_from([b"Transfer-Encoding: chunked\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"Signature=", b"\x16"]),
)
#: Where (in thousandths), how many octets go, and what comes in their place.
MUTATION = st.tuples(st.integers(0, 1000), st.integers(0, 40), SPLICES)

SMALL = Limits(line_max=4_000, headers_max=4_000, body_max=2_000, pipeline_max=3)

#: Rounds of the loop for which a connection of at most some dozen requests may be busy.
ROUNDS_MAX = 2_000


def mutated(octets: bytes, mutations: list[tuple[int, int, bytes]]) -> bytes:
    for where, gone, come in mutations:
        at = len(octets) * where // 1000
        octets = octets[:at] + come + octets[at + gone :]
    return octets


async def played(world: Any, pieces: list[bytes], limits: Limits) -> tuple[Front, MemoryTransport]:
    """A connection of a front over the gateway after these octets, time gone by, and its end."""
    front = Front(world.gateway, limits=limits, wall=lambda: 0.0)
    front.loop = asyncio.get_running_loop()
    connection, transport = Connection(front), MemoryTransport()
    connection.connection_made(transport)
    rounds = 0
    for piece in pieces:
        while not transport.reading and not transport.closed:
            await asyncio.sleep(0)
            rounds += 1
            assert rounds < ROUNDS_MAX
        if transport.closed:
            break
        connection.data_received(piece)
        # Nine octets of the smallest chunks to one of the body: an upper bound of what is kept.
        assert front.held <= limits.line_max + 2 * limits.headers_max + 9 * limits.body_max + 2 * PIECE
    while not connection.at_rest:
        await asyncio.sleep(0)
        rounds += 1
        assert rounds < ROUNDS_MAX
    for sweep in range(1, 4):  # Refused for being slow; then nothing more comes; then dropped.
        connection.check(sweep * 1_000.0)
        await asyncio.sleep(0)
    return front, transport


@given(
    st.lists(st.tuples(MANNERS, TEXT), min_size=1, max_size=3),
    st.lists(MUTATION, max_size=4),
    st.binary(max_size=200),
    st.lists(st.integers(0, 4_000), max_size=10),
)
def test_any_octets_are_answered_or_the_connection_ends(
    new_world: Callable[..., Any],
    sent: list[tuple[str, str]],
    mutations: list[tuple[int, int, bytes]],
    tail: bytes,
    places: list[int],
) -> None:
    async def attack() -> None:
        world = await new_world(UNLIMITED).start()
        requests = b"".join(wire(signed(world, manner, text, {})) for manner, text in sent)
        front, transport = await played(world, cut(mutated(requests, mutations) + tail, places), SMALL)
        assert transport.closed
        assert not front.held
        assert b"HTTP/1.1 500" not in transport.said
        assert world.store.accepts <= len(sent)
        if not mutations:
            assert world.store.accepts == len(sent)

    asyncio.run(attack())


MEBIBYTE = 1 << 20
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"
ENDLESS = {
    "target": (b"GET /?", b"a=%41&" * 10_000),
    "header": (HEAD + b"x-long: ", b"a" * 60_000),
    "headers": (HEAD, b"x-more: 1\r\n" * 6_000),
    "body": (HEAD + b"Content-Length: 99999999\r\n\r\n", b"a" * 60_000),
    "small chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 10_000),
    "chunk extension": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a" * 60_000),
    "trailers": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"x-more: 1\r\n" * 6_000),
    "blank lines": (b"", b"\r\n" * 30_000),
    "zeroes": (b"", b"\0" * 60_000),
}


@pytest.mark.parametrize("kind", ENDLESS)
async def test_what_never_ends_is_refused_within_a_bound_of_memory(world: Any, kind: str) -> None:
    start, more = ENDLESS[kind]
    limits = Limits(line_max=65_536, headers_max=65_536, body_max=MEBIBYTE)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        _, transport = await played(world, [start, *[more] * 200], limits)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < 8 * MEBIBYTE
    assert transport.closed
    # Blank lines are no request yet (RFC 9112 §2.2), so nothing is owed an answer when the connection ends.
    assert transport.said.count(b"HTTP/1.1 4") == (0 if kind == "blank lines" else 1)
