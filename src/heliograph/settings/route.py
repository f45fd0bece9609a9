"""The settings of `[[routes]]`: a rule of routing."""

from typing import Annotated

import msgspec
from msgspec import Meta

from heliograph.settings.carrier import NAME, NAME_SAYS
from heliograph.settings.countries import COUNTRIES_SAY, Country
from heliograph.settings.price import NETWORK_PATTERN, NETWORKS_SAY

_CARRIER_NAMES = "names of `[[carriers]]`"

#: `22:00-07:00`: from one minute of the day to another, which is not the same.
_TIMES = r"^(?!(.{5})-\1\Z)([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z"

#: What every send operation may answer.
_REFUSALS = ("NOT_SUPPORTED_COUNTRY", "MOBILE_NUMBER_ILLEGAL", "BLACK_KEY_CONTROL_LIMIT")

#: A delivery status code: of a refusal, or of a receipt.
_CODE = "^[A-Z][A-Z0-9_.]{0,31}\\Z"
_CODE_OR_WORD = "^(temporary|any|[A-Z][A-Z0-9_.]{0,31})\\Z"


class RouteSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of routing. Write one `[[routes]]` table for each, in their order: the first whose conditions all match
    decides, and a message that none matches is refused with NOT_SUPPORTED_COUNTRY. A condition that is left out matches
    everything; without any `[[routes]]`, all carriers get the same. See `docs/routing.md`."""

    name: Annotated[
        str,
        Meta(
            pattern=NAME,
            description="What `heliograph route` calls the rule. Unique.",
            extra=NAME_SAYS,
        ),
    ]
    countries: Annotated[
        tuple[Country, ...],
        Meta(
            description="The countries that the number may belong to; 001 for numbers of no country, such as "
            "satellite telephones.",
            extra=COUNTRIES_SAY,
        ),
    ] = ()
    prefixes: Annotated[
        tuple[Annotated[str, Meta(pattern="^[1-9][0-9]{0,14}\\Z")], ...],
        Meta(
            description="What the number may begin with, from the dialing code on.",
            extra={"allowed": "a list of texts of 1 to 15 digits, without a plus sign or zeros before them"},
        ),
    ] = ()
    networks: Annotated[
        tuple[Annotated[str, Meta(pattern=NETWORK_PATTERN)], ...],
        Meta(
            description="The mobile networks that the number may belong to, by `networks_file`.",
            extra={"allowed": NETWORKS_SAY},
        ),
    ] = ()
    senders: Annotated[
        tuple[Annotated[str, Meta(max_length=64)], ...],
        Meta(
            description='The senders (From) that it is for, in any case; "" for messages without one.',
            extra={"allowed": "a list of texts of at most 64 characters"},
        ),
    ] = ()
    accounts: Annotated[
        tuple[Annotated[str, Meta(pattern="^[0-9]{1,20}\\Z")], ...],
        Meta(description="The accounts that it is for.", extra={"allowed": "a list of accounts' ids, digits only"}),
    ] = ()
    types: Annotated[
        tuple[Annotated[str, Meta(pattern="^(OTP|NOTIFY|MKT)\\Z")], ...],
        Meta(
            description="The types of message that it is for; one without a type is NOTIFY.",
            extra={"allowed": "a list of OTP, NOTIFY and MKT"},
        ),
    ] = ()
    times: Annotated[
        tuple[Annotated[str, Meta(pattern=_TIMES)], ...],
        Meta(
            description="When it holds, by the time of day at `api.date_offset`; the last minute is not in it. Such a "
            "time may go past midnight.",
            extra={"allowed": "a list of times of day such as 22:00-07:00"},
        ),
    ] = ()
    carriers: Annotated[
        dict[str, Annotated[int, Meta(ge=1, le=1000)]],
        Meta(
            description="The carriers that share what matches, each with its weight: of `{ net-one = 3, net-two = 1 }` "
            "the first gets three messages of four. One whose link is down leaves its share to the others.",
            extra={
                "allowed": f"a table of {_CARRIER_NAMES} and whole numbers from 1 to 1000",
                "each": "a whole number from 1 to 1000",
                "names": "carriers",
            },
        ),
    ] = {}
    failover: Annotated[
        tuple[str, ...],
        Meta(
            description="Carriers that take over while no link of `carriers` is up: the first of them whose link is. "
            "With all down, the message waits at the carrier that would have had it.",
            extra={"allowed": f"a list of {_CARRIER_NAMES}"},
        ),
    ] = ()
    failover_on: Annotated[
        tuple[Annotated[str, Meta(pattern=_CODE_OR_WORD)], ...],
        Meta(
            description="Refusals after which a message goes on to another carrier of the rule: names of "
            "`docs/codes.md`, at once; `temporary` for every fault that is the carrier's own, once its retries are "
            "used up; `any` for every refusal that would end it. What is wrong with the message itself, such as its "
            "recipient, is refused everywhere: it counts only where it is named.",
            extra={"allowed": "a list of temporary, any, and names such as ESME_RINVDSTADR"},
        ),
    ] = ("temporary",)
    failover_on_receipt: Annotated[
        tuple[Annotated[str, Meta(pattern=_CODE)], ...],
        Meta(
            description="Negative receipts after which it goes on, such as UNDELIV, REJECTED or EXPIRED. The recipient "
            "gets it twice where a carrier says so of a message that it has delivered.",
            extra={"allowed": "a list of codes of receipts such as UNDELIV"},
        ),
    ] = ()
    failover_after_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=604_800,
            description="How long a message waits at a carrier without a link before it goes on; 0 is for ever.",
        ),
    ] = 30.0
    failover_after_throttled_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=604_800,
            description="How long it waits at a carrier that takes nothing, since it answers everything with "
            "throttling; 0 is for ever.",
        ),
    ] = 60.0
    failover_after_no_receipt_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=604_800,
            description="How long after its hand-over a receipt is waited for before it goes on; 0 is for ever. A "
            "receipt that is only late makes the recipient get it twice.",
        ),
    ] = 0.0
    refuse: Annotated[
        str,
        Meta(
            pattern=f"^({'|'.join(_REFUSALS)})?\\Z",
            description="Refuses what matches with this code, instead of `carriers`.",
            extra={"allowed": f"one of {', '.join(_REFUSALS)}"},
        ),
    ] = ""
