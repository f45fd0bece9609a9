"""`heliograph serve`: the server itself."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command


def serve(
    *,
    host: Annotated[
        str | None, Parameter(help="The address to listen on; 127.0.0.1 by default, which only this machine reaches.")
    ] = None,
    port: Annotated[
        int | None, Parameter(metavar="PORT", help="The port; 8080 by default, 0 takes any free one.")
    ] = None,
    data: Annotated[
        Path | None,
        Parameter(metavar="DIR", help="The data folder; .heliograph by default, made where it is not there."),
    ] = None,
    config: Annotated[
        Path | None, Parameter(metavar="FILE", help="The configuration, in TOML. See docs/configuration.md.")
    ] = None,
) -> ExitCode:
    """Run the server: API, console and links to the carriers.

    Listens on one port for everything: the API on /, the console on /console, /livez, /readyz and /metrics. Without
    carriers in a configuration, a simulated one runs inside and no message leaves the machine.

    At first start a root key is made, kept in credentials.json in the data folder, and shown on the terminal.
    HELIOGRAPH_ACCESS_KEY_ID and HELIOGRAPH_ACCESS_KEY_SECRET pin it instead. Only one server may use a data folder.

    A flag wins over the environment, the environment over the file. A fault in any of them stops the start and
    names file, line and key; `heliograph check` finds the same faults without starting anything. The log goes to
    standard error: readable on a terminal, JSON elsewhere.

    SIGHUP, like `heliograph reload`, reads the configuration anew: a fault in it changes nothing and is logged; else
    what differs is applied, without dropping the link of a carrier that did not change.

    With [tls] in the configuration the port speaks TLS alone. A changed certificate or key is found by itself within
    seconds, and at once with SIGHUP.

    SIGTERM or Ctrl-C takes no more calls, answers those under way, waits for the carriers' answers, unbinds and
    ends with status 0. What was accepted and not yet handed over goes on at the next start.
    """
    from heliograph.settings import ConfigurationError, KeyFileProblem, load

    read = partial(load, config, os.environ, {"host": host, "port": port, "data": data})
    try:
        loaded = read()
    except ConfigurationError as error:
        raise Failure(ExitCode.CONFIGURATION, f"the configuration has faults.\n{error}") from None

    import structlog

    from heliograph.clock import SystemClock
    from heliograph.telemetry.logs import set_up

    settings = loaded.settings
    set_up(SystemClock().utc_ms, settings.log.level, settings.log.form, environ=os.environ)
    for warning in loaded.warnings:
        structlog.get_logger(room="settings").warning(str(warning))

    from heliograph import server

    try:
        server.run(settings, read if loaded.file is not None else None)
    except KeyFileProblem as problem:
        raise Failure(ExitCode.CONFIGURATION, str(problem)) from None
    except server.CannotStart as reason:
        raise Failure(ExitCode.NOT_STARTED, str(reason)) from None
    except OSError as error:
        raise Failure(
            ExitCode.NOT_STARTED,
            f"cannot serve on {settings.host}:{settings.port} from {settings.data}: {error.strerror or error}.",
        ) from None
    return ExitCode.OK


app = command(
    "serve",
    serve,
    usage="heliograph serve [--host ADDRESS] [--port PORT] [--data DIR] [--config FILE]",
    codes=(ExitCode.CONFIGURATION, ExitCode.NOT_STARTED),
    environment="""
        HELIOGRAPH_ACCESS_KEY_ID, HELIOGRAPH_ACCESS_KEY_SECRET
            pin the root key; the secret may lie in the file that
            HELIOGRAPH_ACCESS_KEY_SECRET_FILE names
        HELIOGRAPH_CONFIG, HELIOGRAPH_HOST, HELIOGRAPH_PORT, HELIOGRAPH_DATA
            stand in for the flags
        HELIOGRAPH_LOG_LEVEL
            debug, info (by default), warning or error
        NO_COLOR
            no colours in the log
        Every other setting has a variable too: see docs/configuration.md.
    """,
    examples="""
        heliograph serve
        heliograph serve --port 0 --data /tmp/trial
        heliograph serve --host 0.0.0.0 --config /etc/heliograph/config.toml
    """,
)
