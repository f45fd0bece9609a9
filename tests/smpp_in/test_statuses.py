"""If these fail, a customer's program retries what will never be taken, or gives up what would be a moment later."""

from pathlib import Path

import pytest

from heliograph.operations.heliograph_2026_11_01.cancel_message import CANCEL_MESSAGE
from heliograph.operations.heliograph_2026_11_01.submit_message import SUBMIT_MESSAGE
from heliograph.smpp_in.statuses import SUBMIT_STATUSES, cancel_status, query_status, submit_status
from heliograph.sms.command_status import STATUSES, StatusClass, status_of

PAGE = Path(__file__).parents[2] / "docs" / "smpp-for-customers.md"


def test_ok_is_ok_and_nothing_else_is():
    for status in (submit_status, query_status, cancel_status):
        assert status("OK") == 0
        assert all(status(code) for code in (*SUBMIT_MESSAGE.refusals, *CANCEL_MESSAGE.refusals, "NoPermission", ""))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("MOBILE_NUMBER_ILLEGAL", "ESME_RINVDSTADR"),
        ("INVALID_SENDERID", "ESME_RINVSRCADR"),
        ("Throttling.User", "ESME_RTHROTTLED"),
        ("ServiceUnavailable", "ESME_RMSGQFUL"),
        ("AMOUNT_NOT_ENOUGH", "ESME_RSUBMITFAIL"),
        ("OUT_OF_SERVICE", "ESME_RSUBMITFAIL"),
    ],
)
def test_a_submit_is_refused_by_the_fields_own_word(code, name):
    assert status_of(submit_status(code)).name == name


def test_every_status_is_one_of_the_standard_and_what_passes_is_known_to_pass():
    assert set(SUBMIT_STATUSES.values()) <= STATUSES.keys()
    passing = {status_of(submit_status(code)).status_class for code in ("Throttling.Api", "ServiceUnavailable")}
    assert passing <= {StatusClass.THROTTLE, StatusClass.RETRY}


def test_queries_and_cancels_have_their_own_words():
    assert status_of(query_status("DATA_NOT_EXIST")).name == "ESME_RQUERYFAIL"
    assert status_of(cancel_status("MESSAGE_NOT_WAITING")).name == "ESME_RCANCELFAIL"
    assert query_status("ServiceUnavailable") == submit_status("ServiceUnavailable")


def test_the_table_stands_in_the_documentation():
    page = PAGE.read_text()
    for code, status in SUBMIT_STATUSES.items():
        assert f"`{code}`" in page
        assert f"`{status_of(status).name}`" in page
