"""Tries a carrier when an operator asks, and tells it in words: enquire_link on links that stand, else one bind."""

import asyncio
from collections.abc import Sequence

from heliograph.carriers.port import BindKind, Tried
from heliograph.carriers.smpp_session import Connect, SmppSession, new_session
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.smpp.events import BindRefused, Bound, Event, LinkClosed
from heliograph.smpp.transport import SmppLink
from heliograph.sms.command_status import status_of


async def ask_links(sessions: Sequence[SmppSession], seconds: float) -> Tried:
    """Have each of these bound sessions asked for a sign of life, all at once."""
    took = await asyncio.gather(*(session.enquire(seconds) for session in sessions))
    says = [_of_session(session, ms, seconds) for session, ms in zip(sessions, took, strict=True)]
    return Tried(None not in took, " ".join(says))


def _of_session(session: SmppSession, took_ms: float | None, seconds: float) -> str:
    name = f"Session {session.number} ({session.kind})"
    if took_ms is None:
        return f"{name} did not answer enquire_link within {seconds:g} s."
    return f"{name} answered enquire_link in {took_ms:.0f} ms."


async def try_bind(kind: BindKind, settings: SmppSettings, connect: Connect, seconds: float) -> Tried:
    """Connect, bind and unbind once, all within so many seconds."""
    trial = _Trial(kind, settings)
    try:
        async with asyncio.timeout(seconds):
            return await trial.run(connect)
    except TimeoutError:
        return Tried(False, f"{trial.so_far}{trial.missing} within {seconds:g} s.")
    except OSError as error:
        return Tried(False, f"No connection: {error.strerror or type(error).__name__}.")
    finally:
        trial.end()


class _Trial:
    """One connection for one bind."""

    def __init__(self, kind: BindKind, settings: SmppSettings) -> None:
        self._kind = kind
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._bound: asyncio.Future[Event] = self._loop.create_future()
        self._link: SmppLink | None = None
        self.so_far = ""
        self.missing = "No connection"

    async def run(self, connect: Connect) -> Tried:
        since = self._loop.time()
        await connect(self._new_link)
        connected = self._loop.time()
        self.so_far = f"Connected in {_ms(connected - since)}. "
        self.missing = "No answer to the bind"
        answer = await self._bound
        if isinstance(answer, Bound):
            says = f"{self.so_far}Bound as {self._kind} in {_ms(self._loop.time() - connected)}, and unbound again."
            return Tried(True, says)
        if isinstance(answer, BindRefused):
            status = status_of(answer.command_status)
            return Tried(False, f"{self.so_far}The bind was refused: {status.name} ({status.meaning}).")
        return Tried(False, f"{self.so_far}The carrier closed the connection instead of answering the bind.")

    def end(self) -> None:
        """Unbind where that came about; the transport closes what is left within its own time."""
        if self._link is not None and self._link.connected:
            self._link.session.unbind(self._link.now())
            self._link.wake()

    def _new_link(self) -> SmppLink:
        self._link = SmppLink(lambda now: new_session(self._kind, self._settings, now), self._happened)
        return self._link

    def _happened(self, link: SmppLink, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Bound | BindRefused | LinkClosed) and not self._bound.done():
                self._bound.set_result(event)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
