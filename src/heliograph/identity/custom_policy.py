"""A policy that an account wrote itself, and its versions, of which one counts."""

from typing import ClassVar

from heliograph.identity.entity import Entity, Place


class CustomPolicy(Entity, frozen=True, kw_only=True):
    """One policy. Its documents are records of their own: five of the longest would not fit into one."""

    kind: ClassVar[str] = "policy"

    account: str
    name: str
    """Unique in the account, and kept for as long as it exists."""
    description: str = ""
    default_version: str
    """The one that counts: `v1`."""
    versions_made: int
    """So many versions were made so far; the next is `v<that + 1>`, since a number is never given again."""
    created: int
    updated: int

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, self.name)


class PolicyVersion(Entity, frozen=True, kw_only=True):
    """One document of a policy. Never changed."""

    kind: ClassVar[str] = "policy_version"

    account: str
    policy: str
    """The policy's name."""
    id: str
    """`v1`."""
    document: str
    """JSON, as it was given."""
    created: int

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, f"{self.policy}:{self.id}")

    @property
    def number(self) -> int:
        """1 for `v1`: their order, which that of their ids is not."""
        return int(self.id[1:])
