"""Holds `[[routes]]` against `[[carriers]]`: what one table of the file says of another."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from heliograph.settings.carrier import BindWay, CarrierSettings
from heliograph.settings.fault import Fault
from heliograph.settings.model import SIMULATED, RouteSettings
from heliograph.settings.read_table import dotted, lines_of, nearest
from heliograph.settings.toml_lines import KeyPath, line_of


def route_faults(routes: Sequence[RouteSettings], carriers: Sequence[CarrierSettings], file: Path) -> list[Fault]:
    """Everything that is wrong with the rules of a file in which each table by itself is right."""
    if not routes:
        return []
    known = {carrier.name: carrier.bind is not BindWay.RECEIVER for carrier in carriers} or {SIMULATED: True}
    lines = lines_of(file)
    return [
        Fault(f"{dotted(at)} {says}", str(file), line_of(lines, at), dotted(at))
        for place, route in enumerate(routes)
        for at, says in _wrong(route, known, ("routes", place))
    ]


def _wrong(route: RouteSettings, known: Mapping[str, bool], at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Where a rule is wrong, and what is wrong there; `known` says of each carrier whether it can be sent to."""
    if route.refuse and (route.carriers or route.failover):
        yield (*at, "refuse"), "is given beside carriers or failover; a rule either sends or refuses"
    elif not route.refuse and not route.carriers:
        yield at, "needs carriers to send to, or refuse with a code"
    for name in route.carriers:
        if not known.get(name):
            yield (*at, "carriers", name), _unfit(name, known)
    for index, name in enumerate(route.failover):
        if not known.get(name):
            yield (*at, "failover", index), _unfit(name, known)
        elif name in route.carriers or name in route.failover[:index]:
            yield (*at, "failover", index), f"is {name!r}, which the rule names already"


def _unfit(name: str, known: Mapping[str, bool]) -> str:
    if name in known:
        return f'names {name!r}, which is bound as "{BindWay.RECEIVER}" and takes no messages'
    return f"names no carrier: {name!r}" + (nearest(name, known) or f"; known: {', '.join(known)}")
