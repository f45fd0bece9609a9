"""How often an account and its users may call, where that is other than the operations' descriptions say."""

from collections.abc import Mapping
from typing import Annotated, Protocol, TypeAlias

import msgspec
from msgspec import Meta

#: Calls a second; more than any machine answers.
Rate: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]


class RatePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Calls a second of one account, on top of each other: a call passes when none of them is used up.

    0 lifts a limit, or sets none.
    """

    account: Rate = 0
    """Of the account, over all operations and users."""
    user: Rate = 0
    """Of each user of the account, over all operations."""
    operations: Mapping[str, Rate] = {}
    """Of the account, by operation; one that is not named keeps the server's rate."""
    user_operations: Mapping[str, Rate] = {}
    """Of each user of the account, by operation."""


class RatePolicies(Protocol):
    """Where the gateway finds the policy of an account."""

    def rates(self, account: str) -> RatePolicy | None:
        """The account's policy; None for an account that has none. One look-up in memory; the same object until the
        policy is changed."""
        ...


class NoRatePolicies:
    """Every account has the rates of the server."""

    def rates(self, account: str) -> RatePolicy | None:
        return None
