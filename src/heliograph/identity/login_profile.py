"""A user's way into the console: a password, kept as a hash that is slow to guess (RFC 9106)."""

import os
from typing import ClassVar

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from heliograph.identity.entity import Entity, Place

#: Characters of a password. Its length is what makes it hard to guess; which characters it has is left to its owner.
PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX = 8, 128

#: Argon2id with 19 MiB, two passes and one lane, which OWASP names as enough: some 60 ms of one core.
_MEMORY_KIB, _PASSES, _LANES, _OCTETS = 19_456, 2, 1, 32


class LoginProfile(Entity, frozen=True, kw_only=True):
    """The password of one user, by the user's id, which outlives a change of name."""

    kind: ClassVar[str] = "login_profile"

    account: str
    user: str
    """The user's id."""
    password_hash: str
    """In the PHC form: algorithm, costs, salt and hash."""
    reset_required: bool = False
    """The user must choose another one before anything else."""
    created: int
    updated: int
    """When the password was last set."""

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, self.user)

    def __repr__(self) -> str:
        return f"LoginProfile(account={self.account!r}, user={self.user!r})"


def hash_password(password: str) -> str:
    """The hash to keep, with a salt of its own. Takes some 60 ms: not for the event loop."""
    kdf = Argon2id(salt=os.urandom(16), length=_OCTETS, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
    return kdf.derive_phc_encoded(password.encode())


def is_password_of(password: str, profile: LoginProfile | None) -> bool:
    """Whether it is the profile's password. Of no profile it takes as long to say no.

    Takes some 60 ms: not for the event loop.
    """
    if profile is None:
        hash_password(password)
        return False
    try:
        Argon2id.verify_phc_encoded(password.encode(), profile.password_hash)
    except InvalidKey:
        return False
    return True
