"""If this fails, a fault that a tester asks for does not reach a message, or does not go away again."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server

CONFIG = """
[limits]
enforced = false

[simulator]
seed = 5
rules_file = "faults.toml"

[[simulator.rules]]
name = "of-config"
number = "+85251*"
receipt = "REJECTD"
receipt_delay = "50ms"
"""
FILE = """
[[rules]]
name = "of-file"
number = "+8525*"
receipt = "EXPIRED"
receipt_delay = "50ms"
"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    (tmp_path / "faults.toml").write_text(FILE)
    with Server(tmp_path, config=CONFIG) as running:
        yield running
        assert running.stop() == 0


async def command(server: Server, *arguments: str) -> tuple[int, str, str]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "heliograph", *arguments, "--endpoint", server.endpoint),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            "ALIBABA_CLOUD_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
            "NO_COLOR": "1",
        },
    )
    out, err = await child.communicate()
    assert child.returncode is not None
    return child.returncode, out.decode(), err.decode()


async def ends_as(server: Server, number: str) -> str:
    """Send a message, wait for its end, and tell its ErrorCode."""
    with Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as client:

        def call(action: str, **parameters: str) -> Any:
            return client.call(action, "2018-05-01", parameters)

        sent = await asyncio.to_thread(call, "SendMessageToGlobe", To=number, Message="Your code is 1")
        async with asyncio.timeout(60):
            while True:
                found = await asyncio.to_thread(call, "QueryMessage", MessageId=sent["MessageId"])
                if found["Status"] != "3":
                    return str(found["ErrorCode"])
                await asyncio.sleep(0.05)


async def test_a_rule_that_is_added_makes_a_message_fail_until_it_is_used_up_or_over(server: Server) -> None:
    assert await ends_as(server, "85261234567") == "DELIVERED"
    code, out, err = await command(
        server, "faults", "add", "name=flaky", "number=+85261*", "status=ESME_RINVDSTADR", "times=1"
    )
    assert (code, out, err) == (0, "flaky\n", "")
    assert await ends_as(server, "85261234567") == "ESME_RINVDSTADR"
    assert await ends_as(server, "85261234567") == "DELIVERED"
    code, out, _ = await command(server, "faults", "list", "--json")
    first = json.loads(out.splitlines()[0])
    assert (first["name"], first["applied"], first["left"]) == ("flaky", 1, 0)

    assert (await command(server, "faults", "add", "name=short", "number=+85261*", "receipt=UNDELIV", "for=3s"))[0] == 0
    assert await ends_as(server, "85261234567") == "UNDELIV"
    async with asyncio.timeout(60):
        while True:
            _, out, _ = await command(server, "faults", "list", "--json")
            if json.loads(out.splitlines()[0])["expires_in_ms"] == 0:
                break
    assert await ends_as(server, "85261234567") == "DELIVERED", "the rule is over"
    assert (await command(server, "faults", "remove", "short"))[0] == 0


async def test_rules_of_the_configuration_and_its_file_hold_until_they_are_cleared(server: Server) -> None:
    assert await ends_as(server, "85251234567") == "REJECTED"
    assert await ends_as(server, "85291234567") == "DELIVERED"
    assert await ends_as(server, "85254234567") == "EXPIRED"
    assert (await command(server, "faults", "clear"))[1] == "2 removed.\n"
    assert await ends_as(server, "85251234567") == "DELIVERED"
    assert await ends_as(server, "12025550101") == "UNDELIV", "magic numbers stay"


async def test_a_server_has_such_rules_only_while_it_has_no_carriers_of_its_own(tmp_path: Path) -> None:
    config = """
limits.enforced = false

[[carriers]]
name = "net-one"
kind = "smpp"
host = "127.0.0.1"
port = 1
system_id = "x"
password = "secret08"
"""
    with Server(tmp_path, config=config) as running:
        code, _, err = await command(running, "faults", "add", "accept")
        assert (code, "No simulated carrier runs here" in err) == (1, True)
        (tmp_path / "heliograph.toml").write_text("limits.enforced = false\n")
        assert (await command(running, "reload"))[0] == 0
        assert (await command(running, "faults", "add", "name=late", "accept"))[:2] == (0, "late\n")
        (tmp_path / "heliograph.toml").write_text(config)
        assert (await command(running, "reload"))[0] == 0
        assert (await command(running, "faults", "list"))[0] == 1
        running.stop()
