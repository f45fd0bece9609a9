"""The pages that explain codes: `/errors` lists the catalogue, `/errors/CODE` says what one means and what to do.

A refusal's `Recommend` leads here, so these pages need no sign-in; they say nothing about the server or its messages.
"""

from urllib.parse import unquote

from jinja2 import Environment, PackageLoader, StrictUndefined

from heliograph.console.site import HEADERS, HTML
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.sms.codes import CODES, KINDS, explain

#: The longest code has 63 characters; anything longer is no code, and is not repeated on a page.
CODE_LENGTH_MAX = 80


class ErrorPages:
    """The application for `/errors` and everything below it."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("heliograph.console"), autoescape=True, undefined=StrictUndefined
        )

    async def answer(self, request: Request) -> Response:
        """The list, or the page of the code that the path names; 404 for a code that nothing here knows."""
        if request.method not in ("GET", "HEAD"):
            return self._page("missing.html", 405, title="Not here")
        code = unquote(request.path.removeprefix("/errors").strip("/"))
        if not code:
            groups = [(says, [row for row in CODES if row.kind == kind]) for kind, says in KINDS.items()]
            return self._page("errors.html", title="Codes", groups=groups)
        readings = explain(code) if len(code) <= CODE_LENGTH_MAX else ()
        if not readings:
            return self._page("error_unknown.html", 404, title="Unknown code")
        return self._page("error.html", title=code, readings=readings, kinds=KINDS)

    def _page(self, template: str, status: int = 200, **shown: object) -> Response:
        return Response(status, self._templates.get_template(template).render(**shown).encode(), HTML, HEADERS)
