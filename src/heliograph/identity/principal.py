"""Who calls, as policies see them: the account itself, a RAM user, or a session of a role."""

from typing import TypeAlias

import msgspec

from heliograph.identity.credential import root_principal
from heliograph.identity.prepared import PolicySet, policy_set

NO_POLICIES: PolicySet = policy_set(())


class AccountRoot(msgspec.Struct, frozen=True):
    """The account that owns everything in it: no policy speaks of it."""

    account: str

    @property
    def arn(self) -> str:
        return root_principal(self.account)


class User(msgspec.Struct, frozen=True):
    """A RAM user."""

    account: str
    id: str
    name: str
    policies: PolicySet = NO_POLICIES
    """Its own and those of its groups."""

    type = "SubUser"

    @property
    def arn(self) -> str:
        return f"acs:ram::{self.account}:user/{self.name}"

    @property
    def display_name(self) -> str:
        """AuthPrincipalDisplayName: the user's id."""
        return self.id

    @property
    def relative_ids(self) -> tuple[str, ...]:
        """By which a trust policy may name it within its account."""
        return (f"user/{self.name}",)


class RoleSession(msgspec.Struct, frozen=True):
    """Somebody who assumed a role."""

    account: str
    """The role's account, whoever assumed it."""
    role: str
    session: str
    policies: PolicySet = NO_POLICIES
    """Those attached to the role."""
    session_policy: PolicySet | None = None
    """The Policy it was assumed with: what both allow is allowed."""

    type = "AssumedRoleUser"

    @property
    def arn(self) -> str:
        return f"acs:ram::{self.account}:assumed-role/{self.role}/{self.session}"

    @property
    def display_name(self) -> str:
        """AuthPrincipalDisplayName: role and session."""
        return f"{self.role}:{self.session}"

    @property
    def relative_ids(self) -> tuple[str, ...]:
        """By which a trust policy may name it within its account."""
        return f"role/{self.role}", f"assumed-role/{self.role}/{self.session}"


#: Those that policies speak of.
Subject: TypeAlias = User | RoleSession
Principal: TypeAlias = AccountRoot | Subject
