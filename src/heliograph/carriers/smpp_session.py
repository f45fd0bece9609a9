"""One session with a carrier over SMPP: bound as one kind, kept up for ever, with a window and a back-off of its own.

Every submit_sm carries its hand-over through the protocol's session and comes back with its outcome, so there is no
table of what is under way here. What was not yet given to the transport is `NotSent`; what was is `Lost` when the link
falls, for nobody can know. A response that comes after its time is still told as `Accepted` (I10).
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol, TypeAlias

import structlog

from heliograph.carriers.deliver_sm import delivery_of, response_id, response_key
from heliograph.carriers.pdu_trace import LinkTap, PduTrace
from heliograph.carriers.port import (
    Accepted,
    Answer,
    BindKind,
    Delivery,
    HandOver,
    Lost,
    NotSent,
    RefusedByCarrier,
    SessionState,
    Standing,
)
from heliograph.carriers.query import Finding, NoAnswer, Question
from heliograph.carriers.query_sm import finding_of, query_sm_of
from heliograph.carriers.reconnect import Reconnect
from heliograph.carriers.round_trip import RoundTrip
from heliograph.carriers.smpp_counters import SmppCounters
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.carriers.submit_sm import submit_sm_of
from heliograph.carriers.unsendable import Unsendable
from heliograph.smpp.events import (
    BindRefused,
    Bound,
    Cause,
    DeliverReceived,
    EnquiryAnswered,
    Event,
    LinkClosed,
    ProtocolFault,
    QueryAnswered,
    ResponseTimedOut,
    SubmitAnswered,
    Unanswered,
)
from heliograph.smpp.faults import LocalError, NotBound, WindowFull
from heliograph.smpp.pdu import (
    ESME_RX_T_APPN,
    Bind,
    BindReceiver,
    BindTransceiver,
    BindTransmitter,
    DataSmResp,
    DeliverSm,
    DeliverSmResp,
)
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from heliograph.smpp.timers import Timers
from heliograph.smpp.transport import SmppLink
from heliograph.sms.clock import Clock
from heliograph.sms.command_status import StatusClass, status_of
from heliograph.sms.refusal import Refusal, refusal_of_status

log = structlog.get_logger(room="carriers")

#: Makes a connection and gives it the protocol that the function makes. Raises OSError where there is none to be had.
Connect: TypeAlias = Callable[[Callable[[], asyncio.Protocol]], Awaitable[object]]

#: Of the window, query_sm take one slot of so many at most: messages go first.
QUERY_SHARE = 4

#: How long the carrier may take to answer our unbind at the end.
UNBIND_SECONDS = 2.0

_BINDS: dict[BindKind, type[BindTransceiver] | type[BindTransmitter] | type[BindReceiver]] = {
    BindKind.TRANSCEIVER: BindTransceiver,
    BindKind.TRANSMITTER: BindTransmitter,
    BindKind.RECEIVER: BindReceiver,
}


class SessionOwner(Protocol):
    """Who is told what happens on a session."""

    def told(self, answers: Sequence[Answer], deliveries: Sequence[Delivery] = (), slots: bool = False) -> None:
        """What one piece of the stream brought; `slots` says whether some came free."""
        ...

    def failed(self) -> None:
        """The session could not be had, or fell by itself."""
        ...


class SmppSession:
    """One bind to the carrier. All of its calls are made on the event loop on which `start` was called."""

    def __init__(
        self,
        number: int,
        kind: BindKind,
        settings: SmppSettings,
        owner: SessionOwner,
        *,
        clock: Clock,
        random_source: random.Random,
        counts: SmppCounters,
        connect: Connect,
        trace: PduTrace,
    ) -> None:
        self.number = number
        self.kind = kind
        self._settings = settings
        self._owner = owner
        self._clock = clock
        self._counts = counts
        self._connect = connect
        self._trace = trace
        self._tap: LinkTap | None = None
        self._reconnect = Reconnect(
            random_source,
            first=settings.reconnect_first_seconds,
            longest=settings.reconnect_longest_seconds,
            refused_first=settings.refused_first_seconds,
            refused_longest=settings.refused_longest_seconds,
        )
        self._window = settings.window if kind.sends else 0
        self._standing = Standing.STOPPED
        self._link: SmppLink | None = None
        self._bound: SmppLink | None = None
        self._bound_at = 0.0
        self._round_trip = RoundTrip()
        self._queries = 0
        self._silent = False
        self._refused_with = 0
        self._cause = Cause.CLOSED_HERE
        self._last_error = ""
        self._tries = 0
        self._ended: asyncio.Future[float] | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._stopping = False
        self._enquiries: list[asyncio.Future[float]] = []
        self._drained = asyncio.Event()

    # --- what its carrier asks for ---

    def start(self) -> None:
        """Begin to connect, and go on doing so until `stop`."""
        self._keeping = asyncio.get_running_loop().create_task(self._keep_link())

    @property
    def bound(self) -> bool:
        return self._bound is not None

    def free(self) -> int:
        """How many segments it takes now."""
        link = self._bound
        if link is None or self._stopping:
            return 0
        return max(0, 1 - link.session.unanswered()) if self._silent else link.session.free()

    def window(self) -> int:
        """How many segments may be unanswered at once; 0 while it is not bound, and for a receiver.

        One, while it owes an answer that is out of time and has given no other since: what stalls gets no more.
        """
        if self._bound is None:
            return 0
        return min(1, self._window) if self._silent else self._window

    def unanswered(self) -> int:
        return self._bound.session.unanswered() if self._bound is not None else 0

    def hand_over(self, handovers: Sequence[HandOver]) -> list[NotSent]:
        """Write these now; returns those that could not be, and why."""
        link = self._bound if not self._stopping else None
        now = self._clock.steady_ms()
        not_sent = [answer for handover in handovers if (answer := self._submit(link, handover, now)) is not None]
        if link is not None:
            link.wake()
        return not_sent

    def query(self, question: Question) -> bool:
        """Write a query_sm now; False where it cannot be, or as many are unanswered as may be beside messages."""
        link = self._bound if not self._stopping else None
        if link is None or self._queries >= max(1, self._settings.window // QUERY_SHARE):
            return False
        try:
            link.session.request(query_sm_of(question, self._settings), link.now(), question)
        except (LocalError, WindowFull, NotBound):
            return False
        self._queries += 1
        link.wake()
        return True

    def state(self) -> SessionState:
        return SessionState(
            number=self.number,
            kind=self.kind,
            standing=self._standing,
            window=self.window(),
            unanswered=self.unanswered(),
            round_trip_ms=self._round_trip.smoothed_ms,
            last_error=self._last_error,
            tries=self._tries,
            enquire_link_ms=self._bound.session.enquire_link_ms if self._bound is not None else None,
        )

    async def enquire(self, seconds: float) -> float | None:
        """Ask the carrier for a sign of life; how many milliseconds it took, None where none came in time."""
        link = self._bound
        if link is None:
            return None
        since = asyncio.get_running_loop().time()
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._enquiries.append(answered)
        link.session.enquire(link.now())
        link.wake()
        try:
            return 1000 * (await asyncio.wait_for(answered, seconds) - since)
        except TimeoutError:
            return None

    def _enquiry_answered(self) -> None:
        now = asyncio.get_running_loop().time()
        for waiting in self._enquiries:
            if not waiting.done():
                waiting.set_result(now)
        self._enquiries.clear()

    def adapt(self, settings: SmppSettings) -> None:
        """Go by other settings while the link stands; what a link has from its beginning must be the same."""
        self._settings = settings
        self._window = settings.window if self.kind.sends else 0
        if self._link is not None:
            self._link.session.change(settings.window, _timers(settings))
            self._link.wake()

    def take_no_more(self) -> None:
        """The first half of `stop`."""
        self._stopping = True
        self._note_drained()

    async def stop(self, drain_seconds: float) -> None:
        """Take no more, wait for answers up to `drain_seconds`, answer the rest `Lost`, unbind, close."""
        self.take_no_more()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._drained.wait(), drain_seconds)
        if self._bound is not None:
            self._standing = Standing.UNBINDING
            self._bound.session.unbind(self._bound.now())
            self._bound.wake()
            await self._wait_for_end(UNBIND_SECONDS)
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait((self._keeping,))
        if self._link is not None and self._link.connected:
            self._link.abort()
            await self._wait_for_end(UNBIND_SECONDS)
        self._standing = Standing.STOPPED

    # --- the link, kept up ---

    async def _keep_link(self) -> None:
        while True:
            stood_seconds = await self._run_link()
            if self._stopping:
                return
            if self._cause is Cause.INACTIVE:
                continue  # our own wish: nothing has failed
            pause = self._pause(stood_seconds)
            self._owner.failed()
            await asyncio.sleep(pause)

    async def _run_link(self) -> float:
        """Connect and stay until the link ends; returns for how many seconds it was bound."""
        self._refused_with = 0
        self._cause = Cause.CLOSED_HERE
        self._standing = Standing.CONNECTING
        self._tries += 1
        self._ended = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._settings.connect_timeout_seconds):
                await self._connect(self._new_link)
        except TimeoutError:
            self._last_error = "no connection in time"
            return 0.0
        except OSError as error:
            self._last_error = error.strerror or type(error).__name__
            return 0.0
        return await asyncio.shield(self._ended)

    def _pause(self, stood_seconds: float) -> float:
        """How long to wait before the next try, in seconds; says so in the log."""
        status = status_of(self._refused_with)
        known = {"carrier": self._settings.name, "session": self.number, "bind": str(self.kind)}
        fatal = self._refusal(self._refused_with).status_class is StatusClass.BIND_FATAL
        if self._refused_with and fatal:
            self._standing = Standing.REFUSED
            pause = self._reconnect.after_refusal()
            log.error(
                "carrier refuses the bind; somebody has to look at it",
                **known,
                status=status.name,
                meaning=status.meaning,
                again_in_seconds=round(pause, 1),
            )
        else:
            self._standing = Standing.WAITING
            pause = self._reconnect.after_fall(stood_seconds)
            log.warning("carrier's link is down", **known, cause=self._last_error, again_in_seconds=round(pause, 1))
        return pause

    def _new_link(self) -> SmppLink:
        self._standing = Standing.BINDING
        self._tap = self._trace.tap(self.number)
        self._link = SmppLink(self._new_session, self._happened, self._tap)
        return self._link

    def _new_session(self, now: int) -> Session:
        return new_session(self.kind, self._settings, now)

    async def _wait_for_end(self, seconds: float) -> None:
        if self._ended is not None:
            await asyncio.wait((self._ended,), timeout=seconds)

    # --- out ---

    def _submit(self, link: SmppLink | None, handover: HandOver, now: int) -> NotSent | None:
        """Put the hand-over into the session; why not, where it cannot be."""
        if link is None:
            return NotSent(handover)
        try:
            pdu = submit_sm_of(handover, self._settings.form, self._clock.utc_ms())
            sequence = link.session.submit_sm(pdu, link.now(), (handover, now))
        except Unsendable as fault:
            return NotSent(handover, fault.code)
        except LocalError:
            return NotSent(handover, "ESME_RSUBMITFAIL")
        except (WindowFull, NotBound):
            return NotSent(handover)
        if self._tap is not None:
            self._tap.handed_over(handover, sequence)
        return None

    # --- in ---

    def _happened(self, link: SmppLink, events: Sequence[Event]) -> None:
        """Everything that one piece of the stream brought: told in one call."""
        answers: list[Answer] = []
        deliveries: list[Delivery] = []
        slots = False
        now = self._clock.steady_ms()
        for event in events:
            if isinstance(event, SubmitAnswered):
                answers.append(self._answer_of(event, now))
                self._silent = False
                slots = True
            elif isinstance(event, DeliverReceived):
                acknowledge = partial(self._acknowledge, link, event)
                deliveries.append(delivery_of(event, self._settings, now, acknowledge))
            elif isinstance(event, QueryAnswered):
                pdu, status = event.pdu, event.command_status
                self._found(event.handle, finding_of(event.handle, status, pdu, self._settings, now), event.late)
                slots = True
            elif isinstance(event, ResponseTimedOut) and isinstance(event.handle, Question):
                self._found(event.handle, NoAnswer())
                slots = True
            elif isinstance(event, ResponseTimedOut):
                self._counts.timeouts()
                self._silent = self._silent or event.written
                answers.append(_unanswered(event, link_fell=False))
                slots = True
            elif isinstance(event, LinkClosed):
                answers += [
                    _unanswered(one, link_fell=True) for one in event.unanswered if not self._was_query(one.handle)
                ]
                self._link_closed(link, event.cause)
            else:
                slots = self._link_changed(link, event) or slots
        self._owner.told(answers, deliveries, slots)
        self._note_drained()

    def _was_query(self, handle: object) -> bool:
        """Whether what was not answered is a question; then it has been told so."""
        if isinstance(handle, Question):
            self._found(handle, NoAnswer())
        return isinstance(handle, Question)

    def _found(self, question: Question, finding: Finding, late: bool = False) -> None:
        """An answer out of time is not told: the question has been answered as one without, and is asked again."""
        if not late:
            self._queries -= 1
            question.answered(finding)

    def _answer_of(self, event: SubmitAnswered, now: int) -> Answer:
        handover, handed_at = event.handle
        if event.late:
            self._counts.late()
        else:
            self._round_trip.measured(now - handed_at)
        if event.command_status:
            return RefusedByCarrier(handover, self._refusal(event.command_status), handed_at)
        named = response_id(event.carrier_message_id)
        key = response_key(event.carrier_message_id, self._settings.id_form)
        return Accepted(handover, named, handed_at, "" if key == named else key)

    def _refusal(self, command_status: int) -> Refusal:
        return refusal_of_status(command_status, self._settings.status_classes)

    def _acknowledge(self, link: SmppLink, event: DeliverReceived, stored: bool) -> None:
        """Answer the carrier; a link that is gone by then takes no answer, and the carrier sends again."""
        if stored:
            response = DeliverSmResp() if isinstance(event.pdu, DeliverSm) else DataSmResp()
            link.session.respond(event.sequence, response)
        else:
            link.session.refuse(event.sequence, ESME_RX_T_APPN)
        link.wake()
        self._note_drained()

    def _link_changed(self, link: SmppLink, event: Event) -> bool:
        """Take note of what concerns the link itself; whether it brings slots."""
        if isinstance(event, Bound):
            self._bound = link
            self._silent = False
            self._bound_at = asyncio.get_running_loop().time()
            self._standing = Standing.BOUND
            self._last_error = ""
            self._tries = 0
            log.info("carrier's link is up", carrier=self._settings.name, session=self.number, bind=str(self.kind))
            return True
        if isinstance(event, BindRefused):
            self._refused_with = event.command_status
            self._counts.refusals(status_of(event.command_status).name)
        elif isinstance(event, ProtocolFault):
            self._counts.faults()
            log.warning("carrier sent what cannot be read", carrier=self._settings.name, fault=event.says)
        elif isinstance(event, EnquiryAnswered):
            self._enquiry_answered()
        return False

    def _link_closed(self, link: SmppLink, cause: Cause) -> None:
        now = asyncio.get_running_loop().time()
        stood_seconds = now - self._bound_at if self._bound is not None else 0.0
        self._link = self._bound = None
        self._cause = cause
        refused = f": {status_of(self._refused_with).name}" if self._refused_with else ""
        self._last_error = f"{cause}{refused}"
        self._counts.ends(cause.name.lower())
        self._counts.strays(link.session.strays)
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(stood_seconds)

    def _note_drained(self) -> None:
        """Let a stop go on once nothing is waited for: no response of the carrier's, no answer that we owe it."""
        if self._stopping:
            link = self._bound
            if link is None or not (link.session.unanswered() or link.session.owed()):
                self._drained.set()


def new_session(kind: BindKind, settings: SmppSettings, now: int) -> Session:
    """The session of a new connection, which asks to be bound."""
    session = Session(Role.ESME, now, window_max=settings.window, timers=_timers(settings))
    session.bind(_bind_pdu(kind, settings), now)
    return session


def _bind_pdu(kind: BindKind, settings: SmppSettings) -> Bind:
    return _BINDS[kind](settings.system_id, settings.password, settings.system_type)


def _timers(settings: SmppSettings) -> Timers:
    return Timers(
        session_init_ms=round(settings.bind_timeout_seconds * 1000),
        response_ms=round(settings.response_timeout_seconds * 1000),
        enquire_link_ms=round(settings.enquire_link_seconds * 1000),
        inactivity_ms=round(settings.inactivity_seconds * 1000),
    )


def _unanswered(event: ResponseTimedOut | Unanswered, link_fell: bool) -> Answer:
    handover, handed_at = event.handle
    return Lost(handover, handed_at, link_fell) if event.written else NotSent(handover)
