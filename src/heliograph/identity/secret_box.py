"""The port that keeps secrets unreadable at rest: what is sealed can be opened by this server only."""

from typing import Protocol


class SecretBox(Protocol):
    """Seals what must be known again, such as the key that pushes are signed with."""

    def seal(self, octets: bytes, bound_to: bytes = b"") -> bytes:
        """The octets in a form to be stored. `bound_to` names the one place they belong to."""
        ...

    def open(self, sealed: bytes, bound_to: bytes = b"") -> bytes:
        """What `seal` was given with the same `bound_to`. Raises ValueError for anything else."""
        ...


class OpenBox:
    """Keeps secrets as they are, behind the modes of the data folder (0700) and its files (0600), without a key."""

    def seal(self, octets: bytes, bound_to: bytes = b"") -> bytes:
        return _mark(bound_to) + octets

    def open(self, sealed: bytes, bound_to: bytes = b"") -> bytes:
        if not sealed.startswith(_mark(bound_to)):
            raise ValueError("This was sealed by another server, or for another place.")
        return sealed.removeprefix(_mark(bound_to))


def _mark(bound_to: bytes) -> bytes:
    return b"open:" + bound_to + b":"
