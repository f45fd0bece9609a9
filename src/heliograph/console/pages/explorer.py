"""The explorer: every operation with its form, and beside it the answer, the sample, the manual, the errors."""

from heliograph.console.explored import FIRST, Explored, listed, operation_of
from heliograph.console.explorer_address import View, address_of, view_of
from heliograph.console.frame import HEADERS, go
from heliograph.console.operation_list import find_operation
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.explorer.form import sent
from heliograph.explorer.samples.languages import LANGUAGES
from heliograph.explorer.samples.project import folder, project
from heliograph.http.response import Response


async def index(visit: Visit) -> Response:
    """The list, with the operation that most come for; for htmx, what of the list a search leaves."""
    asked = visit.query.get("q", "").strip()[:200]
    if visit.is_part:
        return visit.page("explorer_list.html", opened=visit.query.get("opened", ""), **listed(visit, asked))
    first = find_operation(*FIRST)
    assert first is not None
    return _whole(Explored(visit, first, {}, View()), is_index=True, asked=asked)


async def show(visit: Visit) -> Response:
    """One operation with the values that stand in the address."""
    operation = operation_of(visit)
    if operation is None:
        return visit.page("missing.html", 404, title="Not here")
    return _whole(Explored(visit, operation, sent(operation, visit.query), view_of(visit.query)))


async def filled_in(visit: Visit) -> Response:
    """What changes on the page while its form is filled in, or another tab is looked at."""
    operation = operation_of(visit)
    if operation is None:
        return visit.page("missing.html", 404, title="Not here")
    explored = Explored(visit, operation, sent(operation, visit.form), view_of(visit.form))
    if not visit.is_part:
        return go(address_of(operation, explored.values, explored.view))
    shown = explored.shown()
    reply = visit.page("explorer_parts.html", **shown)
    reply.headers += (("HX-Replace-Url", shown["own_address"]),)
    return reply


async def download(visit: Visit) -> Response:
    """A sample with all that it needs, as a zip."""
    operation = operation_of(visit)
    language = LANGUAGES.get(visit.names["language"])
    if operation is None or language is None:
        return visit.page("missing.html", 404, title="Not here")
    explored = Explored(visit, operation, sent(operation, visit.query), view_of(visit.query))
    target = explored.target(explored.view.target)
    if target is None:
        return visit.page("missing.html", 404, title="Not here")
    try:
        octets = project(operation, explored.sampled, language, target)
    except ValueError as error:
        return visit.page("explorer_unwritten.html", 400, title="No such sample", why=str(error))
    disposition = f'attachment; filename="{folder(operation, language)}.zip"'
    return Response(200, octets, "application/zip", (("Content-Disposition", disposition), *HEADERS))


def _whole(explored: Explored, is_index: bool = False, asked: str = "") -> Response:
    operation = explored.operation
    return explored.visit.page(
        "explorer.html",
        title=operation.name,
        is_index=is_index,
        opened=f"{operation.product}/{operation.version}/{operation.name}" if not is_index else "",
        answered=None,
        **listed(explored.visit, asked),
        **explored.shown(),
    )


_OPERATION = "explorer/{product}/{version}/{action}"

ROUTES = (
    Route("GET", "explorer", index),
    Route("GET", _OPERATION, show),
    Route("POST", f"{_OPERATION}/form", filled_in),
    Route("GET", f"{_OPERATION}/project/{{language}}", download),
)
