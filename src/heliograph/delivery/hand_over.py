"""Makes the hand-over of one claimed segment: its part of the text and what the carrier needs to know of it."""

from heliograph.carriers.port import HandOver
from heliograph.sms.given import read_given
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.plan import Route
from heliograph.sms.segments import DataCoding, coding_of, count_segments, cut_for
from heliograph.store.port import Claim


def hand_over_of(claim: Claim, now: int) -> HandOver:
    """The segment named by `claim`, ready for a connector.

    The text is cut here, at the claim, and not at accept: the parts are the route's affair (DESIGN §7). The validity
    that is left is said in whole seconds, at least one; `now` is UTC milliseconds of the store's clock.
    """
    message, body = claim.message, claim.body
    route = message.life.route
    given = read_given(body.given) if body.given else None
    whole = given is not None and given.octets is not None
    parts = cut_for("" if whole else body.text, route.alphabet, route.long_messages)
    part = claim.segment - (message.life.failover.first if message.life.failover is not None else 0)
    return HandOver(
        message_id=message.id,
        segment=claim.segment,
        attempt=claim.attempt,
        to=message.to,
        sender=body.sender,
        text=parts[part - 1].text,
        ucs2=not whole and coding_of(body.text, route.alphabet) is DataCoding.UCS2,
        reference=message.life.reference,
        total=len(parts),
        validity_seconds=max(1, (message.validity_until - now) // 1000),
        long_messages=route.long_messages,
        priority=message.priority,
        segments=body.segments if whole else _segments_of(body.text, route),
        due=message.segments[claim.segment - 1].due,
        part=part,
        given=given,
    )


def _segments_of(text: str, route: Route) -> int:
    """How many segments one hand-over of this text is to the carrier: one, unless the carrier cuts it."""
    return count_segments(text, route.alphabet) if route.long_messages is LongMessages.PAYLOAD else 1
