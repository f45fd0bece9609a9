"""The SMPP connector: a carrier behind as many sessions as it gives, each kept up by itself.

Hand-overs go to the sessions that may send, the parts of one message together where there is room. Receipts and inbound
messages come over whichever the carrier chooses. A session that falls takes nothing with it but its own window.
"""

import asyncio
import random
import ssl
from collections.abc import Callable, Sequence
from itertools import groupby

from heliograph.carriers.pdu_trace import PduTrace
from heliograph.carriers.port import Answer, CarrierSink, Delivery, HandOver, LinkState, NotSent, Tried
from heliograph.carriers.query import Question
from heliograph.carriers.smpp_counters import SmppCounters
from heliograph.carriers.smpp_session import Connect, SmppSession
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.carriers.smpp_trial import ask_links, try_bind
from heliograph.sms.clock import Clock
from heliograph.telemetry.metrics import Metrics

__all__ = ["Connect", "SmppCarrier", "tcp_connect"]


def tcp_connect(host: str, port: int, tls: ssl.SSLContext | None = None, server_name: str = "") -> Connect:
    """Connections to an SMSC over TCP, or over TLS where there is a context for it.

    `server_name` is the name in the SMSC's certificate, where it is not `host`.
    """
    expected = (server_name or host) if tls is not None else None

    async def connect(make: Callable[[], asyncio.Protocol]) -> None:
        await asyncio.get_running_loop().create_connection(make, host, port, ssl=tls, server_hostname=expected)

    return connect


class SmppCarrier:
    """A `Carrier` over SMPP 3.4. All of its calls are made on the event loop on which `start` was called."""

    def __init__(
        self,
        settings: SmppSettings,
        clock: Clock,
        random_source: random.Random,
        metrics: Metrics,
        connect: Connect | None = None,
    ) -> None:
        self._settings = settings
        self._sink: CarrierSink
        counts = SmppCounters(metrics, settings.name)
        self.trace = PduTrace(clock, settings.trace_octets)
        """The latest PDUs of all sessions."""
        self._reach = connect or tcp_connect(settings.host, settings.port)
        self.sessions = tuple(
            SmppSession(
                number,
                kind,
                settings,
                self,
                clock=clock,
                random_source=random_source,
                counts=counts,
                connect=self._reach,
                trace=self.trace,
            )
            for number, kind in enumerate(settings.binds, 1)
        )
        """All of them, bound or not, in the order of their numbers."""
        self._sending = tuple(session for session in self.sessions if session.kind.sends)

    # --- the port ---

    @property
    def name(self) -> str:
        return self._settings.name

    def start(self, sink: CarrierSink) -> None:
        self._sink = sink
        for session in self.sessions:
            session.start()

    def free(self) -> int:
        return sum([session.free() for session in self._sending])

    def window(self) -> int:
        return sum([session.window() for session in self._sending])

    def hand_over(self, handovers: Sequence[HandOver]) -> None:
        not_sent: list[NotSent] = []
        for session, share in self._shares(handovers):
            not_sent += session.hand_over(share)
        if not_sent:
            # Told in a later turn: whoever hands over is not called back in the middle of it.
            asyncio.get_running_loop().call_soon(self.told, not_sent)

    def query(self, question: Question) -> bool:
        """As `carriers.query.Queried` says, on whichever session that sends has room."""
        return any(session.query(question) for session in self._sending)

    def state(self) -> LinkState:
        states = tuple(session.state() for session in self.sessions)
        up = any(state.bound and (state.kind.sends or not self._sending) for state in states)
        errors = [f"session {state.number}: {state.last_error}" for state in states if state.last_error]
        return LinkState(
            self.name,
            up,
            sum(state.window for state in states),
            sum(state.unanswered for state in states),
            states[0].last_error if len(states) == 1 else "; ".join(errors),
            states,
        )

    async def test(self, seconds: float) -> Tried:
        bound = [session for session in self.sessions if session.bound]
        if bound:
            return await ask_links(bound, seconds)
        tried = await try_bind(self.sessions[0].kind, self._settings, self._reach, seconds)
        return Tried(tried.passed, f"No link is up; one bind was tried. {tried.says}")

    def adapt(self, settings: SmppSettings) -> None:
        """Go by other settings without a link being dropped: window, times, and what is said over it."""
        self._settings = settings
        self.trace.change(settings.trace_octets)
        for session in self.sessions:
            session.adapt(settings)
        if self.free():
            self._sink.ready(self.name)

    async def stop(self, drain_seconds: float) -> None:
        for session in self.sessions:
            session.take_no_more()
        await asyncio.gather(*(session.stop(drain_seconds) for session in self.sessions))

    # --- out ---

    def _shares(self, handovers: Sequence[HandOver]) -> Sequence[tuple[SmppSession, Sequence[HandOver]]]:
        """Which session writes what. More than all have room for goes to the first, which says so.

        The parts of a message stay on one session, so that they arrive in order, unless none has room for them all.
        """
        if len(self._sending) < 2:
            return [(self.sessions[0], handovers)]
        room = {session: session.free() for session in self._sending}
        shares: dict[SmppSession, list[HandOver]] = {}
        for _, parts in groupby(handovers, key=_message):
            session = max(room, key=room.__getitem__)
            for part in parts:
                if room[session] <= 0:
                    session = max(room, key=room.__getitem__)
                room[session] -= 1
                shares.setdefault(session, []).append(part)
        return list(shares.items())

    # --- what the sessions tell ---

    def told(self, answers: Sequence[Answer], deliveries: Sequence[Delivery] = (), slots: bool = False) -> None:
        """Passed on in at most three calls, answers first."""
        if answers:
            self._sink.answered(self.name, answers)
        if deliveries:
            self._sink.delivered(self.name, deliveries)
        if slots and self.free():
            self._sink.ready(self.name)

    def failed(self) -> None:
        self._sink.failed(self.name)


def _message(handover: HandOver) -> int:
    return handover.message_id
