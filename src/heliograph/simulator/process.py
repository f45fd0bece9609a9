"""The simulated network as a process of its own: prints where it listens, ends at SIGTERM or Ctrl-C."""

import asyncio
import random
import signal

from heliograph.clock import SystemClock
from heliograph.simulator.server import serve_smsc
from heliograph.simulator.settings import SmscSettings


async def run(settings: SmscSettings) -> None:
    """Serve until SIGTERM or SIGINT.

    Prints `listening on HOST:PORT` as soon as ESMEs may bind. Raises OSError where the port or the ledger cannot be
    had, and when the ledger cannot be written any more: no message is answered that is not in it.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await serve_smsc(settings, SystemClock(), random.Random(settings.seed))  # noqa: S311 - behaviour, not secrets
    print(f"listening on {server.host}:{server.port}", flush=True)
    failed = server.smsc.failed
    failed.add_done_callback(lambda _: stop.set())
    try:
        await stop.wait()
    finally:
        await server.close()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    if failed.done():
        raise failed.result()
