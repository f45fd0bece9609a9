"""If a refusal lost its class or its word, a message would be given up, or tried for ever, and nobody could say why."""

import pytest

from heliograph.sms.command_status import StatusClass
from heliograph.sms.refusal import Refusal, code_of_word, refusal_of_status


def test_a_status_keeps_its_name_and_class():
    assert refusal_of_status(0x58) == Refusal("ESME_RTHROTTLED", StatusClass.THROTTLE)
    assert refusal_of_status(0x0B) == Refusal("ESME_RINVDSTADR", StatusClass.PERMANENT)


def test_a_vendor_s_own_status_is_marked():
    assert refusal_of_status(0x0401) == Refusal("ESME_00000401", StatusClass.PERMANENT, vendor=True)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("21610", "ERROR_21610"),
        ("isv.BUSINESS_LIMIT_CONTROL", "ISV.BUSINESS_LIMIT_CONTROL"),
        ("rate limit reached!", "RATE_LIMIT_REACHED"),
        ("\r\n", ""),
        ("x" * 99, "X" * 32),
    ],
)
def test_a_carrier_s_word_becomes_a_code(word: str, code: str):
    assert code_of_word(word) == code


def test_the_operator_s_word_for_a_status_wins_and_needs_no_second_try():
    classes = {0x45: StatusClass.PERMANENT, 0x0401: StatusClass.THROTTLE}
    assert refusal_of_status(0x45, classes) == Refusal("ESME_RSUBMITFAIL", StatusClass.PERMANENT)
    assert refusal_of_status(0x0401, classes) == Refusal("ESME_00000401", StatusClass.THROTTLE)
    assert refusal_of_status(0x58, classes) == refusal_of_status(0x58)
