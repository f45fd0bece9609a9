"""What the gateway is compared with: servers that answer a constant. `python bench/constant.py parsed|bare|uvicorn`.

`parsed` decodes the same parameters as the gateway first; `bare` looks at nothing; `uvicorn` is `parsed` behind that.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import uvicorn
import uvloop

from heliograph.gateway.parameters import merge_form, read_query
from heliograph.http import Request, Response
from heliograph.wire import Front, asgi_app

#: As long as a usual answer of QueryMessage.
BODY = b'{"Status":"1","ErrorDescription":"success","ResponseCode":"OK","Filling":"' + b"x" * 400 + b'"}'


async def bare(request: Request) -> Response:
    """A constant, whatever was asked."""
    return Response(200, BODY)


async def parsed(request: Request) -> Response:
    """A constant, after the parameters of query and form were decoded."""
    query = read_query(request)
    assert isinstance(query, dict)
    merge_form(query, request)
    return Response(200, BODY)


async def serve_front(name: str) -> None:
    front = Front(bare if name == "bare" else parsed)
    listening = await front.listen("127.0.0.1", 0)
    print(f"listening on 127.0.0.1:{listening.port}", flush=True)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    await front.drain(1)


async def serve_uvicorn() -> None:
    config = uvicorn.Config(
        asgi_app(parsed),
        host="127.0.0.1",
        port=0,
        http="httptools",
        log_level=logging.ERROR,
        access_log=False,
        lifespan="off",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110, uvicorn tells by a flag only
        await asyncio.sleep(0.01)
    print(f"listening on 127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", flush=True)
    await serving


if __name__ == "__main__":
    uvloop.run(serve_uvicorn() if sys.argv[1] == "uvicorn" else serve_front(sys.argv[1]))
