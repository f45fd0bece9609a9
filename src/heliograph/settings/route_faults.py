"""Holds `[[routes]]` against `[[carriers]]`: what one table of the file says of another."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from heliograph.settings.carrier import BindWay
from heliograph.settings.carriers import AnyCarrier, takes_messages
from heliograph.settings.fault import Fault
from heliograph.settings.model import SIMULATED
from heliograph.settings.read_table import lines_of, nearest
from heliograph.settings.route import RouteSettings
from heliograph.settings.toml_lines import KeyPath, dotted, line_of
from heliograph.sms.command_status import STATUSES, status_named
from heliograph.sms.message import FINAL, State
from heliograph.sms.message_state import BY_WORD

_STATUS_NAMES = tuple(status.name for status in STATUSES.values())
_UNDELIVERED = FINAL - {State.DELIVERED}


def route_faults(routes: Sequence[RouteSettings], carriers: Sequence[AnyCarrier], file: Path) -> list[Fault]:
    """Everything that is wrong with the rules of a file in which each table by itself is right."""
    if not routes:
        return []
    known = {carrier.name: takes_messages(carrier) for carrier in carriers} or {SIMULATED: True}
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
    for index, code in enumerate(route.failover_on):
        if code.startswith("ESME_") and status_named(code) is None:
            yield (*at, "failover_on", index), f"names no refusal: {code!r}" + nearest(code, _STATUS_NAMES)
    for index, word in enumerate(route.failover_on_receipt):
        if word in BY_WORD and BY_WORD[word].state not in _UNDELIVERED:
            yield (*at, "failover_on_receipt", index), f"is {word!r}, which does not say that a message failed"


def _unfit(name: str, known: Mapping[str, bool]) -> str:
    if name in known:
        return f'names {name!r}, which is bound as "{BindWay.RECEIVER}" and takes no messages'
    return f"names no carrier: {name!r}" + (nearest(name, known) or f"; known: {', '.join(known)}")
