"""The settings of the door for customers' binds over SMPP."""

from typing import Annotated

import msgspec
from msgspec import Meta

from heliograph.settings.carrier import HOST, HOST_SAYS


class SmppInSettings(msgspec.Struct, frozen=True, kw_only=True):
    """SMPP for customers: they bind with an SMPP credential, which `heliograph smpp create` makes. See
    `docs/smpp-for-customers.md`."""

    enabled: Annotated[bool, Meta(description="Whether customers can bind at all. `make run` turns it on.")] = False
    host: Annotated[
        str,
        Meta(
            max_length=253,
            pattern=HOST,
            extra=HOST_SAYS,
            description="The address to listen on. 127.0.0.1 is reached from this machine only.",
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Meta(ge=0, le=65535, description="The port without TLS; 0 takes any free one."),
    ] = 2775
    plain: Annotated[
        bool, Meta(description="Whether there is a port without TLS. Passwords and texts cross it readable to all.")
    ] = True
    tls: Annotated[
        bool,
        Meta(
            description="Whether there is a port that speaks TLS, with the certificate and key of `[tls]`; it is shown "
            "new ones as they are."
        ),
    ] = False
    tls_port: Annotated[
        int,
        Meta(ge=0, le=65535, description="The port that speaks TLS; 0 takes any free one."),
    ] = 3550
    local_credential: Annotated[
        bool,
        Meta(
            description="Whether the root account has a credential that `heliograph serve` shows on the terminal, as "
            "long as `host` is an address of this machine only."
        ),
    ] = True
    binds_max: Annotated[int, Meta(ge=1, le=10_000, description="Connections of all customers at once.")] = 200
    binds_per_credential_max: Annotated[
        int, Meta(ge=1, le=1_000, description="Binds of one credential at once, where it has no limit of its own.")
    ] = 10
    window: Annotated[
        int,
        Meta(
            ge=1,
            le=10_000,
            description="Requests of one bind that may wait for their response, each way, where its credential has no "
            "limit of its own. One more is answered ESME_RTHROTTLED.",
        ),
    ] = 100
    submits_per_second: Annotated[
        int,
        Meta(
            ge=0,
            le=100_000,
            description="Messages that one bind may submit a second, where its credential has no limit of its own; 0 "
            "for no limit but the account's.",
        ),
    ] = 0
    session_init_seconds: Annotated[
        float, Meta(ge=1, le=300, description="How long a connection may take to bind, and a TLS handshake to end.")
    ] = 10.0
    enquire_link_seconds: Annotated[
        float,
        Meta(
            ge=1,
            le=3600,
            description="Silence of a bind before it is asked by enquire_link; half as much again without an answer "
            "ends it.",
        ),
    ] = 30.0
    inactivity_seconds: Annotated[
        float,
        Meta(ge=0, le=86_400, description="After how long without any message a bind is unbound; 0 for never."),
    ] = 0.0
    response_timeout_seconds: Annotated[
        float,
        Meta(ge=1, le=300, description="How long a customer may take to answer a receipt before it goes out again."),
    ] = 10.0
    reassemble_seconds: Annotated[
        float,
        Meta(
            ge=0.1,
            le=60,
            description="How long the parts of a long message may be apart, for credentials with reassemble; then each "
            "is submitted for itself.",
        ),
    ] = 5.0
