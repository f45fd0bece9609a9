"""Faults on purpose: the rules of the simulated carrier, named incidents, and a form drawn from the rule language."""

from collections.abc import Mapping
from typing import Any

import orjson

from heliograph.console.frame import go
from heliograph.console.incidents import INCIDENTS, incident
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.http.response import Response
from heliograph.rules import Key, Subject, Unreadable, as_mapping, read_line
from heliograph.rules.carrier import CARRIER
from heliograph.rules.kinds import Choice, Truth
from heliograph.rules.vocabulary import NAME, NOTE, ON


async def show(visit: Visit) -> Response:
    """The rules, the incidents, and the form, filled with what the address says: `?number=85251234567`."""
    return await _page(visit, visit.query)


async def add(visit: Visit) -> Response:
    """Add the rule of the form, or of its one line."""
    line = visit.form.get("line", "").strip()
    subject = _subject(visit.form)
    keys = [ON, NAME.name, NOTE.name, *(key.name for key in subject.keys)]
    said = {key: text for key in keys if (text := visit.form.get(key, "").strip())}
    return await _added(visit, line or orjson.dumps(said).decode())


async def cause(visit: Visit) -> Response:
    """Let a named incident happen."""
    found = incident(visit.names["incident"])
    return visit.page("missing.html", 404, title="Not here") if found is None else await _added(visit, found.rules)


async def remove(visit: Visit) -> Response:
    """Remove one rule."""
    gone = await visit.ask("RemoveSimulatorRule", {"RuleName": visit.form.get("name", "")})
    # One that has ended meanwhile is gone, which is what was asked for.
    gone = {} if gone["ResponseCode"] == "DATA_NOT_EXIST" else gone
    return visit.refusal(gone) or go("/console/faults")


async def clear(visit: Visit) -> Response:
    """Remove all rules."""
    return visit.refusal(await visit.ask("ClearSimulatorRules", {})) or go("/console/faults")


async def _added(visit: Visit, rules: str) -> Response:
    answer = await visit.ask("AddSimulatorRules", {"Rules": rules})
    if answer["ResponseCode"] == "OK":
        return go("/console/faults")
    if answer["ResponseCode"] == "INVALID_PARAMETERS":
        return await _page(visit, visit.form, answer["ResponseDescription"])
    refusal = visit.refusal(answer)
    assert refusal is not None
    return refusal


async def _page(visit: Visit, filled: Mapping[str, str], wrong: str = "") -> Response:
    found = await visit.ask("ListSimulatorRules", {})
    absent = found["ResponseCode"] == "DATA_NOT_EXIST"
    refusal = None if absent else visit.refusal(found)
    if refusal is not None:
        return refusal
    rules = [_told(rule) for rule in found.get("Rules", [])]
    if visit.is_part:
        return visit.page("fault_rules.html", rules=rules)
    subject = _subject(filled)
    return visit.page(
        "faults.html",
        400 if wrong else 200,
        title="Faults",
        absent=absent,
        rules=rules,
        incidents=INCIDENTS,
        subjects=CARRIER.subjects,
        subject=subject,
        groups=_groups(subject),
        filled=filled,
        wrong=wrong,
    )


def _subject(said: Mapping[str, str]) -> Subject:
    """What the rule of a form is about."""
    return CARRIER.subject(said.get(ON, "")) or CARRIER.usual


def _groups(subject: Subject) -> Mapping[str, list[tuple[Key, str, Mapping[str, str]]]]:
    """The fields of the form: each key with the way it is asked for, and its words where it has some."""
    return {
        "match": [_field(key) for key in subject.conditions],
        "do": [_field(key) for key in subject.behaviours],
        "limits": [_field(key) for key in (*subject.limits, NAME, NOTE)],
    }


def _field(key: Key) -> tuple[Key, str, Mapping[str, str]]:
    if isinstance(key.kind, Choice):
        return key, "choice", key.kind.words
    return key, "truth" if isinstance(key.kind, Truth) else "text", {}


def _told(row: Mapping[str, str]) -> dict[str, Any]:
    """A rule as its row shows it: what must match, what it does, how far it goes."""
    try:
        said = as_mapping(read_line(row["Rule"], CARRIER))
    except Unreadable:  # Never of a list that this program answered; a page must not fail by it.
        said = {}
    subject = CARRIER.subject(str(said.get(ON, ""))) or CARRIER.usual
    return {
        **row,
        "on": subject.name,
        "note": said.get("note", ""),
        "match": _pairs(said, subject.conditions),
        "do": _pairs(said, subject.behaviours),
        "limits": _pairs(said, subject.limits),
        "ends": _remaining(int(row["ExpiresInMs"])) if "ExpiresInMs" in row else "",
    }


def _pairs(said: Mapping[str, Any], keys: tuple[Key, ...]) -> list[tuple[str, str]]:
    return [(key.name, "" if said[key.name] is True else str(said[key.name])) for key in keys if key.name in said]


def _remaining(milliseconds: int) -> str:
    """`4:41`, or `1:04:41`."""
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


ROUTES = (
    Route("GET", "faults", show),
    Route("POST", "faults", add),
    Route("POST", "faults/incidents/{incident}", cause),
    Route("POST", "faults/remove", remove),
    Route("POST", "faults/clear", clear),
)
