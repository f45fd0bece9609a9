"""`heliograph explain`: tells what a code means and what to do about it."""

import difflib
import json
from typing import Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.terminal import harmless, say, show_pairs


def explain(
    code: Annotated[str, Parameter(name="CODE", help="The code as it was answered; case counts.")],
    /,
    *,
    json_: Annotated[bool, Parameter(name="--json", help="Print a list with one object for each meaning.")] = False,
) -> ExitCode:
    """Explain a code.

    CODE is the ResponseCode or Code of an answer, or the ErrorCode of a message. Prints where it is met, what it means
    and what to do; a code with several meanings has each of them. No server is asked.

    docs/codes.md lists all codes. An ErrorCode that is not known here is a word of the carrier's own.
    """
    from heliograph.sms import codes

    found = codes.explain(code)
    if not found:
        raise Failure(ExitCode.NOT_FOUND, f"no code {harmless(code)!r} is known{_nearest(code)}")
    if json_:
        shown = [
            {
                "code": one.code,
                "kind": one.kind,
                "where": codes.KINDS[one.kind],
                "status": one.status,
                "smpp": one.smpp,
                "meaning": one.message,
                "advice": one.advice,
                "source": one.source,
            }
            for one in found
        ]
        say(json.dumps(shown, ensure_ascii=False, indent=2))
        return ExitCode.OK
    for index, one in enumerate(found):
        if index:
            say()
        show_pairs(
            [
                ("Code", one.code),
                ("Is", codes.KINDS[one.kind]),
                ("HTTP status", str(one.status)),
                ("SMPP number", str(one.smpp or "")),
                ("Means", one.message),
                ("What to do", one.advice),
                ("Source", one.source),
            ]
        )
    return ExitCode.OK


def _nearest(code: str) -> str:
    """`; did you mean InternalError?`, whatever the case; a full stop when nothing is near."""
    from heliograph.sms.codes import CODES

    known = {one.code.lower(): one.code for one in CODES}
    near = difflib.get_close_matches(code.lower(), known, n=1)
    return f"; did you mean {known[near[0]]}?" if near else "."


app = command(
    "explain",
    explain,
    usage="heliograph explain [--json] CODE",
    codes=(ExitCode.NOT_FOUND,),
    examples="""
        heliograph explain SignatureDoesNotMatch
        heliograph explain ESME_RINVDSTADR
        heliograph explain --json NoPermission | jq -r '.[].advice'
    """,
)
