"""`heliograph orphans`: receipts of carriers that match no message."""

import json
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, cut, harmless, padded, say

_PAGE_MAX = 200
_COLUMNS = (("ReceiveDate", 31), ("Carrier", 16), ("CarrierMessageId", 32), ("To", 15), ("State", 10), ("Code", 12))


def orphans(
    *,
    max_: Annotated[
        int,
        Parameter(
            name="--max",
            metavar="COUNT",
            validator=Number(gte=1, lte=10_000),
            help="How many of the newest; 20 by default.",
        ),
    ] = 20,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print each receipt as a JSON object on its line.")] = False,
) -> ExitCode:
    """List receipts that match no message, the newest first.

    Many of one carrier mean that it writes ids in another form than in its answers: `heliograph doctor ID` of a message
    without a receipt tells which `id_form` makes them meet. They are matched again with every answer of the carrier.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    rows: list[dict[str, Any]] = []
    before = ""
    while len(rows) < max_:
        asked = {"MaxItems": str(min(max_ - len(rows), _PAGE_MAX))} | ({"Before": before} if before else {})
        reply = api.heliograph("ListOrphanReceipts", asked)
        rows += reply.get("Receipts") or []
        before = str(reply.get("NextBefore") or "")
        if not before:
            break
    if json_:
        for row in rows:
            say(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
    elif rows:
        say("  ".join(padded(name, columns) for name, columns in _COLUMNS).rstrip())
        for row in rows:
            cells = [padded(cut(harmless(str(row.get(name, ""))), columns), columns) for name, columns in _COLUMNS]
            say("  ".join(cells).rstrip())
    else:
        complain("no receipt waits for its message.")
    return ExitCode.OK


app = command(
    "orphans",
    orphans,
    usage="heliograph orphans [--max COUNT] [OPTIONS]",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph orphans
        heliograph orphans --json --max 1000 | jq -r .CarrierMessageId
    """,
)
