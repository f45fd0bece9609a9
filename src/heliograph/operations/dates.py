"""Dates as answers write them: the domain's, since reports to subscribers write the same."""

from heliograph.sms.dates import api_date

__all__ = ["api_date"]
