"""What every kind of identity has in common: the place of its record, and its form there."""

from typing import ClassVar, NamedTuple, Self

import msgspec


class Place(NamedTuple):
    """Where the record of an entity is kept."""

    kind: str
    account: str
    """Empty for what belongs to the whole server."""
    key: str


class Entity(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One account, user, key, policy …: a value that is stored as a record of its own.

    Times are UTC milliseconds. What references another entity does so by its id, which outlives a change of name.
    A field that a later release adds has a default; one that this release does not know is ignored.
    """

    kind: ClassVar[str]
    """Of its records. Never changed: it stands in every store."""

    @property
    def place(self) -> Place:
        """Where its record is: its kind, its account, and what names it there."""
        raise TypeError(f"{type(self).__name__} has no place")

    def to_body(self) -> bytes:
        """The body of its record: JSON, for an operator to read in the store."""
        return msgspec.json.encode(self)

    @classmethod
    def from_body(cls, body: bytes) -> Self:
        """The entity that `to_body` wrote. Raises msgspec.ValidationError or msgspec.DecodeError."""
        return msgspec.json.decode(body, type=cls)


class Edit(msgspec.Struct, frozen=True):
    """A change of one entity: it is written, or it is removed."""

    entity: Entity
    gone: bool = False


def put(entity: Entity) -> Edit:
    """Write the entity, whether or not one stands in its place."""
    return Edit(entity)


def remove(entity: Entity) -> Edit:
    """Remove the entity."""
    return Edit(entity, gone=True)
