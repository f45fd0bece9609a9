"""An access key of a user or of the account itself: its id, and its secret sealed."""

from collections.abc import Callable
from enum import StrEnum
from typing import ClassVar

from heliograph.identity.entity import Entity, Place
from heliograph.identity.ids import Choose, new_access_key_id, new_access_key_secret
from heliograph.identity.seal import Seal, bound_to_record


class KeyStatus(StrEnum):
    """In the words of CreateAccessKey."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"
    """It is known, and refused."""


class AccessKey(Entity, frozen=True, kw_only=True):
    """What a user signs with, or, as its root key, the account. The secret is shown once, when the key is made."""

    kind: ClassVar[str] = "access_key"

    account: str
    id: str
    """`LTAI` and 20 letters and digits."""
    user: str = ""
    """The id of the user it belongs to; empty for a root key, which no policy binds."""
    sealed_secret: bytes
    """Opened by the server's seal for this record only."""
    status: KeyStatus = KeyStatus.ACTIVE
    created: int

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, self.id)

    @property
    def is_root(self) -> bool:
        return not self.user

    def secret(self, seal: Seal) -> str:
        """The secret. Raises `CannotOpen`."""
        return seal.open(self.sealed_secret, bound_to_record(*self.place)).decode()

    def __repr__(self) -> str:
        return f"AccessKey({self.id!r}, account={self.account!r}, user={self.user!r}, {self.status})"


class KeyUse(Entity, frozen=True, kw_only=True):
    """When a key was last used. Apart from the key, since it is written all the time and worth little."""

    kind: ClassVar[str] = "access_key_use"

    account: str
    id: str
    """The key's."""
    used: int

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, self.id)


def new_access_key(
    account: str, user: str, *, seal: Seal, choose: Choose, now: int, is_taken: Callable[[str], bool]
) -> tuple[AccessKey, str]:
    """A new key of the user, or a root key for `user` empty, with its secret, which nobody can read again later.

    `is_taken` says of an id that it must not get it: `IdentityDirectory.is_taken`.
    """
    id_ = new_access_key_id(choose)
    while is_taken(id_):
        id_ = new_access_key_id(choose)
    secret = new_access_key_secret(choose)
    sealed = seal.seal(secret.encode(), bound_to_record(AccessKey.kind, account, id_))
    return AccessKey(account=account, id=id_, user=user, sealed_secret=sealed, created=now), secret
