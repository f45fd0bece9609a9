"""Takes rules for a network that runs, and tells of them; for its control port and for the server that holds it."""

from typing import Any

from heliograph.rules import Counted, as_line, as_mapping, read_document
from heliograph.rules.carrier import CARRIER
from heliograph.simulator.network import SimulatedNetwork
from heliograph.sms.clock import Clock


class RuleDesk:
    """The rules of one network. What is refused raises `rules.Unreadable`, a ValueError that says why."""

    def __init__(self, network: SimulatedNetwork, clock: Clock) -> None:
        self._book = network.rules
        self._clock = clock

    def add(self, text: str, before: str = "", last: bool = False) -> tuple[str, ...]:
        """Put the rules of a text, JSON or lines, above all others, or where it is said; their names."""
        rules = read_document(text, CARRIER)
        return self._book.add(rules, self._clock.steady_ms(), self._clock.utc_ms(), before=before, last=last)

    def rows(self, built_in: bool = True) -> list[dict[str, Any]]:
        """The rules in the order in which they are asked, with what each has counted."""
        counted = self._book.counted(self._clock.steady_ms())
        return [_row(one) for one in counted if built_in or not one.built_in]

    def active(self) -> int:
        """How many rules that are not built in may still be applied."""
        counted = self._book.counted(self._clock.steady_ms())
        return sum(not one.built_in and one.left != 0 and one.expires_in_ms != 0 for one in counted)

    def remove(self, name: str) -> bool:
        """Whether there was a rule of that name that is not built in; it is gone."""
        return self._book.remove(name)

    def clear(self) -> int:
        """Remove all that are not built in; how many."""
        return self._book.clear()


def _row(one: Counted) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": one.rule.name,
        "line": as_line(one.rule),
        "rule": as_mapping(one.rule),
        "matched": one.matched,
        "applied": one.applied,
        "built_in": one.built_in,
    }
    if one.left is not None:
        row["left"] = one.left
    if one.expires_in_ms is not None:
        row["expires_in_ms"] = one.expires_in_ms
    return row
