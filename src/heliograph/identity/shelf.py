"""A shelf: the entities of one kind in one account, by key, in order, and by what else they are looked for."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from heliograph.identity.entity import Entity

E = TypeVar("E", bound=Entity)


class Shelf(Generic[E]):
    """Every look-up costs the same however many there are; a change costs a shift of the list of keys."""

    def __init__(self, **groupings: Callable[[E], str]) -> None:
        self._by_key: dict[str, E] = {}
        self._keys: list[str] = []
        self._groupings: Mapping[str, Callable[[E], str]] = groupings
        self._grouped: dict[tuple[str, str], dict[str, E]] = {}

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, key: str) -> E | None:
        """The entity whose place has that key."""
        return self._by_key.get(key)

    def where(self, grouping: str, value: str) -> Sequence[E]:
        """The entities of that group, in the order of their keys."""
        group = self._grouped.get((grouping, value), {})
        return [group[key] for key in sorted(group)]

    def one(self, grouping: str, value: str) -> E | None:
        """The entity of a group that has at most one."""
        return next(iter(self._grouped.get((grouping, value), {}).values()), None)

    def count(self, grouping: str, value: str) -> int:
        """How many are in that group."""
        return len(self._grouped.get((grouping, value), {}))

    def page(self, after: str, limit: int) -> Sequence[E]:
        """At most `limit` entities with keys above `after`, in order."""
        begin = bisect_right(self._keys, after)
        return [self._by_key[key] for key in self._keys[begin : begin + limit]]

    def put(self, entity: E) -> E | None:
        """Keep the entity; returns the one that stood in its place."""
        earlier = self.remove(entity.place.key)
        key = entity.place.key
        self._by_key[key] = entity
        insort(self._keys, key)
        for name, value_of in self._groupings.items():
            self._grouped.setdefault((name, value_of(entity)), {})[key] = entity
        return earlier

    def remove(self, key: str) -> E | None:
        """Forget the entity; returns it, or None where there was none."""
        entity = self._by_key.pop(key, None)
        if entity is None:
            return None
        del self._keys[bisect_left(self._keys, key)]
        for name, value_of in self._groupings.items():
            group = self._grouped[name, value_of(entity)]
            del group[key]
            if not group:
                del self._grouped[name, value_of(entity)]
        return entity
