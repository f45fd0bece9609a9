"""What `heliograph templates` and `heliograph signatures` have in common: single replies, and lists."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.target import Target
from heliograph.cli.terminal import columns_of, complain, cut, harmless, padded, say, show_pairs, width

Row = dict[str, Any]

CODES = (ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION)

Json = Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")]
JsonLines = Annotated[bool, Parameter(name="--json", help="Print one JSON object a line, as the server lists it.")]
Revision = Annotated[
    int | None,
    Parameter(
        metavar="NUMBER",
        help="The revision that `show` has told; refused where somebody has changed it since. Any one by default.",
    ),
]
Account = Annotated[
    str, Parameter(metavar="ID", help="Whose it is, which only the server's own account may name; your own by default.")
]
Reason = Annotated[str, Parameter(metavar="TEXT", help="Why, for whoever asked for it.")]

_PAGE_MAX = 200
_COLUMN_MIN, _COLUMN_MAX = 8, 40


def act(
    action: str, asked: dict[str, str], shown: Sequence[tuple[str, str]], target: Target, as_json: bool
) -> ExitCode:
    """Call an operation and show its reply: `shown` are names for people, each with the field that it is of."""
    from heliograph.cli.api import Api

    api = Api(target, as_json)
    reply = api.heliograph(action, {name: value for name, value in asked.items() if value})
    if as_json:
        api.print_reply(reply)
    else:
        show_pairs([(name, str(reply.get(field, ""))) for name, field in shown])
    return ExitCode.OK


def revision_text(revision: int | None) -> str:
    """The parameter of a revision; empty for none."""
    return "" if revision is None else str(revision)


def print_list(
    action: str,
    field: str,
    columns: Sequence[str],
    last: str,
    nothing: str,
    target: Target,
    as_json: bool,
    account: str = "",
) -> ExitCode:
    """Print all that a listing operation has, page by page; `nothing` is said where there is none.

    The columns are as wide as what stands in them; the field `last` takes what is left of the line.
    """
    from heliograph.cli.api import Api

    api = Api(target, as_json)
    rows: list[Row] = []
    after = ""
    while True:
        asked = {"MaxItems": str(_PAGE_MAX), "AccountId": account, "After": after}
        reply = api.heliograph(action, {name: value for name, value in asked.items() if value})
        rows += list(reply.get(field) or [])
        after = str(reply.get("NextAfter") or "")
        if not after:
            break
    if as_json:
        for row in rows:
            say(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
    elif rows:
        print_table(rows, columns, last)
    else:
        complain(nothing)
    return ExitCode.OK


def print_table(rows: Sequence[Row], columns: Sequence[str], last: str) -> None:
    """One line a row below the names of its columns."""
    cells = [list(columns), *([harmless(str(row.get(name, ""))) for name in columns] for row in rows)]
    widths = [
        min(_COLUMN_MAX, max(_COLUMN_MIN, *(columns_of(line[place]) for line in cells)))
        for place in range(len(columns))
    ]
    left = max(_COLUMN_MIN, width() - sum(widths) - 2 * len(widths))
    texts = [last, *(harmless(str(row.get(last, ""))) for row in rows)]
    for line, text in zip(cells, texts, strict=True):
        shown = [padded(cut(cell, wide), wide) for cell, wide in zip(line, widths, strict=True)]
        say("  ".join([*shown, cut(text, left)]).rstrip())
