"""What a message takes from its account's limits, and how a refusal by one of them is answered (spec: api §10)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from heliograph.identity.send_limits import SendLimits, of_country
from heliograph.sms.calendar_windows import DAY_MS, day_end, month_end
from heliograph.sms.message import Body, Message
from heliograph.store.holds import Hold, Limit

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a message is not taken: the ResponseCode and, where the catalogue's words are not enough, the text."""

    code: str
    text: str = ""


#: The catalogue has a code for a minute and one for "per phone", which is what hours and days are answered with. It has
#: none for a blocked recipient: "blacklist control" is the meaning of number 43, the older name of
#: BLACK_KEY_CONTROL_LIMIT. DayLimitControl and MonthLimitControl are the error centre's words for volumes.
REFUSED_AS: Mapping[Limit, Refused] = {
    Limit.BLOCKED: Refused(
        "BLACK_KEY_CONTROL_LIMIT", "The recipient is on the account's block list, or does not want this sender's texts."
    ),
    Limit.RECIPIENT_MINUTE: Refused(
        "BUSINESS_LIMIT_CONTROL_MINUTE", "This recipient has had as many messages as one may have in a minute."
    ),
    Limit.RECIPIENT_HOUR: Refused(
        "BUSINESS_LIMIT_CONTROL_PHONE", "This recipient has had as many messages as one may have in an hour."
    ),
    Limit.RECIPIENT_DAY: Refused(
        "BUSINESS_LIMIT_CONTROL_PHONE", "This recipient has had as many messages as one may have in 24 hours."
    ),
    Limit.DAY: Refused("DayLimitControl", "The account has sent as many messages as it may in a day."),
    Limit.COUNTRY_DAY: Refused(
        "DayLimitControl", "The account has sent as many messages to this country as it may in a day."
    ),
    Limit.MONTH: Refused("MonthLimitControl", "The account has sent as many messages as it may in a month."),
    Limit.COUNTRY_MONTH: Refused(
        "MonthLimitControl", "The account has sent as many messages to this country as it may in a month."
    ),
    Limit.BALANCE: Refused("AMOUNT_NOT_ENOUGH", "The account's balance is less than the price of this message."),
}

#: The ResponseCodes that limits answer with: every operation that sends may.
LIMIT_REFUSALS = tuple(dict.fromkeys(refused.code for refused in REFUSED_AS.values()))


def holds_of(
    limits: SendLimits, message: Message, body: Body, *, country: Callable[[], str], prepaid: bool, offset_minutes: int
) -> Sequence[Hold]:
    """What the message takes; empty where it takes nothing.

    `country` tells the recipient's, and is asked only where a limit depends on it. Recipients' windows begin with their
    first message; days and months are those of the calendar at `offset_minutes` from UTC.
    """
    now = message.accepted_at
    holds: list[Hold] = []
    for limit, most, length_ms in (
        (Limit.RECIPIENT_MINUTE, limits.recipient_per_minute, _MINUTE_MS),
        (Limit.RECIPIENT_HOUR, limits.recipient_per_hour, _HOUR_MS),
        (Limit.RECIPIENT_DAY, limits.recipient_per_day, DAY_MS),
    ):
        if most:
            holds.append(Hold(limit, message.to, most, now + length_ms))
    if limits.messages_per_day:
        holds.append(Hold(Limit.DAY, "", limits.messages_per_day, day_end(now, offset_minutes)))
    if limits.messages_per_month:
        holds.append(Hold(Limit.MONTH, "", limits.messages_per_month, month_end(now, offset_minutes)))
    if limits.country_messages_per_day:
        holds += _of_country(
            limits.country_messages_per_day, Limit.COUNTRY_DAY, country(), day_end(now, offset_minutes)
        )
    if limits.country_messages_per_month:
        ends_at = month_end(now, offset_minutes)
        holds += _of_country(limits.country_messages_per_month, Limit.COUNTRY_MONTH, country(), ends_at)
    if prepaid and limits.price_per_segment:
        price = of_country(limits.price_per_segment, country()) * body.segments
        if price:
            holds.append(Hold(Limit.BALANCE, "", 0, 0, price))
    return holds


def _of_country(table: Mapping[str, int], limit: Limit, country: str, ends_at: int) -> Sequence[Hold]:
    most = of_country(table, country)
    return (Hold(limit, country, most, ends_at),) if most else ()
