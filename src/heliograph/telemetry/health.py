"""Whether the process lives and whether it can take work, as values that one handler shows.

`/livez` asks what only a restart can cure, `/readyz` what makes a call fail now. A carrier that is down makes neither
fail: messages are accepted and wait. Such things are shown as notes.
"""

import enum
import json
from collections.abc import Callable
from dataclasses import dataclass

#: Asked whenever health is shown: empty when all is well, else the reason in words, without secrets. Must be quick.
Question = Callable[[], str]

#: What the Content-Type of the two forms is.
TEXT_TYPE = "text/plain; charset=utf-8"
JSON_TYPE = "application/json;charset=utf-8"


class Scope(enum.Enum):
    """What a check decides."""

    LIVE = "live"
    """The process must be restarted when it fails. Counts for readiness too."""
    READY = "ready"
    """No new calls should come while it fails."""
    NOTE = "note"
    """Nothing: people should know of it."""


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one named check."""

    name: str
    reason: str
    """Empty when all is well."""
    counts: bool
    """Whether a reason makes the whole report fail."""

    @property
    def ok(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one kind at one moment."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks if check.counts)

    @property
    def status(self) -> int:
        """The HTTP status that says it: 200 or 503."""
        return 200 if self.ok else 503

    def text(self, verbose: bool = False) -> str:
        """`ok` or `failed`; a failed report, and any when `verbose`, lists its checks, one a line."""
        verdict = "ok" if self.ok else "failed"
        if self.ok and not verbose:
            return f"{verdict}\n"
        return "\n".join([*(_line(check) for check in self.checks), verdict]) + "\n"

    def json(self) -> bytes:
        """The report as an object: `ok`, and `checks` with `name`, `ok`, `counts`, and `reason` where there is one."""
        checks = [
            {
                "name": check.name,
                "ok": check.ok,
                "counts": check.counts,
                **({"reason": check.reason} if check.reason else {}),
            }
            for check in self.checks
        ]
        return json.dumps({"ok": self.ok, "checks": checks}, ensure_ascii=False).encode()


class Health:
    """The checks of this process; each part of the program adds its own at the start."""

    def __init__(self) -> None:
        self._checks: dict[str, tuple[Scope, Question]] = {}

    def add(self, name: str, ask: Question, scope: Scope = Scope.READY) -> None:
        """Ask `ask` from now on under this name; a later one of the same name replaces it."""
        self._checks[name] = (scope, ask)

    def remove(self, name: str) -> None:
        """Ask it no more."""
        self._checks.pop(name, None)

    def live(self) -> Report:
        """What `/livez` shows."""
        return self._report({Scope.LIVE})

    def ready(self) -> Report:
        """What `/readyz` shows: everything, of which the notes do not count."""
        return self._report(set(Scope))

    def _report(self, scopes: set[Scope]) -> Report:
        return Report(
            tuple(
                Check(name, _asked(ask), scope is not Scope.NOTE)
                for name, (scope, ask) in self._checks.items()
                if scope in scopes
            )
        )


def _asked(ask: Question) -> str:
    try:
        return ask()
    except Exception as error:
        # A check that breaks must not take the answer to all the others with it; its words could hold anything.
        return f"the check itself failed with {type(error).__name__}"


def _line(check: Check) -> str:
    if check.ok:
        return f"[+] {check.name}: ok"
    return f"[{'-' if check.counts else '!'}] {check.name}: {check.reason}"
