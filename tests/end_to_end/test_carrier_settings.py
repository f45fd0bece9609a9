"""If this fails, a carrier that wants messages in its own form gets them in another, and recipients read noise."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from certificates import make_pair
from end_to_end.official_sdk import client, in_threads, query_request, send_request
from end_to_end.traffic import Wanted, messages
from heliograph.clock import SystemClock
from heliograph.simulator.ledger import LedgerLine, read_ledger
from heliograph.simulator.settings import SmscSettings
from heliograph.simulator.smsc import SimulatedSmsc
from processes import START_SECONDS, Server, Smsc

#: Each carrier's settings, and what its network reads under data_coding 0.
CARRIERS = {
    "packed-wide": (
        'default_alphabet = "gsm7-packed"\nlong_messages = "udh16"\nsender = "10690"\nshort_code_ton_npi = "6/0"\n',
        "gsm7-packed",
    ),
    "latin-sar": (
        'default_alphabet = "latin1"\ndefault_data_coding = 3\nlong_messages = "sar"\ntlvs = { 0x1400 = "1101" }\n',
        "gsm7-unpacked",
    ),
    "ascii-payload": ('default_alphabet = "ascii"\nlong_messages = "payload"\nvalidity_period = "absolute"\n', "ascii"),
    "packed-usual": (
        'default_alphabet = "gsm7-packed"\ndestination_plus = true\ndestination_ton_npi = "0/1"\npriority_otp = 3\n',
        "gsm7-packed",
    ),
}


def carrier(name: str, port: int, settings: str) -> str:
    return (
        f'[[carriers]]\nname = "{name}"\nkind = "smpp"\nhost = "127.0.0.1"\nport = {port}\n'
        f'system_id = "heliograph"\npassword = "secret08"\n{settings}'
    )


def send_all(endpoint: str, wanted: list[Wanted]) -> list[str]:
    """Send through the official SDK; the Status of each once it is final, 1 for delivered."""
    sdk = client(endpoint)
    ids = in_threads(lambda one: sdk.send_message_to_globe(send_request(one)).body.message_id, wanted)
    return in_threads(lambda one: final_status(endpoint, one), ids)


def final_status(endpoint: str, message_id: str) -> str:
    sdk = client(endpoint)
    deadline = time.monotonic() + START_SECONDS
    while True:
        status = str(sdk.query_message(query_request(message_id)).body.status)
        if status != "3" or time.monotonic() > deadline:
            return status
        time.sleep(0.05)


@pytest.fixture
def networks(tmp_path: Path) -> Iterator[dict[str, Smsc]]:
    with ExitStack() as stack:
        made = {}
        for name, (_, alphabet) in CARRIERS.items():
            (tmp_path / name).mkdir()
            made[name] = stack.enter_context(Smsc(tmp_path / name, default_alphabet=alphabet))
        yield made


def test_every_carrier_reads_every_text_in_its_own_form(tmp_path: Path, networks: dict[str, Smsc]) -> None:
    config = "[limits]\nenforced = false\n" + "".join(
        carrier(name, network.port, CARRIERS[name][0]) for name, network in networks.items()
    )
    mixed = messages(48, seed=5)
    # Carriers take turns, so of each four that are sent together every carrier gets one.
    latin = [Wanted("85261234567", "Shop", f"{n} Grüße aus Köln {{x}} " * 18, "OTP", 3) for n in "abcd"]
    ascii_ = [Wanted("85261234567", "Shop", f"{n} plain text [y] " * 25, "OTP", 3) for n in "abcd"]
    wanted = [*mixed, *latin, *ascii_]
    with Server(tmp_path, config=config) as server:
        for batch in (mixed, latin, ascii_):
            assert send_all(server.endpoint, batch) == ["1"] * len(batch)
    ledgers = {name: list(read_ledger(network.ledger)) for name, network in networks.items()}
    texts = {name: {line.text for line in lines if line.text is not None} for name, lines in ledgers.items()}
    assert sorted(text for found in texts.values() for text in found) == sorted(one.text for one in wanted)
    assert all(len(found) == len(wanted) // len(CARRIERS) for found in texts.values())
    by_text = {one.text: one for one in wanted}
    check_packed_wide(ledgers["packed-wide"])
    check_latin_sar(ledgers["latin-sar"])
    check_ascii_payload(ledgers["ascii-payload"])
    check_packed_usual(ledgers["packed-usual"], by_text)


def check_packed_wide(lines: list[LedgerLine]) -> None:
    assert {line.udh[:6] for line in lines if line.total > 1} == {"060804"}
    assert all(len(line.udh + line.octets) <= 280 for line in lines), "140 octets, in hex"
    assert {line.source_ton for line in lines if line.source in ("10690", "12345")} == {6}
    assert all(line.source for line in lines)


def check_latin_sar(lines: list[LedgerLine]) -> None:
    assert {line.data_coding for line in lines} == {3, 8}
    assert not any(line.udh for line in lines)
    assert all((0x1400, b"1101".hex()) in line.tlvs for line in lines)
    assert {len(line.tlvs) for line in lines if line.total > 1} == {4}


def check_ascii_payload(lines: list[LedgerLine]) -> None:
    assert {line.total for line in lines} == {1}
    assert max(len(line.octets) for line in lines) > 2 * 254, "a whole text in one"
    assert all(line.validity_period.endswith("000+") for line in lines)


def check_packed_usual(lines: list[LedgerLine], by_text: dict[str, Wanted]) -> None:
    assert {line.udh[:6] for line in lines if line.total > 1} == {"050003"}
    assert all(line.destination == f"+{by_text[line.text].to}" for line in lines if line.text is not None)
    assert {(line.destination_ton, line.destination_npi) for line in lines} == {(0, 1)}


async def test_a_carrier_is_reached_over_tls(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, "smsc")
    ledger = tmp_path / "ledger.jsonl"
    network = SimulatedSmsc(SmscSettings(ledger=ledger), SystemClock(), random.Random(1))
    listening = await asyncio.get_running_loop().create_server(
        network.new_link, "127.0.0.1", 0, ssl=pair.server_context()
    )
    port = listening.sockets[0].getsockname()[1]
    config = carrier("sealed", port, 'tls = true\ntls_ca = "smsc.crt"\ntls_server_name = "localhost"\n')
    wanted = messages(4, seed=6)

    def walk() -> list[str]:
        with Server(tmp_path, config=config) as server:
            return send_all(server.endpoint, wanted)

    try:
        assert await asyncio.to_thread(walk) == ["1"] * len(wanted)
    finally:
        listening.close()
        await network.close()
        await listening.wait_closed()
    assert {line.text for line in read_ledger(ledger)} >= {one.text for one in wanted}
