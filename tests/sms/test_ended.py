"""If these fail, a list shows another ErrorCode than QueryMessage answers."""

import pytest

from heliograph.sms.ended import shown_code
from heliograph.sms.message import State


@pytest.mark.parametrize(
    ("state", "final", "code", "shown"),
    [
        (State.ACCEPTED, False, "", ""),
        (State.SUBMITTED, False, "", ""),
        (State.SUBMITTED, True, "", "success"),
        (State.DELIVERED, True, "", "DELIVERED"),
        (State.DELIVERED, True, "DELIVRD", "DELIVRD"),
        (State.FAILED, True, "UNDELIV", "UNDELIV"),
        (State.EXPIRED, True, "", "UNKNOWN"),
    ],
)
def test_a_message_shows_a_code_once_it_has_ended(state: State, final: bool, code: str, shown: str) -> None:
    assert shown_code(state, final, code) == shown
