"""What a simulated network knows of the messages it took, to answer query_sm with the truth (SMPP 3.4 §4.8)."""

import msgspec

from heliograph.rules.delay import AnyDelay
from heliograph.simulator.behaviour import DELIVERED, Behaviour, Outcome
from heliograph.smpp.pdu import ESME_RINVSRCADR, ESME_ROK, ESME_RQUERYFAIL, QuerySm, QuerySmResp
from heliograph.sms.carrier_date import smpp_date_text
from heliograph.sms.message import State
from heliograph.sms.message_state import MESSAGE_STATES

#: Messages remembered, the newest; one that is forgotten is not known any more, as with a carrier.
REMEMBERED_MAX = 100_000

_ENROUTE = MESSAGE_STATES[1]


class _Known(msgspec.Struct, frozen=True, gc=False):
    source_addr: str
    outcome: Outcome
    done_at: int
    """UTC milliseconds from which the outcome is known; before it the message is on its way."""


class Memory:
    """The messages of one network by their id, as submit_sm_resp named it."""

    def __init__(self, remembered_max: int = REMEMBERED_MAX) -> None:
        self._known: dict[str, _Known] = {}
        self._remembered_max = remembered_max

    def remember(self, message_id: str, source_addr: str, behaviour: Behaviour, at: int, usual: AnyDelay) -> None:
        """A message was taken; `usual` is the network's own delay. Whether receipts were asked for changes nothing."""
        outcome, after = _truth(behaviour, usual)
        while len(self._known) >= self._remembered_max:
            del self._known[next(iter(self._known))]
        self._known[message_id] = _Known(source_addr, outcome, at + after)

    def answer(self, asked: QuerySm, now: int) -> tuple[int, QuerySmResp]:
        """The status and the body of the response."""
        known = self._known.get(asked.message_id)
        if known is None:
            return ESME_RQUERYFAIL, QuerySmResp(asked.message_id)
        if known.source_addr != asked.source_addr:
            return ESME_RINVSRCADR, QuerySmResp(asked.message_id)
        if now < known.done_at:
            return ESME_ROK, QuerySmResp(asked.message_id, "", _ENROUTE.value)
        outcome, date = known.outcome, smpp_date_text(known.done_at)
        return ESME_ROK, QuerySmResp(
            asked.message_id, date, outcome.state.value, int(outcome.err) & 0xFF if outcome.err.isdecimal() else 0
        )


def _truth(behaviour: Behaviour, usual: AnyDelay) -> tuple[Outcome, int]:
    """What becomes of it, and after how many milliseconds: delivered where a receipt says so, or none comes."""
    last = None
    for planned in behaviour.receipts:
        after = 0 if planned.before_response else (planned.delay or usual).at_least_ms + planned.later_by_ms
        if last is None or last[0].state.state is not State.DELIVERED:
            last = planned.outcome, after
    return last or (DELIVERED, 0)
