"""How a message stood after each line of its timeline: what QueryMessage would have answered then.

The timeline says of each event which state its segment had after it, and when it was handed over and receipted. That is
all that an answer is made of. Lines that were left out of a full timeline are missing here, too; and of a message that
went on to another carrier the parts there count once the timeline speaks of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from heliograph.sms.message import Message, Route, State, Summary, is_final, worst_of

#: Of a segment that ended without a word of the carrier's.
_CODES = {State.EXPIRED: "EXPIRED", State.CANCELLED: "DELETED"}


@dataclass(slots=True)
class _Part:
    state: State = State.ACCEPTED
    code: str = ""
    handed_at: int = 0
    received_at: int = 0

    def take(self, line: Mapping[str, Any]) -> None:
        """What a line says of it; a stray changes nothing."""
        handed_at = line.get("handed_at", 0)
        if handed_at and (not self.handed_at or handed_at < self.handed_at):
            self.handed_at = handed_at
        if "!" in line or "to" not in line:
            return
        before, self.state = self.state, State(line["to"])
        if line.get("e") == "receipt" and (self.state is not before or not self.received_at):
            self.received_at = line.get("received_at", 0)
        if self.state is not before:
            self.code = line.get("code", "") or _CODES.get(self.state, "")


@dataclass(slots=True)
class _Round:
    """The parts at one carrier."""

    route: Route
    parts: dict[int, _Part] = field(default_factory=dict)

    @property
    def state(self) -> State:
        if not self.parts:
            return State.ACCEPTED
        return worst_of([part.state for part in self.parts.values()], self.route)


def hindsight(message: Message, lines: Iterable[Mapping[str, Any]]) -> Iterator[Summary]:
    """A summary for each line; `lines` are those of `sms.timeline`, decoded, the first one first."""
    rounds: list[_Round] = []
    behind = 0
    for line in lines:
        if not rounds:
            rounds.append(_Round(message.life.route, {n + 1: _Part() for n in range(line.get("segments", 1))}))
        number = line.get("s", 0)
        if line["e"] == "failed_over":
            behind = max((number, *(n for one in rounds for n in one.parts)))
            rounds.append(_Round(message.life.route))
        elif number:
            at = rounds[-1] if number > behind else next((r for r in rounds if number in r.parts), rounds[0])
            at.parts.setdefault(number, _Part()).take(line)
        yield _summary(rounds)


def _summary(rounds: list[_Round]) -> Summary:
    deciding = next((one for one in rounds if one.state is State.DELIVERED), rounds[-1])
    state, route = deciding.state, deciding.route
    final = is_final(state, route)
    delivered = state is State.DELIVERED or (final and state is State.SUBMITTED)
    handed = [part.handed_at for one in rounds for part in one.parts.values() if part.handed_at]
    code = next((part.code for part in deciding.parts.values() if part.state is state), "") if final else ""
    received = max((part.received_at for part in deciding.parts.values()), default=0) if final else 0
    return Summary(state, final, 3 if not final else 1 if delivered else 2, code, min(handed, default=0), received)
