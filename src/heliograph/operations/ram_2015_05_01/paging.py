"""Pages of a list: cut one from what is there, and say where the next begins."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from heliograph.operations.call import Answer

T = TypeVar("T")


def paged(
    found: Sequence[T], items_max: int, marker_of: Callable[[T], str]
) -> tuple[Sequence[T], Mapping[str, Answer]]:
    """The page, and IsTruncated and Marker for the answer. `found` has one more than the page where there are more."""
    page = found[:items_max]
    if len(found) <= items_max:
        return page, {"IsTruncated": False}
    return page, {"IsTruncated": True, "Marker": marker_of(page[-1])}
