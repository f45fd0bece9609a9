"""Draws the state diagram of a segment from the lifecycle's tables, by asking the rules themselves.

`python -m heliograph.sms.lifecycle_diagram > docs/lifecycle.md` writes the page; a test compares it.
"""

from collections.abc import Iterator

from heliograph.sms.events import (
    AttemptEvent,
    Cancelled,
    Claimed,
    DeadlinePassed,
    Event,
    Overdue,
    ReceiptArrived,
    Refused,
    Released,
    Resolve,
    SubmitError,
    SubmitLost,
    SubmitOk,
    ValidityOver,
)
from heliograph.sms.lifecycle import ATTEMPT_RULES, SEGMENT_RULES, step
from heliograph.sms.message import FINAL, Attempt, Life, Message, Route, Segment, State, message_state
from heliograph.sms.plan import Failover, Plan, PlanLane, Terms

_NOW = 1
_VALID_UNTIL = 1_000

#: Each event in every form that a rule tells apart, with the words that the arrow bears.
_EVENTS: tuple[tuple[str, Event], ...] = (
    ("claimed", Claimed(1, "carrier")),
    ("released", Released(1, 1, _NOW)),
    ("submit_ok", SubmitOk(1, 1, "id", _NOW)),
    ("submit_error that passes", SubmitError(1, 1, "ESME_RSYSERR", _NOW, _NOW + 1)),
    ("permanent submit_error", SubmitError(1, 1, "ESME_RINVDSTADR", _NOW)),
    ("submit_lost", SubmitLost(1, 1, _NOW)),
    ("resolve, on a route that resends", Resolve(1, 1)),
    *((f"receipt {state}", ReceiptArrived(1, 1, state, "", _NOW)) for state in (State.SUBMITTED, *sorted(FINAL))),
    ("deadline passed", DeadlinePassed(1, 1)),
    ("validity over", ValidityOver(1)),
    ("cancelled", Cancelled(1)),
    ("refused", Refused(1, "NO_ROUTE")),
)

#: What sends a message to its next carrier, where its route says so.
_SENT_ON: tuple[tuple[str, Event], ...] = (
    ("submit_error on which the route fails over", SubmitError(1, 1, "ESME_RSYSERR", _NOW)),
    ("receipt on which the route fails over", ReceiptArrived(1, 1, State.FAILED, "UNDELIV", _NOW)),
    ("no receipt in time, on a route that fails over then", Overdue(1, 1)),
)
_FAILOVER = Failover(
    Plan((PlanLane("carrier"), PlanLane("next")), Terms(("ESME_RSYSERR",), ("UNDELIV",), no_receipt_ms=1))
)

_PAGE = """\
# The life of a segment

Drawn from the tables in `src/heliograph/sms/lifecycle.py` by `python -m heliograph.sms.lifecycle_diagram`; a test fails
when it is not current. It shows a message of one segment with one hand-over. An event without an arrow changes nothing:
it is counted as a stray and kept in the timeline.

A segment with several hand-overs has the state of its undone work, or else the best of them; a message is its least
advanced segment until all have ended, and then the worst of them. `delivered` replaces any other end, and nothing
replaces `delivered`. On a route that never gives receipts, `submitted` is an end.

A message that goes on to another carrier (see [routing](routing.md)) has new segments there, and stands as they do
while there is work to do for them. Then it is the best of its carriers, of which one that was left counts as long as it
may yet deliver every segment.

```mermaid
{diagram}
```
"""


def arrows() -> Iterator[tuple[State, State, str]]:
    """Every change of state that an event can bring: from, to, and the event in words; in the order of the states."""
    for state in State:
        events = [(_message_in(state), *one) for one in _EVENTS]
        events += [(_message_in(state, _FAILOVER), *one) for one in _SENT_ON]
        for before, words, event in events:
            rules = ATTEMPT_RULES if isinstance(event, AttemptEvent) else SEGMENT_RULES
            after, _ = step(before, event, _NOW)
            end = message_state(after)
            if (state, type(event)) in rules and end is not state:
                yield state, end, words


def mermaid() -> str:
    """The diagram in Mermaid's language: one arrow for each pair of states, with all events that lead along it."""
    along: dict[tuple[State, State], list[str]] = {}
    for start, end, words in arrows():
        along.setdefault((start, end), []).append(words)
    lines = ["stateDiagram-v2", f"    [*] --> {State.ACCEPTED}"]
    lines += [f"    {start} --> {end}: {', or '.join(words)}" for (start, end), words in along.items()]
    lines += [f"    {state} --> [*]" for state in State if state in FINAL]
    return "\n".join(lines)


def page() -> str:
    """The whole page for the documentation."""
    return _PAGE.format(diagram=mermaid())


def _message_in(state: State, failover: Failover | None = None) -> Message:
    """A message of one segment, whose only attempt brought it into that state, on a route with receipts."""
    work = state if state in (State.ACCEPTED, State.SUBMITTING) else None
    attempts = () if state is State.ACCEPTED else (Attempt(1, "carrier", state),)
    segment = Segment(1, work=work, attempts=attempts, handed=len(attempts))
    return Message(1, "", "", "", "carrier", 1, 0, _VALID_UNTIL, Life((segment,), Route(), failover=failover))


if __name__ == "__main__":
    print(page(), end="")
