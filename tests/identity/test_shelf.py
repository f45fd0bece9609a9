"""If these fail, an identity is found under a name or in a group that it has left."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.shelf import Shelf
from heliograph.identity.user import User

users = st.builds(
    User,
    account=st.just("1"),
    name=st.sampled_from("abcd"),
    id=st.sampled_from(["2001", "2002"]),
    created=st.just(1),
    updated=st.just(1),
)


@given(st.lists(st.tuples(users, st.booleans())), st.sampled_from(["", "a", "b", "bb"]), st.integers(0, 5))
def test_a_shelf_is_a_dictionary_with_an_order_and_groups(
    history: list[tuple[User, bool]], after: str, limit: int
) -> None:
    shelf: Shelf[User] = Shelf(id=lambda user: user.id)
    kept: dict[str, User] = {}
    for user, gone in history:
        earlier = shelf.remove(user.name) if gone else shelf.put(user)
        assert earlier == (kept.pop(user.name, None))
        if not gone:
            kept[user.name] = user
    assert len(shelf) == len(kept)
    assert all(shelf.get(name) == kept.get(name) for name in "abcd")
    assert list(shelf.page(after, limit)) == [kept[name] for name in sorted(kept) if name > after][:limit]
    for id_ in ("2001", "2002", "2003"):
        expected = [kept[name] for name in sorted(kept) if kept[name].id == id_]
        assert list(shelf.where("id", id_)) == expected
        assert shelf.count("id", id_) == len(expected)
        assert shelf.one("id", id_) in (expected or [None])
