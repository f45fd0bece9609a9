"""When a carrier is asked for a receipt that has not come (query_sm), and how often.

Only what the carrier named an id for can be asked for (SMPP 3.4 §4.8), so a hand-over in doubt never is.
"""

from heliograph.sms.events import QueryDue
from heliograph.sms.message import Attempt, Message, State, route_of
from heliograph.sms.plan import Route

#: How often a carrier is asked for one receipt, at twice the time since the hand-over each time: after 10 minutes, 20,
#: 40 and so on it is 21 hours at the end.
QUERIES_MAX = 8


def query_due(attempt: Attempt, route: Route) -> int:
    """UTC milliseconds from which the carrier is to be asked for the attempt's receipt; 0 for never."""
    if not route.query_after_ms or not route.receipts or attempt.state is not State.SUBMITTED:
        return 0
    if not attempt.carrier_message_id or attempt.queries >= QUERIES_MAX:
        return 0
    return (attempt.handed_at or attempt.claimed_at) + route.query_after_ms * (1 << attempt.queries)


def queries(message: Message, now: int) -> list[QueryDue]:
    """The events for the receipts that are to be asked for now. Past their deadline none is."""
    return [QueryDue(segment, attempt) for segment, attempt, at in _planned(message) if at <= now]


def next_query(message: Message) -> tuple[int, ...]:
    """When the first receipt is to be asked for; empty for never."""
    planned = _planned(message)
    return (min(at for _, _, at in planned),) if planned else ()


def _planned(message: Message) -> list[tuple[int, int, int]]:
    """Segment, attempt, and when its carrier is to be asked."""
    life = message.life
    if life.failover is None and not life.route.query_after_ms:
        return []
    return [
        (segment.number, attempt.number, at)
        for segment in life.segments
        for attempt in segment.attempts
        if (at := query_due(attempt, route_of(life, segment.number)))
    ]
