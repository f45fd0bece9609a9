"""Reads the Authorization header of signature V3."""

import re
from dataclasses import dataclass

#: The algorithm that clients use unless they are told otherwise.
ALGORITHM = "ACS3-HMAC-SHA256"

#: The same with SM3 in the place of SHA-256, where Chinese law asks for it.
ALGORITHM_SM3 = "ACS3-HMAC-SM3"

#: Those that are served.
ALGORITHMS = (ALGORITHM, ALGORITHM_SM3)

#: Algorithms that clients can be set to and that are not served (spec: api §2.3).
UNSUPPORTED = frozenset({"ACS3-RSA-SHA256"})

_FIELDS = ("Credential", "SignedHeaders", "Signature")

#: The header as every SDK writes it, read in a third of the time that any other takes.
_as_usual = re.compile(rf"({ALGORITHM}) Credential=([^, \t]+),SignedHeaders=([^, \t]+),Signature=([^, \t]+)").fullmatch


@dataclass(slots=True)
class Authorization:
    """What the header says. Whether its algorithm is served, the caller asks. Treat it as a value.

    Not frozen: one is made for every request, and a frozen dataclass costs three times as much to make.
    """

    algorithm: str
    """One of `ALGORITHMS` or of `UNSUPPORTED`."""

    access_key_id: str

    signed_headers: tuple[str, ...]
    """Lower-case names in the order given, which is the order they were signed in. Never empty."""

    signature: str
    """Hexadecimal digits, if the client is honest."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """The header cannot be read."""

    why: str
    """A sentence for the error text. It repeats nothing of the header, which may hold somebody's secret."""


def parse_authorization(value: str) -> Authorization | Malformed:
    """`ACS3-… Credential=…,SignedHeaders=…,Signature=…`, the fields in any order, blanks after a comma allowed."""
    usual = _as_usual(value)
    if usual is not None:
        algorithm, access_key_id, signed_headers, signature = usual.groups()
        return Authorization(algorithm, access_key_id, tuple(signed_headers.split(";")), signature)
    algorithm, _, rest = value.partition(" ")
    if algorithm not in ALGORITHMS and algorithm not in UNSUPPORTED:
        return Malformed(f"The Authorization header must begin with {' or '.join(ALGORITHMS)} and a blank.")
    found: dict[str, str] = {}
    for field in rest.split(","):
        name, _, content = field.strip(" \t").partition("=")
        if name not in _FIELDS:
            return Malformed(f"After {algorithm} the Authorization header has {_listed(_FIELDS)}, parted by commas.")
        if name in found:
            return Malformed(f"The Authorization header has {name} twice.")
        found[name] = content
    missing = [name for name in _FIELDS if not found.get(name)]
    if missing:
        return Malformed(f"The Authorization header lacks {_listed(missing)}.")
    return Authorization(algorithm, found["Credential"], tuple(found["SignedHeaders"].split(";")), found["Signature"])


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
