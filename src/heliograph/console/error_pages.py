"""The pages that explain codes: `/errors` lists the catalogue, `/errors/CODE` says what one means and what to do.

A refusal's `Recommend` leads here, so these pages need no sign-in; they say nothing about the server or its messages.
"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, unquote

from heliograph.console.frame import Frame, Reader
from heliograph.console.recipes import recipe
from heliograph.console.words import term
from heliograph.explorer.products import products
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.operations.description import Operation
from heliograph.sms.codes import CODES, KINDS, Code, explain
from heliograph.sms.command_status import StatusClass, status_named

#: What delivery does about a status of SMPP.
_TRYING_AGAIN = {
    StatusClass.THROTTLE: term("the whole link slows down, and the message is tried again"),
    StatusClass.RETRY: term("it passes: the message is tried again by itself"),
    StatusClass.PERMANENT: term("brings the same; the message has ended, or goes on to another carrier"),
    StatusClass.BIND_FATAL: term("the link cannot bind so: its settings must change"),
}

#: The longest code has 63 characters; anything longer is no code, and is not repeated on a page.
CODE_LENGTH_MAX = 80


class ErrorPages:
    """The application for `/errors` and everything below it."""

    def __init__(self, frame: Frame, reader: Callable[[Request], Reader]) -> None:
        self._frame = frame
        self._reader = reader

    async def answer(self, request: Request) -> Response:
        """The list, or the page of the code that the path names; 404 for a code that nothing here knows."""
        reader = self._reader(request)
        if request.method not in ("GET", "HEAD"):
            return self._frame.page("missing.html", reader, 405, title="Not here")
        code = unquote(request.path.removeprefix("/errors").strip("/"))
        if not code:
            asked = dict(parse_qsl(request.query)).get("q", "").strip().lower()
            groups = [
                (says, [row for row in CODES if row.kind == kind and _has(row, asked)]) for kind, says in KINDS.items()
            ]
            return self._frame.page("errors.html", reader, title="Codes", groups=groups, asked=asked)
        readings = explain(code) if len(code) <= CODE_LENGTH_MAX else ()
        if not readings:
            # What a stranger wrote into the address is not repeated, not even in a form's field.
            return self._frame.page("error_unknown.html", replace(reader, address="/errors"), 404, title="Unknown code")
        answering = [o for described in products().values() for o in described if _may_answer(o, code)]
        return self._frame.page(
            "error.html",
            reader,
            title=code,
            readings=readings,
            kinds=KINDS,
            operations=answering,
            parameters={o.name: [p.name for p in o.parameters if p.refused_as == code] for o in answering},
            ended=any(reading.kind == "receipt" for reading in readings),
            status_class=_TRYING_AGAIN.get(status.status_class) if (status := status_named(code)) else None,
            cause=recipe(code) if reader.session is not None and self._frame.simulated else None,
        )


def _has(row: Code, asked: str) -> bool:
    return asked in f"{row.code} {row.message}".lower()


def _may_answer(operation: Operation, code: str) -> bool:
    return code in operation.refusals or any(parameter.refused_as == code for parameter in operation.parameters)
