"""The keys about how much may flow to a carrier, which every kind of carrier has."""

from typing import Annotated, TypeAlias

from msgspec import Meta

Rate: TypeAlias = Annotated[
    float,
    Meta(
        ge=0,
        le=100_000,
        description="How many segments a second the carrier takes, over all its links; 0 where it did not say. What it "
        "throttles is learnt either way.",
    ),
]

CircuitFailures: TypeAlias = Annotated[
    int,
    Meta(
        ge=0,
        le=1000,
        description="After how many system errors, answers out of time and failed links among twice as many outcomes "
        "the carrier gets no messages for a while, and routes pass it over; 0 for never.",
    ),
]

CircuitSeconds: TypeAlias = Annotated[
    float,
    Meta(
        ge=0.1,
        le=3600,
        description="For how long, before a few messages try it; doubled while they fail, up to 16 times.",
    ),
]
