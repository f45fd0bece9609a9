"""The settings that every carrier over HTTP has, whatever is said to it: the connections, the doubt, the webhook."""

import enum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from heliograph.settings.carrier import NAME, NAME_SAYS, PEM_SAYS, CarrierKind
from heliograph.settings.flow_keys import CircuitFailures, CircuitSeconds, Rate
from heliograph.settings.networks import Networks
from heliograph.settings.secret import Secret
from heliograph.sms.message import OnUnknown

#: What a header can carry.
VISIBLE = r"^[\x20-\x7e\xa0-\xff]*\Z"


class WebhookAuth(enum.StrEnum):
    """How a carrier shows the webhook's secret."""

    HEADER = "header"
    BASIC = "basic"
    HMAC_SHA256 = "hmac-sha256"
    HELIOGRAPH = "heliograph"


class WebCarrierSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What all kinds over HTTP have."""

    name: Annotated[
        str,
        Meta(
            pattern=NAME,
            description="What the carrier is called in routes, lists and metrics, and in the path of its webhook. "
            "Unique. Messages under way are bound to it, so keep it when anything else of the carrier changes.",
            extra=NAME_SAYS,
        ),
    ]
    kind: Annotated[CarrierKind, Meta(description="How the carrier is reached.")]
    allow: Annotated[
        Networks,
        Meta(
            max_length=4096,
            description="Networks inside that the carrier may be in, such as `127.0.0.0/8`. Nothing is sent elsewhere "
            "inside, and without TLS only there.",
            extra={"allowed": "networks with commas between, such as 127.0.0.0/8, 10.1.0.0/16"},
        ),
    ] = Networks()
    tls_ca: Annotated[
        Path | None,
        Meta(
            description="The only certificates that the carrier's may come from; without it those that this machine "
            "trusts. Read at the start.",
            extra=PEM_SAYS,
        ),
    ] = None
    window: Annotated[
        int, Meta(ge=1, le=1000, description="How many requests may be unanswered at once; each has a connection.")
    ] = 10
    rate: Rate = 0.0
    circuit_failures: CircuitFailures = 10
    circuit_seconds: CircuitSeconds = 5.0
    response_timeout_seconds: Annotated[
        float,
        Meta(
            ge=0.1,
            le=600,
            description="How long a reply is waited for; after it the hand-over is in doubt and `on_unknown` decides.",
        ),
    ] = 10.0
    connect_timeout_seconds: Annotated[
        float, Meta(ge=0.1, le=60, description="How long a connection may take, the look-up of the name included.")
    ] = 5.0
    sender: Annotated[
        str,
        Meta(
            pattern="^([0-9]{0,15}|[0-9A-Za-z]{1,11})\\Z",
            description="The sender ID where the client gave no `From`.",
            extra={"allowed": "letters and digits, at most 11 of them, or 15 if all are digits"},
        ),
    ] = ""
    on_unknown: Annotated[
        OnUnknown,
        Meta(
            description="What happens after a hand-over whose outcome cannot be known: `resend` (the recipient may get "
            "it twice) or `hold` (the recipient may not get it)."
        ),
    ] = OnUnknown.RESEND
    receipts: Annotated[
        bool,
        Meta(description="Whether the carrier sends receipts. Where it does not, a message that it took is final."),
    ] = True
    webhook_auth: Annotated[
        WebhookAuth,
        Meta(
            description="How the carrier shows the webhook's secret: it is the value of a header, or the user and "
            "password of Basic authentication with a colon between, or the key of an HMAC of the body in a header, "
            "in hex or Base64; or the request is signed as Heliograph signs its pushes."
        ),
    ] = WebhookAuth.HEADER
    webhook_secret: Annotated[
        Secret,
        Meta(
            min_length=8,
            max_length=255,
            pattern=VISIBLE,
            description="The secret that posts to `/carriers/NAME/receipts` and `/carriers/NAME/messages` must show. "
            "Without it there is no webhook.",
        ),
    ] = Secret()
    webhook_header: Annotated[
        str,
        Meta(
            pattern="^[A-Za-z0-9-]{1,64}\\Z",
            description="The header with the secret or the HMAC.",
            extra={"allowed": "the name of a header"},
        ),
    ] = "X-Webhook-Secret"
    webhook_addresses: Annotated[
        Networks,
        Meta(
            max_length=4096,
            description="The networks that posts may come from; without it any. Behind a proxy they all come from it.",
            extra={"allowed": "networks with commas between, such as 192.0.2.0/24"},
        ),
    ] = Networks()
