"""Rules as programs send them: a JSON object, a list of them, or lines of which each is a rule."""

from collections.abc import Mapping

import msgspec

from heliograph.rules.read import RuleFault, Unreadable, read_line, read_mapping
from heliograph.rules.rule import Rule
from heliograph.rules.vocabulary import Vocabulary

#: More rules at once come in several documents.
DOCUMENT_MAX = 1000


def read_document(text: str, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """The rules of a text, in their order; at least one. Raises Unreadable, which of several says which is meant.

    A text that begins with `{` or `[` is JSON: a rule, a list of rules, or `{"rules": […]}`. Any other is lines; empty
    ones and those that begin with `#` are passed over.
    """
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(text, vocabulary)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    said = [(f"line {number}", line) for number, line in lines if not line.lstrip().startswith("#")]
    return _read_all(said, vocabulary)


def _read_json(text: str, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unreadable(RuleFault("", f"is no JSON: {error}")) from None
    if isinstance(raw, dict) and raw.keys() == {"rules"}:
        raw = raw["rules"]
    listed = raw if isinstance(raw, list) else [raw]
    return _read_all([(f"rules[{place}]", one) for place, one in enumerate(listed)], vocabulary)


def _read_all(said: list[tuple[str, object]] | list[tuple[str, str]], vocabulary: Vocabulary) -> tuple[Rule, ...]:
    if not said:
        raise Unreadable(RuleFault("", "is missing; there must be at least one"))
    if len(said) > DOCUMENT_MAX:
        raise Unreadable(RuleFault("", f"is one too many; there may be {DOCUMENT_MAX} at once"))
    rules: list[Rule] = []
    faults: list[RuleFault] = []
    for place, one in said:
        try:
            rules.append(_read(one, vocabulary))
        except Unreadable as unreadable:
            prefix = f"{place}: " if len(said) > 1 else ""
            faults += [RuleFault(f"{prefix}{fault.key or 'the rule'}", fault.says) for fault in unreadable.faults]
    if faults:
        raise Unreadable(*faults)
    return tuple(rules)


def _read(one: object, vocabulary: Vocabulary) -> Rule:
    if isinstance(one, str):
        return read_line(one, vocabulary)
    if isinstance(one, Mapping):
        return read_mapping(one, vocabulary)
    raise Unreadable(RuleFault("", "must be an object of JSON, or a line"))
