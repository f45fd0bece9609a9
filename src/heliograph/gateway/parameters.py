"""Reads the parameters of a request: query string, form body and, signed by V3 only, a JSON body."""

import json

from heliograph.gateway.faults import Fault, fault
from heliograph.http.request import Request
from heliograph.signatures import percent

#: The widest operation has 7 parameters and sdk-core adds 11; each costs time before anybody is authenticated.
COUNT_MAX = 256

FORM = "application/x-www-form-urlencoded"
JSON_BODY = "application/json"


def read_query(request: Request) -> dict[str, str] | Fault:
    """The decoded parameters of the query string."""
    return _merged({}, request.query)


def merge_form(query: dict[str, str], request: Request) -> dict[str, str] | Fault:
    """`query` together with the parameters of the form body of a POST."""
    if request.method != "POST" or not request.body or media_type(request) != FORM:
        return query
    return _merged(query, request.body.decode("latin-1"))


def merge_json(parameters: dict[str, str], request: Request) -> dict[str, str] | Fault:
    """`parameters` together with the members of the JSON object in the body of a POST.

    Only for V3, whose signature covers the body; V1's does not. Members become the text that a form would carry.
    """
    if request.method != "POST" or not request.body or media_type(request) != JSON_BODY:
        return parameters
    try:
        members = json.loads(request.body.decode(), object_pairs_hook=_once_each)
        # An escaped half of a surrogate pair is JSON, but no text that could be stored or answered.
        json.dumps(members, ensure_ascii=False).encode()
    except _Twice as twice:
        return _given_twice(twice.name)
    except (ValueError, RecursionError):
        return fault("InvalidParameter", "The body says that it is JSON and cannot be read as JSON.")
    if not isinstance(members, dict) or len(members) > COUNT_MAX:
        return fault("InvalidParameter", f"A JSON body must be an object of at most {COUNT_MAX} members.")
    merged = dict(parameters)
    for name, value in members.items():
        if name in merged:
            return _given_twice(name)
        if value is not None:
            merged[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return merged


def media_type(request: Request) -> str:
    """The body's type without its parameters, in lower case."""
    return request.header("content-type").partition(";")[0].strip().lower()


def _merged(known: dict[str, str], raw: str) -> dict[str, str] | Fault:
    if not raw:
        return known
    if raw.count("&") >= COUNT_MAX:
        return fault("InvalidParameter", f"The request has more than {COUNT_MAX} parameters.")
    pairs = percent.parse(raw)
    if isinstance(pairs, percent.NotUtf8):
        return fault("InvalidParameter", f"Parameter number {pairs.position} is not UTF-8 after percent-decoding.")
    merged = dict(pairs)
    if len(merged) < len(pairs):
        return _given_twice(percent.first_duplicate(pairs) or "")
    if not known:
        return merged
    for name in known:
        if name in merged:
            return _given_twice(name)
    return {**known, **merged}


class _Twice(Exception):
    """A member of a JSON object stands in it a second time."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _once_each(members: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _given_twice(name: str) -> Fault:
    shown = name if name.isidentifier() and len(name) <= 64 else "of a parameter"
    return fault("InvalidParameter", f'The parameter "{shown}" is given twice; each may be given once.')
