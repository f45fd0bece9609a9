"""`heliograph report`: what messages came to and what they cost, as CSV."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import IO, Annotated, Any

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain
from heliograph.sms.csv_out import CsvWriter

Row = dict[str, Any]

#: A page of an operation with these parameters.
Page = Callable[[dict[str, str]], Row]

#: Our words for what is told apart → the column of GetReport.
DIMENSIONS = {"day": "Day", "account": "AccountId", "carrier": "Carrier", "country": "Country", "code": "ErrorCode"}

_STATES = (
    "Accepted",
    "Submitted",
    "InDoubt",
    "Delivered",
    "Failed",
    "Rejected",
    "Expired",
    "Cancelled",
    "Unknown",
)
_SUMS = ("Messages", "Segments", *_STATES, "Charged")

#: Columns of a message; the text only when it is asked for.
MESSAGE_COLUMNS = (
    *("MessageId", "AcceptedDate", "To", "From", "Type", "TaskId", "State", "ErrorCode", "Segments", "Carrier"),
    *("Country", "SendDate", "ReceiveDate", "Cost", "Currency"),
)

_PAGE_MAX = 200

#: The server counts days by its own offset, which is at most so far from UTC.
_OFFSET_MAX = timedelta(hours=15)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


def report(
    *,
    from_: Annotated[str, Parameter(name="--from", metavar="DAY", help="The first day, such as 2026-11-01.")],
    to: Annotated[str, Parameter(metavar="DAY", help="The last day.")],
    by: Annotated[
        str,
        Parameter(
            metavar="WORDS",
            help="What to tell apart: some of day, account, carrier, country and code, with commas; "
            "day,account,carrier by default.",
        ),
    ] = "day,account,carrier",
    account: Annotated[
        str, Parameter(metavar="ID", help="Only this account; with --messages that of the key by default.")
    ] = "",
    messages: Annotated[bool, Parameter(help="A line for each message instead of sums.")] = False,
    texts: Annotated[bool, Parameter(help="With --messages: the texts, too.")] = False,
    target: Target = Target(),  # noqa: B008, frozen
) -> ExitCode:
    """Write what messages came to and what they cost, as CSV.

    Days are those of the server, and a message belongs to that of its accept. Sums come from figures that the server
    keeps, however many messages there are (GetReport of Heliograph 2026-11-01); with --messages it lists them page by
    page (ListMessages). Cost is shown to keys of the server's own account only.

    The file is CSV by RFC 4180 in UTF-8. A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    from heliograph.cli.api import Api

    since, until = _day(from_, "--from"), _day(to, "--to")
    if until < since:
        raise Failure(ExitCode.USAGE, "--to is before --from.")
    api = Api(target, as_json=False)
    whose = {"AccountId": account} if account else {}
    out = _stdout()
    if messages:
        columns = (*MESSAGE_COLUMNS, "Message") if texts else MESSAGE_COLUMNS
        count = write_messages(out, lambda asked: api.heliograph("ListMessages", asked | whose), since, until, columns)
    else:
        asked = {"Since": since.isoformat(), "Until": until.isoformat(), "By": ",".join(_dimensions(by))} | whose
        count = write_sums(out, lambda more: api.heliograph("GetReport", asked | more), _dimensions(by))
    out.flush()
    if not count:
        complain("no messages were accepted on these days.")
    return ExitCode.OK


def write_sums(out: IO[str], page: Page, by: list[str]) -> int:
    """The sums of every page, those of the same key added; returns how many rows there are."""
    keys = [DIMENSIONS[name] for name in by]
    sums: dict[tuple[str, ...], Row] = {}
    for row in _pages(page, "Rows"):
        key = (*(str(row.get(name, "")) for name in keys), str(row.get("Currency", "")))
        known = sums.setdefault(key, {})
        for name in _SUMS:
            known[name] = known.get(name, 0) + int(row.get(name, "0"))
        known["Cost"] = known.get("Cost", 0) + _micro(str(row.get("Cost", "0")))
    writer = CsvWriter(out, (*keys, *_SUMS, "Cost", "Currency"))
    for key, row in sorted(sums.items()):
        named = dict(zip((*keys, "Currency"), key, strict=True))
        writer.write({**row, **named, "Cost": _amount(row["Cost"])})
    return len(sums)


def write_messages(out: IO[str], page: Page, since: date, until: date, columns: tuple[str, ...]) -> int:
    """A line for each message of these days, the oldest first; returns how many. Holds one page at a time."""
    writer = CsvWriter(out, columns)
    count = 0
    # Ids sort by time; around the days there is room for the server's offset, and its own date decides.
    after = _id_at(since, -_OFFSET_MAX)
    end = _id_at(until + timedelta(days=1), _OFFSET_MAX)
    while True:
        reply = page({"After": str(after), "MaxItems": str(_PAGE_MAX)})
        for row in reversed(reply.get("Messages") or []):
            if since <= parsedate_to_datetime(str(row["AcceptedDate"])).date() <= until:
                writer.write({**row, "Country": (row.get("NumberDetail") or {}).get("Country", "")})
                count += 1
        after = int(reply.get("NextAfter") or end)
        if reply.get("IsTruncated") != "true" or after >= end:
            return count


def _pages(page: Page, rows: str) -> Iterator[Row]:
    token = ""
    while True:
        reply = page({"NextToken": token} if token else {})
        yield from reply.get(rows) or []
        token = str(reply.get("NextToken") or "")
        if not token:
            return


def _dimensions(by: str) -> list[str]:
    names = [name.strip() for name in by.split(",")]
    if len(set(names)) != len(names) or not set(names) <= DIMENSIONS.keys():
        raise Failure(ExitCode.USAGE, f"--by takes some of {', '.join(DIMENSIONS)}, once each, with commas.")
    return names


def _day(text: str, flag: str) -> date:
    try:
        if _DAY.match(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Failure(ExitCode.USAGE, f"{flag} takes a day such as 2026-11-24, not {text!r}.")


def _id_at(day: date, later: timedelta) -> int:
    """The lowest message id of a moment; 1 before there were any."""
    from heliograph.sms.message_id import first_id_at

    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + later
    return max(first_id_at(int(moment.timestamp() * 1000)), 1)


def _micro(amount: str) -> int:
    from heliograph.sms.money import micro_sum_of

    return micro_sum_of(amount)


def _amount(micro: int) -> str:
    from heliograph.sms.money import amount_text

    return amount_text(micro)


def _stdout() -> IO[str]:
    """Standard output as UTF-8 that leaves line ends alone."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", newline="")
    return sys.stdout


app = command(
    "report",
    report,
    usage="heliograph report --from DAY --to DAY [--by WORDS] [--messages] [OPTIONS]",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph report --from 2026-11-01 --to 2026-11-30
        heliograph report --from 2026-11-01 --to 2026-11-30 --by carrier
        heliograph report --from 2026-11-24 --to 2026-11-24 --messages
    """,
)
