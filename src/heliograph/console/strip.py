"""The strip above the list: how many messages a search means over time, as bars, a table, and links that narrow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from heliograph.sms.search.grammar import Search, Term
from heliograph.sms.search.standing import Family

#: The drawing's own units: a stretch is ten wide.
HEIGHT, WIDTH = 60, 10

FAMILIES = tuple(family.name.title() for family in Family)


@dataclass(frozen=True, slots=True)
class Part:
    """One colour of a bar, from above."""

    family: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of time in which there are messages."""

    place: int
    when: str
    counts: Mapping[str, int]
    parts: Sequence[Part]
    address: str
    """The same search, for this stretch alone."""


@dataclass(frozen=True, slots=True)
class Strip:
    """What CountMessages answered, drawn."""

    bars: Sequence[Bar]
    stretches: int
    since: str
    until: str
    total: str
    highest: int
    counted_since: str
    """Empty where all were counted."""
    edges: Sequence[str]
    """Where each stretch begins and the last one ends, as a search writes it: what a drag sets."""
    untimed: str
    """The search without its times, for the same."""


def address_of(search: Search | str, **more: str) -> str:
    """The list's address for a search."""
    given = {"q": str(search), **more}
    return "/console" + (f"?{urlencode(given)}" if any(given.values()) else "")


def strip_of(found: Mapping[str, Any], search: Search) -> Strip:
    """The drawing of an answer of CountMessages."""
    since = parsedate_to_datetime(found["Since"])
    width = timedelta(seconds=int(found["StretchSeconds"]))
    count = round((parsedate_to_datetime(found["Until"]) - since) / width)
    edges = [_edge(since + width * n) for n in range(count + 1)]
    rows = [({name: int(row.get(name, "0")) for name in FAMILIES}, row["Date"]) for row in found["Stretches"]]
    highest = max((sum(counts.values()) for counts, _ in rows), default=0)
    untimed = Search(tuple(term for term in search.terms if term.field not in ("before", "after")))
    bars = []
    for counts, date in rows:
        place = round((parsedate_to_datetime(date) - since) / width)
        narrowed = (Term("after", (edges[place],)), Term("before", (edges[place + 1],)))
        bars.append(
            Bar(
                place,
                f"{edges[place].replace('T', ' ')} – {edges[place + 1].replace('T', ' ')}",
                counts,
                _parts(counts, highest),
                address_of(Search((*untimed.terms, *narrowed))),
            )
        )
    return Strip(
        bars,
        count,
        edges[0].replace("T", " "),
        edges[-1].replace("T", " "),
        found["Messages"],
        highest,
        found.get("CountedSince", ""),
        edges,
        str(untimed),
    )


def _edge(moment: datetime) -> str:
    """As a search writes it, in the offset of the server."""
    return moment.strftime("%Y-%m-%dT%H:%M")


def _parts(counts: Mapping[str, int], highest: int) -> list[Part]:
    """The colours of a bar, the first one at the bottom; what is there at all can be seen."""
    parts, y = [], float(HEIGHT)
    for family, count in counts.items():
        if count:
            height = max(count / highest * HEIGHT, 1.5)
            y -= height
            parts.append(Part(family, round(max(y, 0), 2), round(height, 2)))
    return parts
