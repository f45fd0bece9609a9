"""Calls that came lately, in memory, for whoever looks what became of them; and refused ones, on their way to disk.

A call is kept as it is, and made fit to be shown when somebody looks. Past so many a second none is kept: nobody reads
them, and what is kept is memory that the next requests do not find warm. Calls that act and calls that read are kept
apart, so that a client that polls does not push out what it asks about.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import merge
from itertools import islice

import msgspec

from heliograph.gateway.chain import CHAIN
from heliograph.gateway.exchange import Exchange, Scheme
from heliograph.gateway.masked import cut, reply_text, request_text
from heliograph.gateway.rate import Bucket
from heliograph.http.response import Response
from heliograph.operations.call import OK
from heliograph.operations.calls import CallStep, SeenCall
from heliograph.sms.clock import Clock
from heliograph.store.port import Unavailable
from heliograph.store.refused_calls import NoRefusedCalls, Place, RefusedCall, RefusedCalls, Sought
from heliograph.telemetry.metrics import Metrics

#: What the calls of one kind may hold, and about what one holds beside its request and reply.
OCTETS_MAX = 8 * 2**20
_CALL_OCTETS = 3_000

#: Refused calls are written together so often, and so many a second at the most: a stranger could fill the disk.
WRITTEN_EVERY_SECONDS = 0.2
WRITTEN_PER_SECOND = 50

#: A sent name, and what a client says that it is, are shown up to so many characters.
_NAME_MAX = 64
_CLIENT_MAX = 200
_SHAPE_MAX = 1_000

_MESSAGE_ID = re.compile(rb'MessageId"?[:>]"?([0-9]{1,20})')

_STEPS = (*(step.name for step in CHAIN), "operation")


@dataclass(frozen=True, slots=True)
class CallSettings:
    """What the operator decides about records of calls."""

    kept: int = 1_000
    """How many calls of each kind are kept in memory; 0 for none."""
    per_second: int = 100
    """How many a second are kept."""


@dataclass(slots=True)
class _Kept:
    """A call as it was."""

    place: Place
    exchange: Exchange
    code: str
    status: int
    reply: bytes
    octets: int


class _Ring:
    """The last calls of one kind, within bounds."""

    def __init__(self, kept_max: int, forgotten: Callable[[str], object]) -> None:
        self._kept_max = kept_max
        self._forgotten = forgotten
        self._octets = 0
        self.calls: deque[_Kept] = deque()

    def add(self, kept: _Kept) -> None:
        self.calls.append(kept)
        self._octets += kept.octets
        while len(self.calls) > self._kept_max or self._octets > OCTETS_MAX:
            oldest = self.calls.popleft()
            self._octets -= oldest.octets
            self._forgotten(oldest.exchange.request_id)


class CallLog:
    """`Calls`, and their keeper. All of its calls are made on one event loop."""

    def __init__(
        self,
        clock: Clock,
        metrics: Metrics,
        settings: CallSettings | None = None,
        refused: RefusedCalls | None = None,
        stopwatch: Callable[[], int] | None = None,
    ) -> None:
        """`refused` is where refused calls go; `stopwatch` reads nanoseconds from any zero, by default the clock's."""
        self._clock = clock
        self._settings = settings or CallSettings()
        self._refused = refused or NoRefusedCalls()
        self.stopwatch = stopwatch or (lambda: clock.steady_ms() * 1_000_000)
        self._looked_at = Bucket(self._settings.per_second, clock.steady_ms())
        self._written = Bucket(WRITTEN_PER_SECOND, clock.steady_ms())
        self._by_id: dict[str, _Kept] = {}
        self._acting = _Ring(self._settings.kept, self._by_id.pop)
        self._reading = _Ring(self._settings.kept, self._by_id.pop)
        self._number = 0
        self._waiting: list[RefusedCall] = []
        self._writing: asyncio.Task[None] | None = None
        self._left_out = metrics.counter(
            "heliograph_api_refusals_unkept_total", "Refused calls that were too many to be kept on disk.", ()
        )

    # --- in ---

    def marks(self) -> list[int] | None:
        """Where the moments of a new call go; None where it is one too many."""
        if not self._settings.kept or self._looked_at.take(self._clock.steady_ms()):
            return None
        return [self.stopwatch()]

    def keep(self, exchange: Exchange, code: str, response: Response) -> None:
        """Keep a call that is over, as far as there is room."""
        self._number += 1
        request = exchange.request
        octets = _CALL_OCTETS + len(request.target) + len(request.body) + len(response.body)
        place = Place(exchange.received_at, self._number)
        kept = _Kept(place, exchange, code, response.status, response.body, octets)
        if exchange.marks is not None:
            self._by_id[exchange.request_id] = kept
            (self._acting if _acts(exchange) else self._reading).add(kept)
        if response.status != 200 or (code != OK and _acts(exchange)):
            self._write(kept)

    def _write(self, kept: _Kept) -> None:
        if self._written.take(self._clock.steady_ms()):
            self._left_out.add(1)
            return
        call = _seen(kept) if kept.exchange.proven else _bare(kept)
        body = msgspec.json.encode(call)
        self._waiting.append(RefusedCall(call.request_id, call.at, call.account, call.action, call.code, body))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write_soon())

    async def _write_soon(self) -> None:
        await asyncio.sleep(WRITTEN_EVERY_SECONDS)
        await self.flush()

    async def flush(self) -> None:
        """Write what waits. What the store does not take is not kept."""
        waiting, self._waiting = self._waiting, []
        with suppress(Unavailable):
            await self._refused.keep_refused(waiting)

    async def close(self) -> None:
        """Write what waits, at the end."""
        if self._writing is not None:
            self._writing.cancel()
        await self.flush()

    # --- out ---

    def recent(self, accounts: Collection[str], sought: Sought, limit: int) -> Sequence[tuple[Place, SeenCall]]:
        rings = (reversed(self._acting.calls), reversed(self._reading.calls))
        newest: Iterator[_Kept] = merge(*rings, key=lambda kept: kept.place.number, reverse=True)
        meant = (kept for kept in newest if _account(kept.exchange) in accounts and _is_meant(kept, sought))
        return [(kept.place, _seen(kept)) for kept in islice(meant, limit)]

    def find(self, request_id: str) -> SeenCall | None:
        kept = self._by_id.get(request_id)
        return _seen(kept) if kept is not None else None


def _acts(exchange: Exchange) -> bool:
    """Whether the call is, or may be meant to be, one that changes something."""
    return exchange.served is None or exchange.served.operation.changes


def _account(exchange: Exchange) -> str:
    """Whose call it is, where that is proven."""
    return exchange.caller.account if exchange.proven else ""


def _is_meant(kept: _Kept, sought: Sought) -> bool:
    exchange = kept.exchange
    return (
        sought.since <= exchange.received_at < sought.until
        and (sought.before is None or kept.place.number < sought.before.number)
        and sought.has(kept.code)
        and (not sought.action or exchange.common.action == sought.action)
    )


def _seen(kept: _Kept) -> SeenCall:
    """The call with all that it said, but for its secrets."""
    served = kept.exchange.served
    secret = [one.name for one in served.operation.parameters if one.secret] if served is not None else []
    return _shown(kept, request_text(kept.exchange.request, secret), reply_text(kept.reply))


def _bare(kept: _Kept) -> SeenCall:
    """What is kept on disk of a stranger's call: what it was about, and nothing that it said."""
    request = kept.exchange.request
    names = ", ".join(sorted(request.headers))
    shape = f"{request.method} {cut(request.path, _NAME_MAX)}, {len(request.body):,} octets, with {names}"
    return _shown(kept, cut(shape, _SHAPE_MAX), "")


def _shown(kept: _Kept, request: str, reply: str) -> SeenCall:
    exchange, common = kept.exchange, kept.exchange.common
    marks = exchange.marks or []
    steps = tuple(CallStep(name, (mark - marks[0]) // 1_000) for name, mark in zip(_STEPS, marks[1:], strict=False))
    refused_at = _STEPS[min(len(steps), len(_STEPS) - 1)] if marks and kept.code != OK else ""
    return SeenCall(
        request_id=exchange.request_id,
        at=exchange.received_at,
        account=_account(exchange),
        principal=exchange.caller.principal if exchange.proven else "",
        access_key_id=cut(common.access_key_id, _NAME_MAX),
        action=common.action[:_NAME_MAX],
        version=common.version[:_NAME_MAX],
        scheme=common.scheme.value if common.scheme is not Scheme.NONE else "",
        peer=exchange.request.peer,
        client=cut(exchange.request.header("user-agent"), _CLIENT_MAX),
        code=kept.code,
        status=kept.status,
        steps=steps,
        refused_at=refused_at,
        request=request,
        reply=reply,
        message_id=_message_id(kept),
    )


def _message_id(kept: _Kept) -> str:
    """The message that an answer names, where it is one that the call has made."""
    if kept.code != OK or not _acts(kept.exchange):
        return ""
    found = _MESSAGE_ID.search(kept.reply)
    return found[1].decode() if found is not None else ""
