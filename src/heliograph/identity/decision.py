"""What policies say of a call: allowed or denied, by which type of policy, and by which statements."""

from enum import StrEnum

import msgspec

from heliograph.identity.policy import Effect, Policy


class PolicyType(StrEnum):
    """Which of the policies about a call decided: AccessDeniedDetail's PolicyType."""

    IDENTITY = "AccountLevelIdentityBasedPolicy"
    SESSION = "SessionPolicy"
    TRUST = "AssumeRolePolicy"


class Kind(StrEnum):
    """How a decision came about; the denials in the words of NoPermissionType."""

    ALLOWED = "Allowed"
    EXPLICIT_DENY = "ExplicitDeny"
    IMPLICIT_DENY = "ImplicitDeny"


class Attached(msgspec.Struct, frozen=True):
    """A policy with where it comes from, so that a decision can name it."""

    name: str
    """`AliyunDysmsFullAccess`; of a session or trust policy, which have none, what it is."""
    document: Policy
    kind: str = "Custom"
    """`Custom` or `System`."""
    version: str = ""
    """`v1`; empty where it has no versions, as system policies have none for their users."""
    holder: str = ""
    """What it is attached to: `RamUser`, `RamGroup` or `RamRole`; empty where it is attached to nothing."""


class Match(msgspec.Struct, frozen=True):
    """A statement that decided."""

    policy: Attached
    statement: int
    """Its place in the document, from 0."""
    effect: Effect


class Decision(msgspec.Struct, frozen=True):
    """Whether a call is allowed, and by what."""

    kind: Kind
    policy_type: PolicyType | None = None
    """Whose word it was; None for the account itself, of which no policy speaks."""
    matched: tuple[Match, ...] = ()
    """Of a denial every statement that denied; of a permission one that allowed, of each type that had to."""

    @property
    def allowed(self) -> bool:
        return self.kind is Kind.ALLOWED
