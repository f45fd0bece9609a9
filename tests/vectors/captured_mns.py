"""Reads the captured requests of the queue SDKs (`mns/README.md`) as values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vectors.captured import read_request

FOLDER = Path(__file__).parent / "mns"


@dataclass(frozen=True, slots=True)
class CapturedMns:
    """One request as it was on the wire, and what the index says of it."""

    name: str
    operation: str
    """`receive`, `batch-receive-wait`, … as the index spells it."""
    access_key_id: str
    secret: str
    security_token: str
    date: str
    method: str
    target: str
    headers: Mapping[str, tuple[str, ...]]
    """Lower-case name → values, octets as Latin-1."""
    body: bytes


@cache
def captures() -> tuple[CapturedMns, ...]:
    """All of them, in the order of the index."""
    index = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return tuple(_captured(entry) for entry in index)


def _captured(entry: Mapping[str, str | None]) -> CapturedMns:
    method, target, headers, body = read_request((FOLDER / str(entry["file"])).read_bytes())
    return CapturedMns(
        name=str(entry["name"]),
        operation=str(entry["operation"]),
        access_key_id=str(entry["access_key_id"]),
        secret=str(entry["secret"]),
        security_token=entry["security_token"] or "",
        date=str(entry["date"]),
        method=method,
        target=target,
        headers=headers,
        body=body,
    )
