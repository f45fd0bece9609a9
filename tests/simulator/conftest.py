"""Networks on free ports, and ESMEs bound to them."""

import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from heliograph.clock import SystemClock
from heliograph.simulator.server import SmscServer, serve_smsc
from heliograph.simulator.settings import SmscSettings
from heliograph.smpp.pdu import Bind, BindTransceiver
from simulator.esme import BindEsme, Esme, ServeSmsc
from simulator.world import World


@pytest.fixture
async def serve() -> AsyncIterator[ServeSmsc]:
    """Starts networks on free ports, with the settings given, and closes them at the end."""
    servers: list[SmscServer] = []

    async def start(**settings: Any) -> SmscServer:
        made = SmscSettings(port=0, **settings)
        servers.append(await serve_smsc(made, SystemClock(), random.Random(1)))
        return servers[-1]

    yield start
    for server in servers:
        await server.close()


@pytest.fixture
async def bind_esme() -> AsyncIterator[BindEsme]:
    """Binds ESMEs as transceivers, and unbinds them at the end."""
    esmes: list[Esme] = []

    async def bind(server: SmscServer, pdu: Bind | None = None, **session: Any) -> Esme:
        esme = Esme()
        await esme.connect(server.port, **session)
        esmes.append(esme)
        assert await esme.bind(pdu or BindTransceiver("esme", "secret08")) == 0
        return esme

    yield bind
    for esme in esmes:
        await esme.leave()


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.jsonl"


@pytest.fixture
def world() -> World:
    return World()
