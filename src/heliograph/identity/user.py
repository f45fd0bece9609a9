"""A RAM user of an account: somebody or something that calls with keys of its own."""

from typing import ClassVar

from heliograph.identity.entity import Entity, Place


class User(Entity, frozen=True, kw_only=True):
    """One user. Keys, memberships and attachments name it by its id, so that it may be renamed."""

    kind: ClassVar[str] = "user"

    account: str
    name: str
    """Unique in the account; case counts."""
    id: str
    """18 digits, given once and never again."""
    display_name: str = ""
    comments: str = ""
    mobile: str = ""
    """As MobilePhone was given: country code, hyphen, number."""
    email: str = ""
    created: int
    updated: int

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, self.name)

    @property
    def arn(self) -> str:
        return user_arn(self.account, self.name)


def user_arn(account: str, name: str) -> str:
    """`acs:ram::<account>:user/<name>`, as GetCallerIdentity spells it."""
    return f"acs:ram::{account}:user/{name}"
