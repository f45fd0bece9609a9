"""The application for `/docs`: the manual, the reference of every operation, and the documents for programs.

No sign-in: it says what the program can do, which its source says too, and nothing of this server or its accounts.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, unquote

from heliograph.console.frame import Frame, Reader
from heliograph.console.manual import BASE, Manual
from heliograph.explorer.documents import FORMATS, Documents, path_of
from heliograph.explorer.products import products
from heliograph.explorer.reference import reference
from heliograph.http.request import Request
from heliograph.http.response import Response

REFERENCE = f"{BASE}/reference"


class ManualPages:
    """Everything below `/docs`."""

    def __init__(self, frame: Frame, reader: Callable[[Request], Reader]) -> None:
        self._frame = frame
        self._reader = reader
        self._manual = Manual()
        self._documents = Documents()

    async def answer(self, request: Request) -> Response:
        """The page or document that the path names."""
        path = unquote(request.path).rstrip("/")
        if path == f"{BASE}/api" or path.startswith(f"{BASE}/api/"):
            return await self._documents.answer(request)
        reader = self._reader(request)
        if request.method not in ("GET", "HEAD"):
            return self._frame.page("missing.html", reader, 405, title="Not here")
        if path == REFERENCE:
            return self._references(reader)
        if path.startswith(f"{REFERENCE}/"):
            return self._reference(path, reader)
        asked = dict(parse_qsl(request.query)).get("q", "").strip()
        if path == BASE and asked:
            return self._frame.page(
                "manual_search.html", reader, title="Documentation", asked=asked, **self._found(asked)
            )
        page = self._manual.page(path.removeprefix(BASE).lstrip("/"))
        if page is None:
            return self._missing(reader)
        return self._frame.page("manual.html", reader, page=page, asked="")

    def _found(self, asked: str) -> dict[str, Any]:
        words = asked.lower().split()
        operations = [
            operation
            for described in products().values()
            for operation in described
            if all(word in f"{operation.name} {operation.says}".lower() for word in words)
        ]
        return {"found": self._manual.search(asked[:200]), "operations": operations}

    def _references(self, reader: Reader) -> Response:
        forms = {product: {form: path_of(*product, form) for form in FORMATS} for product in products()}
        return self._frame.page("references.html", reader, title="Operations", products=products(), forms=forms)

    def _reference(self, path: str, reader: Reader) -> Response:
        parts = path.removeprefix(f"{REFERENCE}/").split("/")
        if len(parts) == 3:
            for operation in products().get((parts[0], parts[1]), ()):
                if operation.name == parts[2]:
                    return self._frame.page("reference.html", reader, shown=reference(operation))
        return self._missing(reader)

    def _missing(self, reader: Reader) -> Response:
        # What a stranger wrote into the address is not repeated, not even in a form's field.
        return self._frame.page("missing.html", replace(reader, address=BASE), 404, title="Not here")
