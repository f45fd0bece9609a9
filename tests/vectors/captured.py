"""Reads the captured SDK requests (`captures/README.md`) as values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "captures"

V1 = "V1 HMAC-SHA1"
V3 = "ACS3-HMAC-SHA256"
V3_SM3 = "ACS3-HMAC-SM3"


@dataclass(frozen=True, slots=True)
class Captured:
    """One request as it was on the wire, and what the index says of it."""

    name: str
    scheme: str
    """`V1`, `V3` or `V3_SM3`."""
    access_key_id: str
    secret: str
    security_token: str
    timestamp: str
    nonce: str
    operation: str
    wire_params: Mapping[str, str]
    """The operation's own parameters, as text, without the common ones."""

    method: str
    target: str
    headers: Mapping[str, tuple[str, ...]]
    """Lower-case name → values in the order sent, outer blanks stripped, octets as Latin-1."""
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def has_form(self) -> bool:
        """Whether the body holds parameters. Some transports add a content-type to no body at all."""
        kind = self.headers.get("content-type", ("",))[0]
        return bool(self.body) and kind.startswith("application/x-www-form-urlencoded")


def read_request(octets: bytes) -> tuple[str, str, dict[str, tuple[str, ...]], bytes]:
    """(method, target, headers, body) of a whole request that is not chunked."""
    head, _, body = octets.partition(b"\r\n\r\n")
    request_line, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = request_line.split(" ")
    headers: dict[str, tuple[str, ...]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name = name.lower()
        headers[name] = (*headers.get(name, ()), value.strip(" \t"))
    length = int(headers.get("content-length", ("0",))[0])
    if len(body) != length:
        raise ValueError(f"the body has {len(body)} octets and Content-Length says {length}")
    return method, target, headers, body


@cache
def captures() -> tuple[Captured, ...]:
    """All of them, in the order of the index."""
    index = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return tuple(_captured(entry) for entry in index)


def _captured(entry: dict[str, object]) -> Captured:
    method, target, headers, body = read_request((FOLDER / str(entry["file"])).read_bytes())
    wire_params = entry["wire_params"]
    assert isinstance(wire_params, dict)
    return Captured(
        name=str(entry["name"]),
        scheme=str(entry["scheme"]),
        access_key_id=str(entry["access_key_id"]),
        secret=str(entry["secret"]),
        security_token=str(entry["security_token"] or ""),
        timestamp=str(entry["timestamp"]),
        nonce=str(entry["nonce"]),
        operation=str(entry["operation"]),
        wire_params=wire_params,
        method=method,
        target=target,
        headers=headers,
        body=body,
    )
