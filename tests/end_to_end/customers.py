"""SMPP customers that share no code with the server: smpplib, on a thread of its own for as long as a test runs."""

import contextlib
import logging
import re
import select
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from typing import Any

import smpplib.client
import smpplib.exceptions

from processes import Server

TO = "85261234567"


def smpp_port(server: Server, scheme: str = "smpp") -> int:
    """Where the greeting says that customers bind."""
    found = re.search(rf"{scheme}://127\.0\.0\.1:(\d+)", server.greeting)
    assert found is not None, server.greeting
    return int(found[1])


class Esme:
    """A transceiver of smpplib."""

    def __init__(self, port: int, system_id: str, password: str, context: ssl.SSLContext | None = None) -> None:
        """Raises smpplib's errors, and OSError."""
        logger = "smpplib.tests"
        logging.getLogger(logger).setLevel(logging.CRITICAL)
        self.client = smpplib.client.Client(
            "127.0.0.1", port, timeout=30, allow_unknown_opt_params=True, ssl_context=context, logger_name=logger
        )
        self.answers: dict[int, Any] = {}
        """By sequence number, each response."""
        self.receipts: list[Any] = []
        self.client.set_message_sent_handler(lambda pdu: self.answers.__setitem__(pdu.sequence, pdu))
        self.client.set_query_resp_handler(lambda pdu: self.answers.__setitem__(pdu.sequence, pdu))
        self.client.set_message_received_handler(lambda pdu: self.receipts.append(pdu))
        self.client.set_error_pdu_handler(lambda pdu: None)
        try:
            self.client.connect()
            self.client.bind_transceiver(system_id=system_id, password=password)
        except Exception:
            self.client.disconnect()
            raise

    def submit(self, octets: bytes, to: str = TO, **fields: Any) -> int:
        """Send a submit_sm; its sequence number."""
        asked = {"source_addr_ton": 5, "source_addr": "Shop", "dest_addr_ton": 1, "dest_addr_npi": 1}
        asked |= {"destination_addr": to, "short_message": octets, "data_coding": 0, "registered_delivery": 1}
        sequence: int = self.client.send_message(**asked | fields).sequence
        return sequence

    def poll(self, seconds: float = 0.05) -> None:
        """Read what is there, or comes in this time."""
        select.select([self.client._socket], [], [], seconds)
        self.client.poll()

    def answer(self, sequence: int) -> Any:
        """The response to a request."""
        self.until(lambda: sequence in self.answers)
        return self.answers[sequence]

    def until(self, reached: Callable[[], object], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < deadline
            self.poll()

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.client.unbind()
        self.client.disconnect()


class Customer(threading.Thread):
    """Keeps a window of texts submitted, binds again whenever the link falls, and remembers what it was told."""

    def __init__(self, port: int, system_id: str, password: str, texts: list[str], window: int = 10) -> None:
        super().__init__(daemon=True)
        self._port, self._system_id, self._password = port, system_id, password
        self._left = list(reversed(texts))
        self._window = window
        self._under_way: dict[int, str] = {}
        self.acknowledged: dict[str, str] = {}
        """By message id, the text."""
        self.receipts: dict[str, list[str]] = {}
        """By message id, each receipt's text."""
        self.submitting = True
        """False to submit no more, and only be told."""
        self.stopping = threading.Event()

    def settled(self) -> bool:
        """Whether every message that was acknowledged has its receipt, and nothing is under way."""
        return not self._under_way and set(self.acknowledged) <= set(self.receipts)

    def run(self) -> None:
        while not self.stopping.is_set():
            with contextlib.suppress(smpplib.exceptions.ConnectionError, smpplib.exceptions.PDUError, OSError):
                self._bound(Esme(self._port, self._system_id, self._password))
            self.stopping.wait(0.2)

    def _bound(self, esme: Esme) -> None:
        under_way = self._under_way
        try:
            while not self.stopping.is_set():
                while self.submitting and self._left and len(under_way) < self._window:
                    text = self._left.pop()
                    under_way[esme.submit(text.encode("ascii"), to=_number_of(text))] = text
                esme.poll()
                self._note(esme, under_way)
        finally:
            # What was read before the link fell counts; the rest is not known to be there, and is sent again.
            self._note(esme, under_way)
            self._left += under_way.values()
            under_way.clear()
            esme.client.disconnect()

    def _note(self, esme: Esme, under_way: dict[int, str]) -> None:
        for sequence, pdu in list(esme.answers.items()):
            text = under_way.pop(sequence)
            del esme.answers[sequence]
            if pdu.status:
                self._left.append(text)
            else:
                self.acknowledged[pdu.message_id.decode()] = text
        for pdu in esme.receipts:
            self.receipts.setdefault(pdu.receipted_message_id.decode(), []).append(pdu.short_message.decode())
        esme.receipts.clear()


def _number_of(text: str) -> str:
    """A number of its own for each text, so that a doubt about one is not about all."""
    return f"852612{zlib.crc32(text.encode()) % 100_000:05d}"
