"""Asks the control port of `heliograph smsc`, and says in plain words what went wrong."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.terminal import harmless

URL = "HELIOGRAPH_SMSC_CONTROL"
TOKEN = "HELIOGRAPH_SMSC_TOKEN"  # noqa: S105, the variable's name

#: The longest that the control port takes over an answer is less.
_TIMEOUT_SECONDS = 30.0

#: The whole list of a thousand rules is far smaller.
_REPLY_OCTETS_MAX = 8 * 1024 * 1024


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTarget:
    """The flags that lead to a control port instead of a server."""

    control: Annotated[
        str,
        Parameter(
            metavar="URL",
            help="The control port of a heliograph smsc, as it prints it; without it the server is asked.",
        ),
    ] = ""
    token_file: Annotated[
        Path | None, Parameter(metavar="FILE", help="The file that holds that port's token on its only line.")
    ] = None


class Control:
    """A control port. Raises `Failure` for everything but an answer that says it was done."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._token = token
        # Loopback only: a proxy of the environment has no business with it.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, method: str, path: str, body: str | None = None) -> dict[str, Any]:
        """The answer's document."""
        request = urllib.request.Request(  # noqa: S310, the scheme was looked at
            self._url + path,
            data=None if body is None else body.encode(),
            method=method,
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "text/plain;charset=utf-8"},
        )
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as reply:
                return _document(reply.read(_REPLY_OCTETS_MAX))
        except urllib.error.HTTPError as refused:
            said = _document(refused.read(_REPLY_OCTETS_MAX)).get("error", f"HTTP status {refused.code}")
            code = ExitCode.NOT_FOUND if refused.code == 404 else ExitCode.REFUSED
            raise Failure(code, harmless(f"refused: {said}")) from None
        except OSError as error:
            reason = getattr(error, "reason", error)
            says = f"no heliograph smsc answers on {harmless(self._url)}: {harmless(str(reason))}."
            raise Failure(ExitCode.UNREACHABLE, says) from None


def control_of(target: ControlTarget, environ: Mapping[str, str] = os.environ) -> Control | None:
    """The control port that a flag or the environment names; None where neither does. Raises `Failure`."""
    url = target.control or environ.get(URL, "")
    if not url:
        if target.token_file is not None:
            raise Failure(ExitCode.USAGE, "--token-file is for a control port; --control names it.")
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme == "http" and bool(parts.hostname) and parts.port and parts.path in ("", "/")
    except ValueError:
        sound = False
    if not sound:
        raise Failure(ExitCode.USAGE, f"--control must be like http://127.0.0.1:2776, not {harmless(url)!r}.")
    return Control(url, _token(target, environ))


def _token(target: ControlTarget, environ: Mapping[str, str]) -> str:
    if target.token_file is not None:
        from heliograph.settings.keys import Unfit
        from heliograph.settings.read_table import read_secret_file

        try:
            return read_secret_file(target.token_file).reveal()
        except Unfit as unfit:
            raise Failure(ExitCode.CONFIGURATION, f"--token-file {unfit}.") from None
    token = environ.get(TOKEN, "")
    if not token:
        raise Failure(ExitCode.CONFIGURATION, f"a control port wants its token: --token-file FILE, or {TOKEN}.")
    return token


def _document(octets: bytes) -> dict[str, Any]:
    try:
        document = json.loads(octets)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Failure(ExitCode.UNREACHABLE, "what answers there is no control port of heliograph smsc.")
    return document
