"""Which server a client command speaks to, and whose key it signs with."""

import ipaddress
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure

if TYPE_CHECKING:
    import ssl

    from heliograph.client.endpoint import Endpoint

DEFAULT_ENDPOINT = "127.0.0.1:8080"
DEFAULT_DATA = ".heliograph"

KEY_ID = "ALIBABA_CLOUD_ACCESS_KEY_ID"
KEY_SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET"  # noqa: S105, the variable's name
TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN"  # noqa: S105, the variable's name

#: What the help of every client command says of the environment.
ENVIRONMENT = f"""
    HELIOGRAPH_ENDPOINT
        the server, where --endpoint names none
    SSL_CERT_FILE
        certificates to trust with https://, where --ca names none
    HELIOGRAPH_DATA
        the data folder, where --data names none
    {KEY_ID}, {KEY_SECRET},
    {TOKEN}
        the key to sign with; without it, and only towards this machine,
        the root key of the data folder
"""


#: Names a message to an operator's command, and whose it is.
SentId = Annotated[str, Parameter(name="ID", help="The MessageId, as send answered it.")]
OfAccount = Annotated[
    str, Parameter(metavar="ID", help="The account whose message it is; the server's own by default.")
]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The flags that every client command has."""

    endpoint: Annotated[
        str,
        Parameter(
            metavar="HOST:PORT",
            help=f"The server: {DEFAULT_ENDPOINT} by default. May begin with http:// or https://.",
        ),
    ] = ""
    ca: Annotated[
        Path | None,
        Parameter(
            metavar="FILE",
            help="With https://, the one certificate to trust: the server's own or its issuer's, in PEM form. "
            "By default those that this machine trusts.",
        ),
    ] = None
    data: Annotated[
        Path | None,
        Parameter(
            metavar="DIR",
            help=f"The data folder of a server on this machine, {DEFAULT_DATA} by default: its root key signs when the "
            "environment has none.",
        ),
    ] = None

    def as_flags(self) -> str:
        """The flags as they were given, to be shown in a command that goes on from this one; a blank behind them."""
        given = (
            ("--endpoint", self.endpoint),
            ("--ca", str(self.ca) if self.ca is not None else ""),
            ("--data", str(self.data) if self.data is not None else ""),
        )
        return "".join(f"{name} {shlex.quote(value)} " for name, value in given if value)


@dataclass(frozen=True, slots=True)
class Signer:
    """The key to sign with."""

    access_key_id: str
    access_key_secret: str
    security_token: str
    source: str
    """Where it comes from, for error texts."""

    def __repr__(self) -> str:
        return f"Signer({self.access_key_id!r} from {self.source})"


def endpoint_of(target: Target, environ: Mapping[str, str] = os.environ) -> "Endpoint":
    """The server to call: the flag's, the environment's, or the usual one. Raises `Failure` for what is no endpoint."""
    from heliograph.client.endpoint import parse_endpoint

    try:
        return parse_endpoint(target.endpoint or environ.get("HELIOGRAPH_ENDPOINT") or DEFAULT_ENDPOINT)
    except ValueError as error:
        raise Failure(ExitCode.USAGE, str(error)) from None


def trust_of(target: Target, endpoint: "Endpoint") -> "ssl.SSLContext | None":
    """What `--ca` trusts; None without it, for what the machine trusts. Raises `Failure` for a file that is none."""
    if target.ca is None:
        return None
    if endpoint.scheme != "https":
        raise Failure(ExitCode.USAGE, "--ca is for a server on https://; --endpoint names it so.")
    import ssl

    try:
        return ssl.create_default_context(cafile=target.ca)
    except ssl.SSLError:
        raise Failure(
            ExitCode.CONFIGURATION, f"--ca names {target.ca}, which holds no certificate in PEM form."
        ) from None
    except OSError as error:
        raise Failure(
            ExitCode.CONFIGURATION, f"--ca names {target.ca}, which cannot be read: {error.strerror}."
        ) from None


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine by its very name or address; nothing is resolved."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def signer_of(target: Target, host: str, environ: Mapping[str, str] = os.environ) -> Signer:
    """The key of the environment, else on this machine the root key in the data folder. Raises `Failure`."""
    key_id, secret = environ.get(KEY_ID, ""), environ.get(KEY_SECRET, "")
    if bool(key_id) != bool(secret):
        there, missing = (KEY_ID, KEY_SECRET) if key_id else (KEY_SECRET, KEY_ID)
        raise Failure(ExitCode.CONFIGURATION, f"{there} is set without {missing}; set both, or neither.")
    if key_id:
        return Signer(key_id, secret, environ.get(TOKEN, ""), "the environment")
    if not is_loopback(host):
        raise Failure(ExitCode.CONFIGURATION, f"no key for {host}: set {KEY_ID} and {KEY_SECRET}.")
    return _root_signer(target.data or Path(environ.get("HELIOGRAPH_DATA") or DEFAULT_DATA))


def _root_signer(data: Path) -> Signer:
    from heliograph.settings.private_file import KeyFileProblem
    from heliograph.settings.root_key import FILE_NAME, read_root_key

    try:
        key = read_root_key(data)
    except KeyFileProblem as problem:
        raise Failure(ExitCode.CONFIGURATION, str(problem)) from None
    if key is None:
        raise Failure(
            ExitCode.CONFIGURATION,
            f"no key: {data / FILE_NAME} is not there. Name the server's data folder with --data, or set {KEY_ID} "
            f"and {KEY_SECRET}.",
        )
    return Signer(key.access_key_id, key.access_key_secret.reveal(), "", str(data / FILE_NAME))
