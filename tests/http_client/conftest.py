"""A host to call, its own for every test."""

from collections.abc import AsyncIterator

import pytest

from http_peer import HttpPeer


@pytest.fixture
async def peer() -> AsyncIterator[HttpPeer]:
    made = HttpPeer()
    await made.listen()
    yield made
    await made.close()
