"""Reads rules from their written forms, and finds everything that is wrong with one."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from heliograph.rules.kinds import Unfit, shown
from heliograph.rules.rule import Rule, known_keys
from heliograph.rules.vocabulary import NAME, NOTE, ON, Subject, Vocabulary

#: More is no line that a person wrote.
LINE_MAX = 4096

_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)(=)?")
_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"(?=\s|$)')
_PLAIN = re.compile(r'[^\s"\\]+(?=\s|$)')


@dataclass(frozen=True, slots=True)
class RuleFault:
    """One thing that is wrong with a rule."""

    key: str
    """Empty where the whole rule is meant."""
    says: str
    """The predicate: "is '3'; it must be …"."""

    def __str__(self) -> str:
        return f"{self.key or 'the rule'} {self.says}"


class Unreadable(ValueError):
    """A rule that cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, *faults: RuleFault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


def read_mapping(raw: Mapping[str, object], vocabulary: Vocabulary) -> Rule:
    """The rule of a TOML table or a JSON object. Raises Unreadable."""
    named = raw.get(ON, vocabulary.usual.name)
    subject = vocabulary.subject(named) if isinstance(named, str) else None
    if subject is None:
        raise Unreadable(RuleFault(ON, f"is {shown(named)}; it must be one of {', '.join(vocabulary.names)}"))
    known = known_keys(subject)
    values: dict[str, Any] = {}
    faults: list[RuleFault] = []
    for name, value in raw.items():
        if name == ON:
            continue
        if name not in known:
            faults.append(RuleFault(name, _unknown(name, subject, vocabulary)))
            continue
        try:
            values[name] = known[name].kind.read(value)
        except Unfit as unfit:
            faults.append(RuleFault(name, str(unfit)))
    # What is said to be false is as if it had not been said.
    values = {name: value for name, value in values.items() if value is not False}
    if not faults:
        faults += _together(values, subject)
    if faults:
        raise Unreadable(*faults)
    ordered = {key.name: values[key.name] for key in subject.keys if key.name in values}
    return Rule(subject, values.get(NAME.name, ""), values.get(NOTE.name, ""), ordered)


def read_line(line: str, vocabulary: Vocabulary) -> Rule:
    """The rule of one line. Raises Unreadable."""
    if len(line) > LINE_MAX:
        raise Unreadable(RuleFault("", f"is longer than {LINE_MAX} characters"))
    raw: dict[str, object] = {}
    at = _behind_blanks(line, 0)
    while at < len(line):
        key, value, at = _word(line, at)
        if key in raw:
            raise Unreadable(RuleFault(key, "is given twice; keep one of them"))
        raw[key] = value
        at = _behind_blanks(line, at)
    return read_mapping(raw, vocabulary)


def _behind_blanks(line: str, at: int) -> int:
    return len(line) - len(line[at:].lstrip())


def _word(line: str, at: int) -> tuple[str, str | bool, int]:
    """The key and value at `at`, and where they end."""
    found = _KEY.match(line, at)
    if found is None:
        raise Unreadable(RuleFault("", f"cannot be read at {shown(line[at:])}; it must be key=value, blanks between"))
    if not found[2]:
        if found.end() < len(line) and not line[found.end()].isspace():
            raise Unreadable(RuleFault(found[1], f"is followed by {shown(line[found.end() :])}, not by = or a blank"))
        return found[1], True, found.end()
    value = _QUOTED.match(line, found.end())
    if value is not None:
        return found[1], re.sub(r'\\(["\\])', r"\1", value[1]), value.end()
    value = _PLAIN.match(line, found.end())
    if value is None:
        raise Unreadable(
            RuleFault(
                found[1], f"is {shown(line[found.end() :])}; a value with blanks or quotes stands in double quotes"
            )
        )
    return found[1], value[0], value.end()


def _together(values: Mapping[str, Any], subject: Subject) -> Iterable[RuleFault]:
    """What is wrong with keys that are right each by itself."""
    if not any(key.name in values for key in subject.behaviours):
        names = ", ".join(key.name for key in subject.behaviours)
        yield RuleFault("", f"does nothing; it needs one of {names}")
    elif wrong := subject.check(values):
        yield RuleFault(*wrong)


def _unknown(name: str, subject: Subject, vocabulary: Vocabulary) -> str:
    for other in vocabulary.subjects:
        if other is not subject and other.key(name) is not None:
            return f"is no key of a rule on {subject.name}, but of one on {other.name}: write on={other.name}"
    known = [*known_keys(subject), ON]
    near = difflib.get_close_matches(name, known, n=1)
    return "is no key of a rule" + (f'; did you mean "{near[0]}"?' if near else f"; known: {', '.join(known)}")
