"""Writes `docs/codes.md`: every code of the catalogue, what to do about it, and whether this server can answer it.

`python -m heliograph.gateway.reference > docs/codes.md` writes it anew; a test compares.
"""

import sys
from collections.abc import Iterator

from heliograph.gateway.emitted import delivery_codes, emitted
from heliograph.sms.codes import CODES, KINDS, Code, delivery

_INTRODUCTION = """\
# Codes

Generated from the catalogue by `python -m heliograph.gateway.reference`. `heliograph explain CODE` tells the same on
the command line, and `/errors/CODE` on a running server, where a refusal's `Recommend` leads.

"Here" says whether this release can answer the code: it is gathered from what the gateway's handlers and the
descriptions of the operations refuse with, and each has a test that makes a server answer it. The others are in the
catalogue because clients of the cloud know them. `{ParameterName}` stands for the name of a parameter.
"""

_DELIVERY = """\
## ErrorCode that SMPP gives

The same for the words that a message's end takes from SMPP. A carrier may send others of its own; they are passed on as
they are.

| code | meaning |
|---|---|
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *_sections(), _DELIVERY + _delivery_rows()])


def _sections() -> Iterator[str]:
    here = emitted()
    for kind, says in KINDS.items():
        rows = "".join(_row(code, code in here) for code in CODES if code.kind == kind)
        yield f"## {says}\n\n| code | HTTP | here | meaning | what to do |\n|---|---|---|---|---|\n{rows}"


def _row(code: Code, here: bool) -> str:
    cells = (f"`{code.code}`", str(code.status), "yes" if here else "", _cell(code.message), _cell(code.advice))
    return f"| {' | '.join(cells)} |\n"


def _delivery_rows() -> str:
    known = {code.code for code in CODES if code.kind == "receipt"}
    return "".join(f"| `{code}` | {_cell(delivery(code))} |\n" for code in sorted(delivery_codes() - known))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
