"""If this fails, every reply of a busy server waits now and then while Python walks all that the start has made."""

import gc
from collections.abc import Iterator

import pytest

from heliograph.server import GARBAGE_THRESHOLD, spare_garbage_collection


@pytest.fixture
def collector() -> Iterator[None]:
    """Puts the collector back as it was: it belongs to the whole process."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_what_the_start_made_is_not_walked_again() -> None:
    made = [[] for _ in range(1_000)]
    spare_garbage_collection()
    assert gc.get_freeze_count() > len(made)
    assert gc.get_threshold()[0] == GARBAGE_THRESHOLD
    assert gc.isenabled()


@pytest.mark.usefixtures("collector")
def test_cycles_made_later_are_still_found() -> None:
    spare_garbage_collection()
    for _ in range(1_001):  # The last one is still named.
        cycle: list[object] = []
        cycle.append(cycle)
    assert gc.collect() >= 1_000
