"""Which page answers what below `/console`: a list of methods, paths and functions."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

from heliograph.console.visit import Visit
from heliograph.http.response import Response, Stream

Page: TypeAlias = Callable[[Visit], Awaitable[Response | Stream]]


@dataclass(frozen=True, slots=True)
class Route:
    """One page: `Route("GET", "messages/{message_id}", show)`. The path is below `/console`, without slashes around."""

    method: str
    path: str
    page: Page


class Routes:
    """All routes; a request for HEAD is answered as GET is."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [(route.method, tuple(route.path.split("/")), route.page) for route in routes]

    def find(self, method: str, path: str) -> tuple[Page, Mapping[str, str]] | int:
        """The page for a path and what its names stand for; 404 or 405 where there is none."""
        parts = tuple(path.split("/"))
        wanted, status = "GET" if method == "HEAD" else method, 404
        for known, pattern, page in self._routes:
            names = _matched(pattern, parts)
            if names is None:
                continue
            if known == wanted:
                return page, names
            status = 405
        return status


def _matched(pattern: tuple[str, ...], parts: tuple[str, ...]) -> dict[str, str] | None:
    if len(pattern) != len(parts):
        return None
    names = {}
    for expected, part in zip(pattern, parts, strict=True):
        if expected.startswith("{"):
            names[expected[1:-1]] = unquote(part)
        elif expected != part:
            return None
    return names
