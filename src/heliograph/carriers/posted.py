"""Takes apart what a carrier posts to us: the entries of a JSON document, a form or a query."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from heliograph.http.request import Request
from heliograph.sms.field_path import FieldPath, at, json_of

#: Entries of one request. Carriers post from one to some hundreds.
ENTRIES_MAX: Final = 1_000

_FIELDS_MAX: Final = 100

_FORM = "application/x-www-form-urlencoded"

Entry = Mapping[str, Any]


class Unfit(Exception):
    """The request holds no entries; the text is the whole answer, without anything of the request."""


def entries_of(request: Request, within: FieldPath) -> Sequence[Entry]:
    """The entries, at least one. `within` is where a JSON document has them, as a list or as one object.

    A GET has one in its query, a form is one. Raises `Unfit`.
    """
    if request.method == "GET":
        return [_pairs(request.query)]
    if request.header("content-type").partition(";")[0].strip().lower() == _FORM:
        return [_pairs(request.body.decode("utf-8", "replace"))]
    document = json_of(request.body)
    if document is None:
        raise Unfit("The body is neither JSON nor a form.")
    found = at(document, within)
    if isinstance(found, Mapping):
        return [found]
    if not isinstance(found, list) or not found or not all(isinstance(one, Mapping) for one in found):
        raise Unfit("The body holds no objects where this carrier's settings look for them.")
    if len(found) > ENTRIES_MAX:
        raise Unfit(f"The body holds {len(found)} entries; at most {ENTRIES_MAX} are taken at once.")
    return found


def octets_of(entry: Entry) -> bytes:
    """The entry for people to look at."""
    return msgspec.json.encode(entry)


def _pairs(text: str) -> Entry:
    try:
        found = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS_MAX))
    except ValueError:
        raise Unfit(f"There are more than {_FIELDS_MAX} fields.") from None
    if not found:
        raise Unfit("There are no fields.")
    return found
