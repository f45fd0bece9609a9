"""The settings of `[push]`, `[[subscriptions]]` and `[[inbound]]`: who is told of receipts and of inbound texts."""

from typing import Annotated

import msgspec
from msgspec import Meta

from heliograph.settings.carrier import NAME, NAME_SAYS
from heliograph.settings.networks import Networks
from heliograph.settings.secret import Secret
from heliograph.sms.push_schedule import ALLOWED


class PushSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How receipts and inbound messages are pushed to subscribers."""

    timeout_seconds: Annotated[
        float,
        Meta(ge=0.1, le=60, description="How long a push may take, from the look-up of the name to the reply's end."),
    ] = 10.0
    allow: Annotated[
        Networks,
        Meta(
            max_length=4096,
            description="Networks inside that may be pushed to, such as `127.0.0.0/8, ::1`. Others that are loopback, "
            "private, link-local or a cloud's own are refused: customers write the URLs.",
            extra={"allowed": "networks with commas between, such as 127.0.0.0/8, 10.1.0.0/16"},
        ),
    ] = Networks()


class InboundSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a number is that people write to. Write one `[[inbound]]` table for each number, short code or sender ID;
    messages to any other belong to the root account."""

    number: Annotated[
        str,
        Meta(
            pattern="^[+]?[A-Za-z0-9]{1,20}\\Z",
            description="What people write to, as carriers name it; a plus sign and the case of letters do not count.",
            extra={"allowed": "1 to 20 letters and digits, with or without a plus sign before them"},
        ),
    ]
    account: Annotated[
        str,
        Meta(
            pattern="^[0-9]{1,20}\\Z",
            description="The account's id.",
            extra={"allowed": "an account's id, digits only"},
        ),
    ]


class SubscriptionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A URL that the root account's receipts are pushed to, as `CreateSubscription` makes one. Write one
    `[[subscriptions]]` table for each; one that is taken out of the file ends at the next start or reload."""

    name: Annotated[
        str,
        Meta(
            pattern=NAME,
            description="What it is called; its id is `config-` and this. Keep it, so that what waits for it is kept.",
            extra=NAME_SAYS,
        ),
    ]
    url: Annotated[
        str,
        Meta(
            max_length=2048,
            pattern="^https?://[!-~]+\\Z",
            description="Where to push to. An address inside must be opened by `push.allow`.",
            extra={"allowed": "a URL that begins with https:// or http://, in ASCII"},
        ),
    ]
    receipts: Annotated[
        str,
        Meta(
            pattern="^(SmsReport|SmsUp|SmsReport,SmsUp|SmsUp,SmsReport)\\Z",
            description="Receipts, inbound messages, or both.",
            extra={"allowed": "SmsReport, SmsUp, or both with a comma between"},
        ),
    ] = "SmsReport"
    schedule: Annotated[
        str,
        Meta(
            pattern="^(cloud|default|[1-9][0-9]{0,4}(,[1-9][0-9]{0,4}){0,99})\\Z",
            description="When a push that was not confirmed is repeated.",
            extra={"allowed": ALLOWED},
        ),
    ] = "default"
    batch_size: Annotated[int, Meta(ge=1, le=1000, description="How many reports a push carries at most.")] = 100
    in_flight: Annotated[int, Meta(ge=1, le=4, description="How many pushes may be under way at once.")] = 1
    secret: Annotated[
        Secret, Meta(max_length=256, description="What pushes are signed with; unsigned without one.")
    ] = Secret()
