"""If this fails, we understand only our own idea of an SMSC: here Kannel's `drive_smpp` is one, which we did not write.

It knows no transceivers, gives its submit_sm_resp an empty message_id, sends no receipts, puts a receipted_message_id
into messages that are none, and follows each with an enquire_link. Debian has it in `kannel-extras`.
"""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from end_to_end.official_sdk import client, in_threads, send_request
from end_to_end.test_carrier_settings import carrier, final_status
from end_to_end.traffic import messages
from processes import START_SECONDS, Server

PROGRAM = "/usr/lib/kannel/test/drive_smpp"

#: Where the program looks for Kannel's own box, beside the carrier that it plays; it cannot be told another.
BOX_PORT = 13_001

INBOUND = 60


@contextlib.contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", port)) as made:
        yield made


@pytest.fixture
def box() -> Iterator[None]:
    """Something that takes the program's second connection and says nothing, unless another run has it already."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            stack.enter_context(listening(BOX_PORT))
        yield


@pytest.fixture
def smsc(tmp_path: Path, box: None) -> Iterator[int]:
    """The port of a running SMSC."""
    with listening(0) as free:
        port: int = free.getsockname()[1]
    with (tmp_path / "drive.log").open("wb") as log:
        child = subprocess.Popen(
            [PROGRAM, "-v", "0", "-p", str(port), "-m", str(INBOUND)], stdout=log, stderr=log, cwd=tmp_path
        )
        try:
            yield port
        finally:
            child.kill()
            child.wait()


def test_messages_go_out_and_come_in_over_an_smsc_of_somebody_else(tmp_path: Path, smsc: int) -> None:
    config = "[limits]\nenforced = false\n" + carrier(
        "kannel", smsc, 'bind = "transmitter-receiver"\nreceipts = false\nenquire_link_seconds = 1\n'
    )
    wanted = messages(30, seed=7)
    with Server(tmp_path, config=config) as server:
        sdk = client(server.endpoint)
        ids = in_threads(lambda one: sdk.send_message_to_globe(send_request(one)).body.message_id, wanted)
        assert in_threads(lambda one: final_status(server.endpoint, one), ids) == ["1"] * len(wanted)
        deadline = time.monotonic() + START_SECONDS
        came = r'heliograph_receipts_total\{carrier="kannel",kind="inbound"\}'
        while server.metric(came) < INBOUND and time.monotonic() < deadline:
            time.sleep(0.05)
        assert server.metric(came) == server.metric("heliograph_receipts_total") == INBOUND
    said = (tmp_path / "drive.log").read_text(errors="replace")
    assert said.count("type submit_sm\n") == sum(one.segments for one in wanted)
    assert said.count("type deliver_sm_resp") == INBOUND
