"""A transport without a socket, and octets cut as a network cuts them."""

import asyncio
from itertools import pairwise
from typing import Any


class MemoryTransport(asyncio.Transport):
    """What a connection says and does, without a socket."""

    def __init__(self) -> None:
        super().__init__()
        self.said = b""
        self.reading = True
        self.ended = False
        self.closed = False
        self.unsent = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed and not self.ended, "written after the end"
        self.said += data

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("192.0.2.1", 40_000) if name == "peername" else default

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended = True

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True


def cut(octets: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted({min(place, len(octets)) for place in places}), len(octets)]
    return [octets[start:end] for start, end in pairwise(edges) if start < end]
