"""A role: what users and other accounts assume for a while, with the policy that says who may."""

from typing import ClassVar

from heliograph.identity.entity import Entity, Place


class Role(Entity, frozen=True, kw_only=True):
    """One role. Sessions name it by its id: those of a role that was deleted do not open one made later by its name."""

    kind: ClassVar[str] = "role"

    account: str
    name: str
    """Unique in the account, and kept for as long as it exists."""
    id: str
    """18 digits, given once and never again."""
    description: str = ""
    trust_policy: str
    """AssumeRolePolicyDocument as it was given."""
    session_seconds_max: int = 3600
    """MaxSessionDuration."""
    created: int
    updated: int

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, self.name)

    @property
    def arn(self) -> str:
        return f"acs:ram::{self.account}:role/{self.name}"


def session_arn(account: str, role: str, session: str) -> str:
    """`acs:ram::<account>:assumed-role/<role>/<session>`, as GetCallerIdentity spells it."""
    return f"acs:ram::{account}:assumed-role/{role}/{session}"
