"""A session of a role: what somebody has who assumed it, until it expires."""

import msgspec


class Session(msgspec.Struct, frozen=True, array_like=True):
    """What a security token carries. Its order is that of tokens already issued: new fields go last, with defaults."""

    account: str
    """The role's account."""
    role_id: str
    role: str
    """The role's name when it was assumed."""
    name: str
    """RoleSessionName."""
    expires: int
    """UTC milliseconds; from then on it is refused."""
    policy: str = ""
    """The Policy it was assumed with: what both allow is allowed. Empty for none."""
    source_identity: str = ""

    @property
    def principal_id(self) -> str:
        """AssumedRoleId: `<role id>:<session>`."""
        return f"{self.role_id}:{self.name}"
