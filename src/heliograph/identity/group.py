"""A group of users, who have what is attached to it; and a user's membership in it."""

from typing import ClassVar

from heliograph.identity.entity import Entity, Place


class Group(Entity, frozen=True, kw_only=True):
    """One group."""

    kind: ClassVar[str] = "group"

    account: str
    name: str
    """Unique in the account; case counts."""
    id: str
    comments: str = ""
    created: int
    updated: int

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, self.name)


class Membership(Entity, frozen=True, kw_only=True):
    """A user is in a group."""

    kind: ClassVar[str] = "membership"

    account: str
    group: str
    """The group's id."""
    user: str
    """The user's id."""
    joined: int

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, f"{self.group}:{self.user}")
