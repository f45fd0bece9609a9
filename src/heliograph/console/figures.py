"""Figures as pages show them: numbers, rates and times in words, and the search that finds the messages of each."""

from calendar import timegm
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from heliograph.sms.search.grammar import Term
from heliograph.sms.statistics import Step, time_words

#: Words of `status:` that find the messages of a family; the search has one for each.
STATUS = {
    "Delivered": "delivered",
    "Failed": "failed",
    "Unknown": "unknown",
    "Pending": "sending",
    "Cancelled": "cancelled",
}

#: Likewise of the states that mean something else there, or that are counted under another.
_STATES = {"accepted": "status:accepted,submitting", "failed": "status:failed -status:rejected,expired"}

#: Fewer outcomes than this say little about a rate: chance moves it by a tenth and more.
ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of GetStatistics, and where its messages are found."""

    row: Mapping[str, Any]
    where: Sequence[str]
    """Terms of a search that finds its messages."""
    title: str = ""
    at: int = 0
    """Of a step: where its plots have it, seconds as if the server's clock on the wall was UTC."""

    def count(self, name: str) -> str:
        """A count, with commas."""
        return f"{int(self.row[name]):,}"

    def is_none(self, name: str) -> bool:
        """Whether a count is 0, which has no messages to show."""
        return str(self.row[name]) == "0"

    def link(self, name: str = "", *terms: str) -> str:
        """The list of the messages that a count has counted; without a name of all that there are in the row."""
        status = (f"status:{STATUS[name]}",) if name in STATUS else ()
        return list_of((*status, *terms, *self.where))

    def link_of_state(self, state: str) -> str:
        """The list of the messages that are in a state."""
        return list_of((_STATES.get(state, f"status:{state}"), *self.where))

    @property
    def rate(self) -> str:
        """The delivery rate in percent, with two digits; empty where there is none."""
        return percent(self.row.get("DeliveryRate"))

    @property
    def rate_before(self) -> str:
        """Likewise of the range before."""
        return percent(self.row.get("DeliveryRateBefore"))

    @property
    def outcomes(self) -> int:
        """How many messages the rate is of."""
        return sum(int(self.row[name]) for name in ("Delivered", "Failed", "Unknown"))

    @property
    def is_pale(self) -> bool:
        """Whether the rate is of too few to say much."""
        return self.outcomes < ENOUGH

    def time(self, name: str) -> str:
        """The ends of a percentile's class, `SubmitP95`; empty where nothing is known."""
        over, most = self.row.get(f"{name}OverMs"), self.row.get(f"{name}Ms")
        return time_words(int(over), int(most) if most is not None else None) if over is not None else ""

    def time_ms(self, name: str) -> str:
        """The upper end, or else the lower one; empty where nothing is known."""
        return str(self.row.get(f"{name}Ms", self.row.get(f"{name}OverMs", "")))


#: How many routes are the slowest ones.
SLOWEST = 5


def slowest(routes: Sequence[Shown]) -> list[Shown]:
    """The routes whose receipts take longest, of those with enough outcomes to say so."""
    known = [route for route in routes if not route.is_pale and route.time("ReceiptP95")]
    return sorted(known, key=lambda route: -int(route.row["ReceiptP95OverMs"]))[:SLOWEST]


def percent(rate: str | None) -> str:
    """`0.9712` as `97.12 %`."""
    return f"{float(rate) * 100:.2f} %" if rate else ""


def list_of(terms: Sequence[str]) -> str:
    """The address of the list that shows the messages of a search."""
    return "/console?" + urlencode({"q": " ".join(terms)})


def since(date: str) -> str:
    """`after:2026-11-24T20:00`, on the clock of the server, for a date of the API."""
    return f"after:{_minute(parsedate_to_datetime(date))}"


def of_messages(narrowed: Mapping[str, str]) -> list[str]:
    """The terms for what a page is narrowed to."""
    return [str(Term(name, (narrowed[name],))) for name in ("country", "carrier") if narrowed[name]]


def of_step(row: Mapping[str, Any], step: str, where: Sequence[str]) -> Shown:
    """A step of time, titled as short as it can be told from the others."""
    start = parsedate_to_datetime(row["Start"])
    end = start + timedelta(milliseconds=Step(step).milliseconds)
    title = start.strftime({"minute": "%H:%M", "hour": "%m-%d %H:%M", "day": "%Y-%m-%d"}[step])
    at = timegm(start.timetuple())
    return Shown(row, (*where, f"after:{_minute(start)}", f"before:{_minute(end)}"), title, at)


def of_route(row: Mapping[str, Any], where: Sequence[str]) -> Shown:
    """A country and a carrier. What the page is narrowed to already is said once."""
    own = [str(Term("carrier", (row["Carrier"],)))]
    if "Country" in row:
        own.append(f"country:{row['Country']}")
    return Shown(row, (*own, *(one for one in where if one not in own)))


def of_code(row: Mapping[str, Any], where: Sequence[str]) -> Shown:
    """An error code."""
    return Shown(row, (str(Term("code", (row["ErrorCode"],))), *where))


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")
