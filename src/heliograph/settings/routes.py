"""Holds `[[routes]]` against `[[carriers]]`: what one table of the file says of another."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from heliograph.settings.carrier import CarrierSettings
from heliograph.settings.fault import Fault
from heliograph.settings.model import SIMULATED, RouteSettings
from heliograph.settings.read_table import dotted, lines_of, nearest
from heliograph.settings.toml_lines import KeyPath, line_of
from heliograph.sms.command_status import STATUSES, status_named
from heliograph.sms.message import FINAL, State
from heliograph.sms.message_state import BY_WORD

_STATUS_NAMES = tuple(status.name for status in STATUSES.values())
_UNDELIVERED = FINAL - {State.DELIVERED}


def route_faults(routes: Sequence[RouteSettings], carriers: Sequence[CarrierSettings], file: Path) -> list[Fault]:
    """Everything that is wrong with the rules of a file in which each table by itself is right."""
    if not routes:
        return []
    known = [carrier.name for carrier in carriers] or [SIMULATED]
    lines = lines_of(file)
    return [
        Fault(f"{dotted(at)} {says}", str(file), line_of(lines, at), dotted(at))
        for place, route in enumerate(routes)
        for at, says in _wrong(route, known, ("routes", place))
    ]


def _wrong(route: RouteSettings, known: Sequence[str], at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Where a rule is wrong, and what is wrong there."""
    if route.refuse and (route.carriers or route.failover):
        yield (*at, "refuse"), "is given beside carriers or failover; a rule either sends or refuses"
    elif not route.refuse and not route.carriers:
        yield at, "needs carriers to send to, or refuse with a code"
    for name in route.carriers:
        if name not in known:
            yield (*at, "carriers", name), _unknown(name, known)
    for index, name in enumerate(route.failover):
        if name not in known:
            yield (*at, "failover", index), _unknown(name, known)
        elif name in route.carriers or name in route.failover[:index]:
            yield (*at, "failover", index), f"is {name!r}, which the rule names already"
    for index, code in enumerate(route.failover_on):
        if code.startswith("ESME_") and status_named(code) is None:
            yield (*at, "failover_on", index), f"names no refusal: {code!r}" + nearest(code, _STATUS_NAMES)
    for index, word in enumerate(route.failover_on_receipt):
        if word in BY_WORD and BY_WORD[word].state not in _UNDELIVERED:
            yield (*at, "failover_on_receipt", index), f"is {word!r}, which does not say that a message failed"


def _unknown(name: str, known: Sequence[str]) -> str:
    return f"names no carrier: {name!r}" + (nearest(name, known) or f"; known: {', '.join(known)}")
