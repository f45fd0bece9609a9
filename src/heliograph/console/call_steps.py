"""The steps of a call, for people: what each one found, and how long it took."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from heliograph.console.words import term

#: What is true once a step is over.
PASSED = {
    "read": term("request read"),
    "key": term("key found"),
    "signature": term("signature verified"),
    "nonce": term("not sent before"),
    "policy": term("allowed by policy"),
    "parameters": term("parameters right"),
    "rate": term("within the rate"),
    "operation": term("operation done"),
}

#: What a step found where it refused.
REFUSED = {
    "read": term("refused: the request"),
    "key": term("refused: the key"),
    "signature": term("refused: time or signature"),
    "nonce": term("refused: sent before"),
    "policy": term("refused: by policy"),
    "parameters": term("refused: the parameters"),
    "rate": term("refused: the rate"),
    "operation": term("refused: by the operation"),
}


class Step(NamedTuple):
    """One line."""

    says: str
    """English; translated where it is shown."""
    after: str
    """How long after the line before, `184 µs`; empty where that is not known."""
    refused: bool = False


def steps_of(call: Mapping[str, Any]) -> list[Step]:
    """The steps that a call has passed, and the one that refused it."""
    lines, before = [], 0
    refused_at = call.get("RefusedAt", "")
    for step in call["Steps"]:
        at = int(step["Microseconds"])
        refused = step["Name"] == refused_at
        lines.append(Step((REFUSED if refused else PASSED)[step["Name"]], _took(at - before), refused))
        before = at
    if refused_at and not any(line.refused for line in lines):
        lines.append(Step(REFUSED[refused_at], "", refused=True))
    return lines


def _took(microseconds: int) -> str:
    return f"{microseconds} µs" if microseconds < 10_000 else f"{microseconds / 1_000:.1f} ms"
