"""The documents as octets, and the application for `/docs` that serves them.

No sign-in: they say what the program can do, which its source says too, and nothing of this server or its accounts.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from heliograph.explorer.api_docs import api_docs
from heliograph.explorer.openapi import openapi
from heliograph.explorer.products import products
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.operations.description import Operation

#: By the word of the command line: how each is made. Its file is that word with `.json`.
FORMATS: Mapping[str, Callable[[str, str, Iterable[Operation]], dict[str, Any]]] = MappingProxyType(
    {"openapi": openapi, "api-docs": api_docs}
)

#: Long enough for a tool that reads it several times, short enough after an upgrade.
MAX_AGE_SECONDS = 300


def document(product: str, version: str, form: str) -> bytes:
    """One document, as indented JSON. Raises KeyError for a product, version or format that there is not."""
    made = FORMATS[form](product, version, products()[product, version])
    return json.dumps(made, ensure_ascii=False, indent=2).encode() + b"\n"


def path_of(product: str, version: str, form: str) -> str:
    """Where a server has it: `/docs/api/Dysmsapi/2018-05-01/openapi.json`."""
    return f"/docs/api/{product}/{version}/{form}.json"


class Documents:
    """The application for `/docs` and everything below it. A document is made when it is first asked for."""

    def __init__(self) -> None:
        self._wanted = {path_of(*product, form): (*product, form) for product in products() for form in FORMATS}
        self._made: dict[str, tuple[bytes, str]] = {}

    async def answer(self, request: Request) -> Response:
        """The document that the path names, or the list of all at `/docs/api`."""
        path = request.path.rstrip("/")
        if request.method not in ("GET", "HEAD"):
            return _reply(405, b'{"Message":"Use GET."}', (("Allow", "GET, HEAD"),))
        if path in ("/docs", "/docs/api"):
            return self._list()
        if path not in self._wanted:
            return _reply(404, b'{"Message":"There is no such document; /docs/api lists them."}')
        octets, tag = self._document(path)
        product, version, form = self._wanted[path]
        headers = (
            ("ETag", tag),
            ("Cache-Control", f"public, max-age={MAX_AGE_SECONDS}"),
            ("Content-Disposition", f'inline; filename="{product}-{version}-{form}.json"'),
        )
        if _has(request.header("if-none-match"), tag):
            return _reply(304, b"", headers)
        return _reply(200, octets, headers)

    def _list(self) -> Response:
        listed = [
            {"product": product, "version": version, "format": form, "path": path}
            for path, (product, version, form) in self._wanted.items()
        ]
        return _reply(200, json.dumps({"documents": listed}, indent=2).encode() + b"\n")

    def _document(self, path: str) -> tuple[bytes, str]:
        if path not in self._made:
            octets = document(*self._wanted[path])
            self._made[path] = octets, f'"{hashlib.sha256(octets).hexdigest()[:32]}"'
        return self._made[path]


def _has(if_none_match: str, tag: str) -> bool:
    """Whether the client has that version (RFC 9110 §13.1.2: compared weakly)."""
    known = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return tag in known or known == ["*"]


def _reply(status: int, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    return Response(status, body, headers=(*headers, ("X-Content-Type-Options", "nosniff")))
