"""The simulated network as a process of its own: prints where it listens, ends at SIGTERM or Ctrl-C."""

import asyncio
import random
import secrets
import signal
from dataclasses import dataclass

from heliograph.clock import SystemClock
from heliograph.simulator.control import Control
from heliograph.simulator.received import Received
from heliograph.simulator.server import SmscServer, serve_smsc
from heliograph.simulator.settings import SmscSettings
from heliograph.wire import Front

#: How long a request to the control port may go on when the process ends.
DRAIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ControlPort:
    """Where and to whom the control port answers."""

    port: int
    """On loopback; 0 takes any free one."""
    token: str
    """What every request must show; empty has one made and printed."""

    def __repr__(self) -> str:
        """Without the token."""
        return f"ControlPort({self.port})"


async def run(settings: SmscSettings, control: ControlPort | None = None) -> None:
    """Serve until SIGTERM or SIGINT.

    Prints `listening on HOST:PORT` as soon as ESMEs may bind, and before it `control on http://127.0.0.1:PORT` where
    there is a control port, with its token where one was made. Raises OSError where the port or the ledger cannot be
    had, and when the ledger cannot be written any more: no message is answered that is not in it.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    received = Received() if control is not None else None
    source = random.Random(settings.seed)  # noqa: S311 - behaviour, not secrets
    server = await serve_smsc(settings, SystemClock(), source, received=received)
    front = None
    if control is not None and received is not None:
        try:
            front = await _serve_control(server, received, control)
        except OSError:
            await server.close()
            raise
    print(f"listening on {server.host}:{server.port}", flush=True)
    failed = server.smsc.failed
    failed.add_done_callback(lambda _: stop.set())
    try:
        await stop.wait()
    finally:
        if front is not None:
            await front.drain(DRAIN_SECONDS)
        await server.close()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    if failed.done():
        raise failed.result()


async def _serve_control(server: SmscServer, received: Received, control: ControlPort) -> Front:
    """Open the control port and say where it is. Raises OSError where the port cannot be had."""
    token = control.token or secrets.token_urlsafe(24)
    front = Front(Control(server.smsc, received, SystemClock(), token))
    listening = await front.listen("127.0.0.1", control.port)
    made = "" if control.token else f" token {token}"
    print(f"control on http://127.0.0.1:{listening.port}{made}", flush=True)
    return front
