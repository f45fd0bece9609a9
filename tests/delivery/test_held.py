"""If this fails, an OTP that was claimed waits behind what was claimed before it."""

import msgspec
import pytest

from heliograph.carriers.port import HandOver
from heliograph.delivery.held import Held

HANDOVER = HandOver(1, 1, 1, "12025550100", "", "text", False, 0, 1, 60)


def handover(message_id: int, priority: int) -> HandOver:
    return msgspec.structs.replace(HANDOVER, message_id=message_id, priority=priority)


def test_the_higher_priority_goes_first_and_within_one_what_came_first():
    held = Held()
    held.extend(handover(number, priority) for number, priority in ((1, 2), (2, 1), (3, 2)))
    held.append(handover(4, 0))
    assert len(held) == 4
    assert [one.message_id for one in held] == [4, 2, 1, 3]
    assert [held.popleft().message_id for _ in range(4)] == [4, 2, 1, 3]
    assert len(held) == 0
    with pytest.raises(IndexError):
        held.popleft()


def test_it_can_be_emptied():
    held = Held()
    held.extend([HANDOVER] * 3)
    held.clear()
    assert list(held) == []
