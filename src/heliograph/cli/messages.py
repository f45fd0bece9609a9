"""`heliograph messages`: lists messages, and can follow along as new ones come."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Annotated, Any, NamedTuple

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, cut, harmless, padded, say, width

Row = dict[str, Any]

#: A page of ListMessages with these parameters, as it was answered.
Page = Callable[[dict[str, str]], Row]

#: Below every message id: the place to begin to follow where there is no message yet.
_BEFORE_ALL = "1"

_PAGE_MAX = 200

#: Pages that a search may look through in vain before it tells how far it came: some 200,000 messages.
_EMPTY_PAGES_MAX = 10
_PAUSE_SECONDS = 1.0

#: How long `--follow` waits for a server that went away, such as for a restart.
_PATIENCE_SECONDS = 60.0

#: Field and columns of each column; the text takes what is left.
_COLUMNS = (("MessageId", 19), ("AcceptedDate", 31), ("To", 15), ("From", 11), ("State", 10), ("ErrorCode", 16))
_TEXT_MIN = 20


def messages(
    query: Annotated[str, Parameter(metavar="QUERY", help="Only messages that this search means.")] = "",
    /,
    *,
    follow: Annotated[bool, Parameter(help="Go on and print new messages as they are accepted, until Ctrl-C.")] = False,
    max_: Annotated[
        int,
        Parameter(
            name="--max",
            metavar="COUNT",
            validator=Number(gte=1, lte=10_000),
            help="How many of the newest messages; 20 by default.",
        ),
    ] = 20,
    to: Annotated[str, Parameter(metavar="NUMBER", help="Only messages to this number.")] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[
        bool, Parameter(name="--json", help="Print each message as the server lists it, one JSON object a line.")
    ] = False,
) -> ExitCode:
    """List messages, the newest last.

    QUERY has terms that must all hold: to: from: text: id: status: is: code: country: carrier: task: type: before:
    after: seg: enc:, and words or a "phrase" of the text; a - in front says the opposite, commas part alternatives. Put
    it in quotes, for the shell. A term that begins with - goes behind `--`.

    Calls ListMessages of Heliograph 2026-11-01 and prints one line a message. A line shows the message as it stood
    when it was printed; `heliograph query ID` tells how it stands now.

    With --follow, a server that goes away is waited for up to a minute, so that a restart is no end.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    narrowed = {name: value for name, value in (("To", to), ("Query", query)) if value}

    def page(asked: dict[str, str]) -> Row:
        return dict(api.heliograph("ListMessages", asked | narrowed))

    show = _json_line if json_ else _table_line
    rows, looked_back_to, next_after = newest(page, max_)
    if not json_ and rows:
        say("  ".join(padded(name, columns) for name, columns in _COLUMNS) + "  Message")
    for row in rows:
        say(show(row))
    if not rows and not follow and not json_:
        complain(_none(to, query, looked_back_to))
    elif looked_back_to:
        complain(f"looked back to {looked_back_to}; before: goes on from there.")
    if follow:
        after = str(rows[-1]["MessageId"]) if rows else next_after or _BEFORE_ALL
        for row in followed(page, after, time.monotonic, time.sleep):
            say(show(row))
    return ExitCode.OK


def _none(to: str, query: str, looked_back_to: str) -> str:
    if looked_back_to:
        return f"none found; looked back to {looked_back_to}, before: goes on from there."
    if query:
        return "no message is meant by this search."
    return f"no messages{f' to {to}' if to else ' yet: heliograph send --to NUMBER TEXT makes one'}."


class Newest(NamedTuple):
    """The end of a list."""

    rows: list[Row]
    """The newest last."""
    looked_back_to: str = ""
    """The date down to which a search has looked, where it gave up looking."""
    next_after: str = ""
    """The id behind which new messages come, where the server says."""


def newest(page: Page, count: int) -> Newest:
    """The newest `count` messages, or all where there are fewer."""
    rows: list[Row] = []
    asked: dict[str, str] = {}
    vain, next_after = 0, ""
    while len(rows) < count:
        reply = page({**asked, "MaxItems": str(min(count - len(rows), _PAGE_MAX))})
        found = reply.get("Messages") or []
        rows += found
        next_after = next_after or str(reply.get("NextAfter", ""))
        if reply.get("IsTruncated") != "true":
            break
        vain = 0 if found else vain + 1
        if vain == _EMPTY_PAGES_MAX:
            return Newest(rows[::-1], str(reply.get("LookedBackTo", "")), next_after)
        asked = {"Before": str(reply.get("NextBefore") or found[-1]["MessageId"])}
    return Newest(rows[::-1], "", next_after)


def followed(page: Page, after: str, now: Callable[[], float], pause: Callable[[float], None]) -> Iterator[Row]:
    """Every message newer than the id `after`, as they come, the newest last; ends only by what it raises.

    Times are seconds. A server that cannot be reached, or wants fewer calls, is asked again for a minute.
    """
    lost_at: float | None = None
    while True:
        try:
            reply = page({"After": after, "MaxItems": str(_PAGE_MAX)})
        except Failure as failure:
            if failure.code is not ExitCode.UNREACHABLE and not failure.passing:
                raise
            lost_at = now() if lost_at is None else lost_at
            if now() - lost_at >= _PATIENCE_SECONDS:
                raise
            reply = {}
        else:
            lost_at = None
        found = reply.get("Messages") or []
        yield from reversed(found)
        if found or "NextAfter" in reply:
            after = str(reply.get("NextAfter") or found[0]["MessageId"])
        if reply.get("IsTruncated") != "true":
            pause(_PAUSE_SECONDS)


def _json_line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _table_line(row: Row) -> str:
    cells = [padded(cut(harmless(str(row.get(name, ""))), columns), columns) for name, columns in _COLUMNS]
    taken = sum(columns + 2 for _, columns in _COLUMNS)
    text = cut(harmless(str(row.get("Message", ""))), max(_TEXT_MIN, width() - taken))
    return "  ".join([*cells, text]).rstrip()


app = command(
    "messages",
    messages,
    usage="heliograph messages [QUERY] [--follow] [--max COUNT] [--to NUMBER] [OPTIONS]",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph messages
        heliograph messages --follow
        heliograph messages 'status:failed after:-1h -code:UNDELIV "your code"'
        heliograph messages --json --max 1000 | jq 'select(.State == "failed")'
    """,
)
