"""If this fails, a crash of the carrier network loses what it had answered, and the comparison after it is a lie."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from heliograph.simulator.ledger import read_ledger
from heliograph.smpp.events import LinkClosed, SubmitAnswered
from heliograph.smpp.pdu import BindTransceiver
from simulator.esme import Esme
from simulator.world import submit_sm

_PROGRAM = """
import sys, uvloop
from pathlib import Path
from heliograph.simulator.process import run
from heliograph.simulator.settings import SmscSettings
uvloop.run(run(SmscSettings(port=int(sys.argv[2]), ledger=Path(sys.argv[1]), receipt_delay_ms=20)))
"""


async def start(ledger: Path, port: int = 0) -> tuple[Process, int]:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, str(ledger), str(port), stdout=PIPE, stderr=PIPE
    )
    assert child.stdout is not None
    line = (await child.stdout.readline()).decode()
    assert line.startswith("listening on 127.0.0.1:"), line
    return child, int(line.rsplit(":", 1)[1])


async def end(child: Process) -> tuple[int, str]:
    _, errors = await child.communicate()
    assert child.returncode is not None
    return child.returncode, errors.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_order(ledger_path: Path, number: signal.Signals) -> None:
    child, port = await start(ledger_path)
    esme = Esme()
    await esme.connect(port)
    await esme.bind(BindTransceiver("esme"))
    child.send_signal(number)
    await esme.count(LinkClosed, 1)
    assert await end(child) == (0, "")


async def test_everything_that_was_answered_is_in_the_ledger_after_kill_nine(ledger_path: Path) -> None:
    answered: dict[str, bytes] = {}
    sent: set[bytes] = set()
    for round_ in range(3):
        child, port = await start(ledger_path)
        esme = Esme()
        await esme.connect(port, window=200)
        await esme.bind(BindTransceiver("esme"))
        goal = 300 + 150 * round_
        while len(esme.of(SubmitAnswered)) < goal:
            while esme.link.session.free():
                text = f"{round_}: {len(sent)}".encode()
                sent.add(text)
                esme.submit(submit_sm(text=text), text)
            await esme.count(SubmitAnswered, len(esme.of(SubmitAnswered)) + 1)
        child.kill()
        await esme.count(LinkClosed, 1)
        answered |= {event.carrier_message_id: event.handle for event in esme.of(SubmitAnswered)}
        assert (await end(child))[0] == -signal.SIGKILL
    written = {line.id: bytes.fromhex(line.octets) for line in read_ledger(ledger_path)}
    assert len(answered) >= 300 + 450 + 600, "an id was given twice"
    assert answered.items() <= written.items()
    assert set(written.values()) <= sent


async def test_a_ledger_that_cannot_be_written_ends_the_process_with_the_error() -> None:
    child, port = await start(Path("/dev/full"))
    esme = Esme()
    await esme.connect(port)
    await esme.bind(BindTransceiver("esme"))
    esme.submit(submit_sm())
    await esme.count(LinkClosed, 1)
    assert esme.of(SubmitAnswered) == []
    code, errors = await end(child)
    assert code == 1
    assert "No space left on device: '/dev/full'" in errors
