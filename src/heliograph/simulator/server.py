"""The simulated network behind a TCP port."""

import asyncio
import random
import socket

from heliograph.simulator.behaviour import Choose
from heliograph.simulator.network import SimulatedNetwork
from heliograph.simulator.received import Received
from heliograph.simulator.settings import SmscSettings
from heliograph.simulator.smsc import SimulatedSmsc
from heliograph.sms.clock import Clock


class SmscServer:
    """A listening SMSC. Made by `serve_smsc`."""

    def __init__(self, smsc: SimulatedSmsc, server: asyncio.Server) -> None:
        self.smsc = smsc
        self._server = server
        listening: tuple[str, int] = server.sockets[0].getsockname()[:2]
        self.host, self.port = listening
        """Where it listens: the port it got, where 0 was asked for."""

    @property
    def network(self) -> SimulatedNetwork:
        """What it is the door to: figures, and what waits."""
        return self.smsc.network

    async def send_inbound(
        self, *, source: str, destination: str, text: str, system_id: str | None = None
    ) -> tuple[int, ...]:
        """As `SimulatedSmsc.send_inbound`."""
        return await self.smsc.send_inbound(source=source, destination=destination, text=text, system_id=system_id)

    async def close(self) -> None:
        """Listen no more, unbind every ESME, close. What waits in memory is forgotten."""
        self._server.close()
        await self.smsc.close()
        await self._server.wait_closed()


async def serve_smsc(
    settings: SmscSettings,
    clock: Clock,
    source: random.Random,
    *,
    choose: Choose | None = None,
    received: Received | None = None,
) -> SmscServer:
    """Start a simulated network on `settings.host` and `settings.port`.

    Raises OSError where the port cannot be had or the ledger cannot be opened.
    """
    smsc = SimulatedSmsc(settings, clock, source, choose=choose, received=received)
    try:
        server = await asyncio.get_running_loop().create_server(
            smsc.new_link, settings.host, settings.port, family=socket.AF_UNSPEC, backlog=128
        )
    except OSError:
        await smsc.close()
        raise
    return SmscServer(smsc, server)
