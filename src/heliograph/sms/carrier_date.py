"""Reads the dates that carriers write: in receipts, in many forms and without a zone, and in query_sm_resp."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

#: Lengths of digits → the forms that they may have. A date of twelve digits has seconds, or a year of four digits.
_FORMS = {
    10: ("%y%m%d%H%M",),
    12: ("%y%m%d%H%M%S", "%Y%m%d%H%M"),
    14: ("%Y%m%d%H%M%S",),
}

#: A reading further from the arrival than this is none: a wrong year, or digits that are no date.
_FAR_MS = 400 * 86_400_000

#: Length of an absolute or relative time of SMPP (§7.1.1).
_SMPP_TIME = 16


def receipt_date(digits: str, offset_minutes: int | None, received_at: int) -> int:
    """The `done date` of a receipt in UTC milliseconds; 0 where it is no moment, all zeros for instance.

    `offset_minutes` is the carrier's clock east of UTC; None where it is not known: then only digits that are seconds
    or milliseconds since 1970 say a moment. Digits that can be read in several ways are read as what is nearest to
    their arrival.
    """
    found = [at for at in _readings(digits, offset_minutes) if abs(at - received_at) <= _FAR_MS]
    return min(found, key=lambda at: abs(at - received_at), default=0)


def smpp_date(text: str) -> int:
    """An absolute time of SMPP, `YYMMDDhhmmsstnnp`, in UTC milliseconds; 0 for anything else."""
    if len(text) != _SMPP_TIME or not text[:15].isascii() or not text[:15].isdigit() or text[15] not in "+-":
        return 0
    quarters = int(text[13:15]) * (1 if text[15] == "+" else -1)
    try:
        zone = timezone(timedelta(minutes=15 * quarters))
        moment = datetime.strptime(text[:12], "%y%m%d%H%M%S").replace(tzinfo=zone)
    except ValueError:
        return 0
    return _milliseconds(moment) + int(text[12]) * 100


def smpp_date_text(utc_ms: int) -> str:
    """A moment as an absolute time of SMPP, in UTC and to the tenth of a second."""
    moment = datetime.fromtimestamp(utc_ms // 1000, UTC)
    return f"{moment:%y%m%d%H%M%S}{utc_ms % 1000 // 100}00+"


def _readings(digits: str, offset_minutes: int | None) -> Iterator[int]:
    if not (digits.isascii() and digits.isdigit()) or not digits.strip("0"):
        return
    if len(digits) in (9, 10, 11):
        yield int(digits) * 1000
    elif len(digits) == 13:
        yield int(digits)
    if offset_minutes is None:
        return
    for form in _FORMS.get(len(digits), ()):
        try:
            moment = datetime.strptime(digits, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        yield _milliseconds(moment) - offset_minutes * 60_000


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
