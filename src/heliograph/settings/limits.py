"""The settings of `[limits]`, `[limits.send]` and `[opt_out]`: how often, how much, and until when."""

from typing import Annotated

import msgspec
from msgspec import Meta

from heliograph.settings.countries import COUNTRIES_SAY, Country

_BY_OPERATION = {"allowed": "a table of operations and whole numbers from 0 to 1000000", "names": "operations"}

_Word = Annotated[str, Meta(min_length=1, max_length=40)]
_WORDS = {"allowed": "a list of words of at most 40 characters"}

#: Far below 63 bits also when a long message costs 255 times as much.
_COUNT_MAX = 1_000_000_000_000

_Count = Annotated[int, Meta(ge=0, le=_COUNT_MAX)]

_BY_COUNTRY = {
    "allowed": f"a table of countries (two letters of ISO 3166, or * for all others) and whole numbers from 0 to "
    f"{_COUNT_MAX}",
    "each": f"a whole number from 0 to {_COUNT_MAX}",
    "names": "countries",
}


class SendLimitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What every account may send; an account may have limits of its own (`heliograph limits set`). 0 is no limit."""

    recipient_per_minute: Annotated[
        int,
        Meta(
            ge=0,
            le=_COUNT_MAX,
            description="Messages of one account to one number within a minute of the first of them; more are refused "
            "with BUSINESS_LIMIT_CONTROL_MINUTE.",
        ),
    ] = 0
    recipient_per_hour: Annotated[
        int,
        Meta(ge=0, le=_COUNT_MAX, description="Likewise within an hour; refused with BUSINESS_LIMIT_CONTROL_PHONE."),
    ] = 0
    recipient_per_day: Annotated[
        int,
        Meta(ge=0, le=_COUNT_MAX, description="Likewise within 24 hours; refused with BUSINESS_LIMIT_CONTROL_PHONE."),
    ] = 0
    countries_allowed: Annotated[
        tuple[Country, ...],
        Meta(
            description="Where messages may go; empty for everywhere. Elsewhere is refused with NOT_SUPPORTED_COUNTRY.",
            extra=COUNTRIES_SAY,
        ),
    ] = ()
    countries_denied: Annotated[
        tuple[Country, ...],
        Meta(
            description="Where messages may not go; wins over `countries_allowed`. Refused with NOT_SUPPORTED_COUNTRY.",
            extra=COUNTRIES_SAY,
        ),
    ] = ()
    messages_per_day: Annotated[
        int,
        Meta(
            ge=0,
            le=_COUNT_MAX,
            description="Messages of one account in a calendar day of `api.date_offset`; refused with DayLimitControl.",
        ),
    ] = 0
    messages_per_month: Annotated[
        int, Meta(ge=0, le=_COUNT_MAX, description="Likewise in a calendar month; refused with MonthLimitControl.")
    ] = 0
    country_messages_per_day: Annotated[
        dict[str, _Count],
        Meta(
            description="Messages of one account to one country in a calendar day; refused with DayLimitControl.",
            extra=_BY_COUNTRY,
        ),
    ] = {}
    country_messages_per_month: Annotated[
        dict[str, _Count],
        Meta(description="Likewise in a calendar month; refused with MonthLimitControl.", extra=_BY_COUNTRY),
    ] = {}
    price_per_segment: Annotated[
        dict[str, _Count],
        Meta(
            description="What a prepaid account pays for a segment by country, in millionths of a currency unit; short "
            "of it, a send is refused with AMOUNT_NOT_ENOUGH. Accounts without a balance pay nothing here.",
            extra=_BY_COUNTRY,
        ),
    ] = {}


class LimitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How often an account may call, and below `send` what it may send."""

    enforced: Annotated[bool, Meta(description="Turn off for load tests: then nothing below limits anyone.")] = True
    calls_per_second: Annotated[
        dict[str, Annotated[int, Meta(ge=0, le=1_000_000)]],
        Meta(
            description="Calls a second of one account, by operation; 0 lifts the limit. An operation not named "
            "here keeps its own: SendMessageToGlobe 2000, BatchSendMessageToGlobe 1, SendMessageWithTemplate 1500, "
            "QueryMessage 300, SmsConversion 500, ConversionData 10.",
            extra=_BY_OPERATION,
        ),
    ] = {}
    everybody_calls_per_second: Annotated[
        dict[str, Annotated[int, Meta(ge=0, le=1_000_000)]],
        Meta(
            description="Calls a second of all accounts together, by operation, whatever each of them may; more are "
            "refused with Throttling.Api. 0, or no entry, is no limit.",
            extra=_BY_OPERATION,
        ),
    ] = {}
    send: SendLimitSettings = SendLimitSettings()


class OptOutSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What recipients can say to get no more messages, and to get them again. A message from a handset that is nothing
    but one of these words, in any case and with any punctuation around it, changes the account's block list."""

    stop_words: Annotated[
        tuple[_Word, ...],
        Meta(
            description="Words after which the sender that they were sent to sends nothing more; none turns it off.",
            extra=_WORDS,
        ),
    ] = ("STOP", "UNSUBSCRIBE", "CANCEL", "END", "QUIT")
    stop_all_words: Annotated[
        tuple[_Word, ...],
        Meta(description="Words after which no sender of the account does.", extra=_WORDS),
    ] = ("STOPALL",)
    start_words: Annotated[
        tuple[_Word, ...],
        Meta(description="Words that take either back.", extra=_WORDS),
    ] = ("START", "YES", "UNSTOP")
