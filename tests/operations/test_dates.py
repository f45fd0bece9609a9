"""If this fails, an answer and the report of the same message give two dates."""

from heliograph.operations import dates as of_answers
from heliograph.sms import dates


def test_answers_write_dates_as_reports_do() -> None:
    assert of_answers.api_date is dates.api_date
