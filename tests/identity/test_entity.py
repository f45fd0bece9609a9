"""If these fail, an identity that was stored comes back as another one, or not at all."""

import msgspec
import pytest
from hypothesis import given

from heliograph.identity.directory import KINDS
from heliograph.identity.entity import Edit, Entity, put, remove
from heliograph.identity.user import User
from heliograph.store.records import BODY_OCTETS_MAX
from identity_worlds import entities

USER = User(account="1", name="a", id="2001", created=1, updated=1)


@given(entities)
def test_every_entity_is_read_back_as_it_was_written(entity: Entity) -> None:
    assert KINDS[entity.kind].from_body(entity.to_body()) == entity
    assert len(entity.to_body()) <= BODY_OCTETS_MAX


def test_no_two_kinds_share_their_records() -> None:
    assert len(KINDS) == 10
    assert all(type_.kind == kind for kind, type_ in KINDS.items())


def test_what_a_later_release_added_does_not_stop_this_one() -> None:
    body = msgspec.json.encode({**msgspec.to_builtins(USER), "favourite_colour": "teal"})
    assert User.from_body(body) == USER


def test_a_body_that_is_none_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        User.from_body(b'{"name":5}')


def test_an_edit_writes_or_removes() -> None:
    assert put(USER) == Edit(USER, gone=False)
    assert remove(USER) == Edit(USER, gone=True)


def test_a_kind_must_say_where_its_records_are() -> None:
    with pytest.raises(TypeError, match="Entity has no place"):
        _ = Entity().place
