"""The pages for machines: `/livez`, `/readyz` and `/metrics`, and the short page that a browser meets at `/`."""

from heliograph.http.request import Request
from heliograph.http.response import Application, Response
from heliograph.telemetry.health import JSON_TYPE, TEXT_TYPE, Health, Report
from heliograph.telemetry.metrics import Metrics

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_FRONT_PAGE = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Heliograph</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>Heliograph</h1>
<p>This is an SMS cloud. SDKs send their calls here; people look at the <a href="/console">console</a>.</p>
</body></html>
"""


def paths(health: Health, metrics: Metrics) -> dict[str, Application]:
    """The applications by path."""

    async def livez(request: Request) -> Response:
        return _shown(health.live(), request)

    async def readyz(request: Request) -> Response:
        return _shown(health.ready(), request)

    async def metrics_page(request: Request) -> Response:
        return Response(200, metrics.render(), METRICS_TYPE)

    return {"/livez": livez, "/readyz": readyz, "/metrics": metrics_page}


async def front_page(request: Request) -> Response:
    """What a browser sees that opens the server's address."""
    return Response(200, _FRONT_PAGE, "text/html;charset=utf-8")


def _shown(report: Report, request: Request) -> Response:
    if "json" in request.header("accept"):
        return Response(report.status, report.json(), JSON_TYPE)
    verbose = "verbose" in request.query
    return Response(report.status, report.text(verbose).encode(), TEXT_TYPE)
