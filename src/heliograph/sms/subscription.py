"""A subscription: who wants to be told of an account's messages, of which, and how. One record of the store."""

from enum import StrEnum

import msgspec

from heliograph.sms.push_schedule import DEFAULT

#: More per account would be a mistake, or an attack on everybody's reports.
SUBSCRIPTIONS_MAX = 50

#: Reports in one push. A report is about 300 octets, so that a push stays under a megabyte.
BATCH_MAX = 1_000
BATCH_DEFAULT = 100

IN_FLIGHT_MAX = 4

#: Ids that begin so are of the configuration file's subscriptions; no operation makes one.
CONFIGURED_PREFIX = "config-"


class Reached(StrEnum):
    """How a subscriber gets its reports."""

    HTTP = "http"
    """They are pushed to its URL."""
    QUEUE = "queue"
    """It takes them out of a queue."""
    SMPP = "smpp"
    """They go to the binds of one of its SMPP credentials."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """What the record holds, as JSON. The store reads `receipts` and nothing else of it."""

    id: str
    """Key of the record."""
    kind: Reached
    receipts: tuple[str, ...]
    """`SmsReport`, `SmsUp`; of a queue one of them."""
    url: str = ""
    schedule: str = DEFAULT
    batch_size: int = BATCH_DEFAULT
    in_flight: int = 1
    paused: bool = False
    sealed_secret: bytes = b""
    """What pushes are signed with, sealed; empty where they are not signed."""
    made_at: int = 0
    """UTC milliseconds."""


def queue_subscription(message_type: str) -> str:
    """The id of the subscription that makes the account's queue of this type; there is one, since its name is one."""
    return f"queue-{message_type}"


def smpp_subscription(system_id: str) -> str:
    """The id of the subscription that stands for an SMPP credential."""
    return f"smpp-{system_id}"


encode_subscription = msgspec.json.Encoder().encode
decode_subscription = msgspec.json.Decoder(Subscription).decode
