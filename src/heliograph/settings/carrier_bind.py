"""Holds the settings of a carrier's sessions against one another: what one key says of the next."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from heliograph.settings.carrier import BindWay, CarrierSettings
from heliograph.settings.carriers import AnyCarrier
from heliograph.settings.fault import Fault
from heliograph.settings.read_table import lines_of
from heliograph.settings.toml_lines import dotted, line_of


def bind_faults(carriers: Sequence[AnyCarrier], file: Path | None) -> tuple[list[Fault], list[Fault]]:
    """The faults and the warnings of carriers each of whose keys is right by itself."""
    bound = [(index, one) for index, one in enumerate(carriers) if isinstance(one, CarrierSettings)]
    faults = [_fault(file, index, *found) for index, carrier in bound for found in _wrong(carrier)]
    warnings = [_fault(file, index, *found) for index, carrier in bound for found in _odd(carrier)]
    return faults, warnings


def _wrong(carrier: CarrierSettings) -> Iterator[tuple[str, str]]:
    if carrier.receiver_sessions and carrier.bind is not BindWay.PAIRS:
        yield "receiver_sessions", f'is given, but bind is "{carrier.bind}"; it goes with "{BindWay.PAIRS}"'
    if 0 < carrier.inactivity_seconds <= 2 * carrier.enquire_link_seconds:
        least = f"{2 * carrier.enquire_link_seconds:g}"
        yield "inactivity_seconds", f"is {carrier.inactivity_seconds:g}; it must be 0, or more than {least}"


def _odd(carrier: CarrierSettings) -> Iterator[tuple[str, str]]:
    if carrier.bind is BindWay.TRANSMITTER and carrier.receipts:
        says = f'is "{carrier.bind}", so no receipts can come; set receipts = false, or bind to receive as well'
        yield "bind", says


def _fault(file: Path | None, index: int, key: str, says: str) -> Fault:
    at = ("carriers", index, key)
    line = line_of(lines_of(file), at) if file is not None else 0
    return Fault(f"{dotted(at)} {says}", str(file), line, dotted(at))
