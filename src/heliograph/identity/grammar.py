"""Reads the JSON text of a policy, or says everything that is wrong with it.

Strict, since a policy that is read otherwise than it was meant opens or closes a door nobody looks at: unknown
members, members named twice, values that are no text and values that an operator cannot compare are all refused.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import NoReturn

import msgspec

from heliograph.identity.arn import ALLOWED as RESOURCE_ALLOWED
from heliograph.identity.arn import is_resource_pattern
from heliograph.identity.conditions import OPERATORS, Condition
from heliograph.identity.policy import CUSTOM, VERSION, Effect, Form, Policy, Statement, Trusted
from heliograph.identity.trusted import KINDS as TRUSTED_KINDS

#: More faults than these help nobody, and a hostile document could have hundreds.
FAULTS_MAX = 8

#: How much of a wrong value its fault repeats.
_SHOWN_MAX = 64

_ACTION = re.compile(r"\*|[A-Za-z0-9_.*?-]+:[A-Za-z0-9_./*?-]+", re.ASCII)
_ACTION_ALLOWED = "must be * or <ram-code>:<operation>, with * and ? where wanted"
_KEY = re.compile(r"[A-Za-z0-9_.-]+:[^\s]+")
_KEY_ALLOWED = "must be <service>:<key>, as in acs:SourceIp"
_SURROGATE = re.compile("[\ud800-\udfff]")


class PolicyFault(msgspec.Struct, frozen=True):
    """One thing that is wrong with a document."""

    path: str
    """Where: `Statement[0].Effect`; empty for the document as a whole."""
    text: str
    """The whole sentence: where, what was found, what is allowed."""


class Malformed(msgspec.Struct, frozen=True):
    """Why a text is no policy."""

    code: str
    """RAM's or STS's code, by the form that was asked for."""
    faults: tuple[PolicyFault, ...]
    """At least one, at most FAULTS_MAX, in the order of the document."""

    @property
    def text(self) -> str:
        """All of them, for the reply."""
        return " ".join(fault.text for fault in self.faults)


def parse(text: str, form: Form = CUSTOM) -> Policy | Malformed:
    """The policy that `text` is, or what is wrong with it. Never raises, whatever the text."""
    if len(text) > form.characters_max:
        return Malformed(
            form.size_code,
            (
                PolicyFault(
                    "",
                    f"The document has {len(text)} characters; {form.says} must have at most {form.characters_max}.",
                ),
            ),
        )
    reader = _Reader(form)
    try:
        document = json.loads(text, object_pairs_hook=_Members, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        reader.fault("", "The document cannot be read as JSON; it must be a JSON object.")
        return reader.malformed()
    policy = reader.policy(document)
    return reader.malformed() if policy is None or reader.faults else policy


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON.")


class _Members(dict[str, object]):
    """The members of a JSON object, and the names that stand there twice: the later would silently win."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.twice = sorted({name for name in names if names.count(name) > 1}) if len(self) < len(names) else []


class _Reader:
    """Reads one document and gathers its faults. What it returns counts only when there are none."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.faults: list[PolicyFault] = []

    def fault(self, path: str, text: str) -> None:
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(PolicyFault(path, text))

    def malformed(self) -> Malformed:
        return Malformed(self.form.grammar_code, tuple(self.faults))

    def policy(self, document: object) -> Policy | None:
        members = self._members(document, "", ("Version", "Statement"))
        if members is None:
            return None
        if members.get("Version") != VERSION:
            self.fault("Version", _found("Version", members.get("Version"), f'must be "{VERSION}"'))
        statements = members.get("Statement")
        if not isinstance(statements, list) or not statements:
            self.fault("Statement", _found("Statement", statements, "must be a list of at least one statement"))
            return None
        read = [self._statement(value, f"Statement[{at}]") for at, value in enumerate(statements)]
        return Policy(tuple(filter(None, read)))

    def _statement(self, value: object, path: str) -> Statement | None:
        subject = "Principal" if self.form.trust else "Resource"
        members = self._members(value, path, ("Effect", "Action", "NotAction", subject, "Condition"))
        if members is None:
            return None
        effect = members.get("Effect")
        if effect not in tuple(Effect):
            self.fault(f"{path}.Effect", _found(f"{path}.Effect", effect, "must be Allow or Deny"))
        named = [name for name in ("Action", "NotAction") if name in members]
        if len(named) != 1:
            self.fault(
                path, f"{path} has {' and '.join(named) or 'no Action'}; it must have one of Action and NotAction."
            )
        actions = self._texts(members[named[0]], f"{path}.{named[0]}", _is_action, _ACTION_ALLOWED) if named else ()
        resources: tuple[str, ...] = ()
        trusted: tuple[Trusted, ...] = ()
        if self.form.trust:
            trusted = self._trusted(members.get("Principal"), f"{path}.Principal")
        else:
            resources = self._texts(members.get("Resource"), f"{path}.Resource", is_resource_pattern, RESOURCE_ALLOWED)
        conditions = tuple(self._conditions(members.get("Condition", _Members([])), f"{path}.Condition"))
        if self.faults:
            return None
        return Statement(Effect(str(effect)), actions, resources, conditions, trusted, named == ["NotAction"])

    def _trusted(self, value: object, path: str) -> tuple[Trusted, ...]:
        members = self._members(value, path, tuple(TRUSTED_KINDS))
        if members is None:
            return ()
        if not members:
            self.fault(path, f"{path} is empty; it must have at least one of {', '.join(TRUSTED_KINDS)}.")
        return tuple(
            Trusted(
                kind, self._texts(names, f"{path}.{kind}", TRUSTED_KINDS[kind].accepts, TRUSTED_KINDS[kind].allowed)
            )
            for kind, names in members.items()
            if kind in TRUSTED_KINDS
        )

    def _conditions(self, value: object, path: str) -> Iterator[Condition]:
        for name, block in (self._members(value, path) or {}).items():
            here = f"{path}.{_cut(name)}"
            operator = OPERATORS.get(name)
            if operator is None:
                self.fault(here, f"{here} is no operator; it must be one of {', '.join(OPERATORS)}.")
                continue
            members = self._members(block, here)
            if members is not None and not members:
                self.fault(here, f"{here} is empty; it must have at least one key.")
            for key, values in (members or {}).items():
                at = f"{here}.{_cut(key)}"
                if _KEY.fullmatch(key) is None or _SURROGATE.search(key):
                    self.fault(at, f"{at} is no condition key; it {_KEY_ALLOWED}.")
                yield Condition(name, key, self._texts(values, at, operator.accepts, operator.allowed))

    def _members(self, value: object, path: str, allowed: tuple[str, ...] = ()) -> _Members | None:
        """The object's members, of which none is named twice and none is unknown; None for what is no object."""
        name = path or "The document"
        if not isinstance(value, _Members):
            self.fault(path, _found(name, value, "must be a JSON object"))
            return None
        for twice in value.twice:
            self.fault(path, f"{name} has the member {_cut(twice)} twice; it must have it once.")
        for member in value:
            if allowed and member not in allowed:
                self.fault(path, f"{name} has the unknown member {_cut(member)}; it may have {', '.join(allowed)}.")
        return value

    def _texts(self, value: object, path: str, accepts: Callable[[str], bool], allowed: str) -> tuple[str, ...]:
        """One text or a list of them, each of which `accepts` takes."""
        if value is None or value == []:
            self.fault(path, _found(path, value, allowed))
            return ()
        texts: list[str] = []
        for at, text in enumerate(value if isinstance(value, list) else [value]):
            place = f"{path}[{at}]" if isinstance(value, list) else path
            if not isinstance(text, str) or not _is_text(text) or not accepts(text):
                self.fault(place, f"{place} is {_shown(text)}; it {allowed}.")
            else:
                texts.append(text)
        return tuple(texts)


def _is_action(text: str) -> bool:
    return _ACTION.fullmatch(text) is not None


def _is_text(text: str) -> bool:
    """Whether it can be written as UTF-8: JSON can spell halves of a character."""
    return _SURROGATE.search(text) is None


def _found(path: str, value: object, allowed: str) -> str:
    return f"{path} {'is absent' if value is None else f'is {_shown(value)}'}; it {allowed}."


def _shown(value: object) -> str:
    """A wrong value as a fault repeats it: short texts in quotes, anything else by its kind."""
    match value:
        case str():
            return f"'{_cut(value)}'"
        case bool():
            return "true without quotes" if value else "false without quotes"
        case int() | float():
            return "a number without quotes"
        case None:
            return "null"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "an object"


def _cut(text: str) -> str:
    text = text.encode(errors="replace").decode()
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"
