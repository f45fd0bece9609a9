"""The table of paths on the one port: which part of the program answers what (DESIGN §3)."""

from collections.abc import Awaitable, Mapping

from heliograph.http.request import Request
from heliograph.http.response import Application, Response, Stream


class Paths:
    """An application that hands each request to the one whose path it is; what no path takes goes to the API.

    A path in the table answers itself and everything below it.
    """

    def __init__(self, api: Application, below: Mapping[str, Application], front_page: Application) -> None:
        self._api = api
        self._below = dict(below)
        self._front_page = front_page

    def __call__(self, request: Request) -> Awaitable[Response | Stream]:
        path = request.path
        if path == "/":
            if request.method == "GET" and not request.query and _wants_page(request):
                return self._front_page(request)
            return self._api(request)
        first = "/" + path.split("/", 2)[1]
        return self._below.get(first, self._api)(request)


def _wants_page(request: Request) -> bool:
    """Whether a browser asks: no operation is named anywhere, and HTML is welcome."""
    return "x-acs-action" not in request.headers and "text/html" in request.header("accept")
