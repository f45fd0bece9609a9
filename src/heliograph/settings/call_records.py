"""`[calls]`: what is remembered of the calls of the API."""

from typing import Annotated

import msgspec
from msgspec import Meta


class CallRecordSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of the calls of the API, for whoever looks what became of them. Refused calls are kept on disk
    beside that, the newest 100,000 of them."""

    kept: Annotated[
        int,
        Meta(
            ge=0,
            le=100_000,
            description="How many calls that act, and how many that read, are kept in memory, at most 8 MiB of each; 0 "
            "keeps none.",
        ),
    ] = 1_000
    per_second: Annotated[
        int,
        Meta(
            ge=1,
            le=100_000,
            description="How many calls a second are kept; those above it go unrecorded, unless they are refused.",
        ),
    ] = 100
