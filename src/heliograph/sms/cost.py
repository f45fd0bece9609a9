"""What the carriers have charged for a message: each hand-over that one has taken, at its price then."""

from heliograph.sms.message import Life, Message, rounds_of
from heliograph.sms.money import amount_text


def segments_of_part(life: Life, number: int) -> int:
    """How many segments the carrier bills for one hand-over of the part with this number: one, unless it was given the
    whole text as one part, which it cuts itself."""
    if len(life.segments) == 1:
        return max(life.billed, 1)
    if life.failover is None or not life.failover.past:
        return 1
    for _, parts in rounds_of(life):
        if len(parts) == 1 and parts[0].number == number:
            return max(life.billed, 1)
    return 1


def costs_of(message: Message) -> dict[str, int]:
    """Millionths by currency; nothing where no price is known of any carrier that took a part of it."""
    costs: dict[str, int] = {}
    for segment in message.life.segments:
        for attempt in segment.attempts:
            if attempt.taken and attempt.currency:
                costs[attempt.currency] = costs.get(attempt.currency, 0) + attempt.price
    return costs


def cost_text(message: Message) -> str:
    """`0.015 EUR`, or `0.0075 EUR + 0.01 USD` where carriers bill in several; empty where nothing is known."""
    return " + ".join(f"{amount_text(micro)} {currency}" for currency, micro in sorted(costs_of(message).items()))
