"""The pages that explain codes: `/errors` lists the catalogue, `/errors/CODE` says what one means and what to do.

A refusal's `Recommend` leads here, so these pages need no sign-in; they say nothing about the server or its messages.
"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from heliograph.console.frame import Frame, Reader
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.sms.codes import CODES, KINDS, explain

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
            groups = [(says, [row for row in CODES if row.kind == kind]) for kind, says in KINDS.items()]
            return self._frame.page("errors.html", reader, title="Codes", groups=groups)
        readings = explain(code) if len(code) <= CODE_LENGTH_MAX else ()
        if not readings:
            # What a stranger wrote into the address is not repeated, not even in a form's field.
            return self._frame.page("error_unknown.html", replace(reader, address="/errors"), 404, title="Unknown code")
        return self._frame.page("error.html", reader, title=code, readings=readings, kinds=KINDS)
