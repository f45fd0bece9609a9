"""Cuts a stream of octets into PDUs, whatever pieces it comes in."""

from collections.abc import Iterator
from struct import Struct
from typing import Final

from heliograph.smpp.codec import HEADER_OCTETS
from heliograph.smpp.faults import PeerError
from heliograph.smpp.pdu import ESME_RINVCMDLEN

#: A message_payload of 64 KiB with everything else that a PDU may hold. What a peer can make us keep.
PDU_OCTETS_MAX: Final = 70_000

_LENGTH: Final = Struct(">I")


class Framer:
    """Holds the octets of a PDU that is not whole yet."""

    def __init__(self, pdu_octets_max: int = PDU_OCTETS_MAX) -> None:
        self._pdu_octets_max = pdu_octets_max
        self._torn = bytearray()
        self._needed = 4

    @property
    def aligned(self) -> bool:
        """Whether no PDU is torn, so that the next octet begins one."""
        return not self._torn

    def frames(self, octets: bytes) -> Iterator[tuple[bytes, int, int]]:
        """Each PDU that is whole with `octets`, as (data, start, end).

        Raises PeerError(ESME_RINVCMDLEN) at a command_length below 16 or above the limit, as soon as its four octets
        are there; the stream has lost its sync then and no further call makes sense.
        """
        data = self._joined(octets)
        at, size = 0, len(data)
        while at + 4 <= size:
            length: int = _LENGTH.unpack_from(data, at)[0]
            if not HEADER_OCTETS <= length <= self._pdu_octets_max:
                raise PeerError(ESME_RINVCMDLEN, f"command_length is {length}")
            if at + length > size:
                break
            yield data, at, at + length
            at += length
        self._keep(data, at, size)

    def _joined(self, octets: bytes) -> bytes:
        """What is kept with `octets`; empty while the first PDU is still torn, so that octets are copied only twice."""
        torn = self._torn
        if not torn:
            return octets
        torn += octets
        if len(torn) < self._needed:
            return b""
        data = bytes(torn)
        torn.clear()
        return data

    def _keep(self, data: bytes, at: int, size: int) -> None:
        if at < size:
            self._torn += data[at:size]
        if self._torn:
            torn = self._torn
            self._needed = _LENGTH.unpack_from(torn)[0] if len(torn) >= 4 else 4
