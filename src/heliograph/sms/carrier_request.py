"""Fills an operator's templates of an HTTP request with a hand-over's values, each escaped for the place it stands in.

`{text}` stands for a value, `{text|xml}` for one that is escaped by hand, `{{` and `}}` for braces. In a form, a query
and the strings of a JSON document every value is escaped by itself, so that no text can end a field or begin another;
in a body of another kind what clients write must have a filter.
"""

import base64
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import msgspec

#: What may stand in braces, and what it is.
PLACEHOLDERS: Final = MappingProxyType(
    {
        "to": "the recipient's number, digits only",
        "sender": "the sender ID, or else the carrier's `sender`",
        "text": "the text",
        "type": "OTP, NOTIFY or MKT",
        "key": "a name of this hand-over that no other has: message id, part and attempt",
        "repeat_key": "a name that every attempt of the part shares, for carriers that recognise a repeat",
        "message_id": "our id of the message",
        "part": "which part of the message it is, from 1",
        "parts": "how many there are",
        "attempt": "which hand-over of the part it is, from 1",
        "reference": "a number from 0 to 255 that the parts of a message share",
        "validity_seconds": "how long the carrier may try",
        "secret": "the setting `secret`",
        "basic": "the same in Base64, for `Basic {basic}`",
    }
)

#: Their values are digits, so that they may stand as JSON numbers.
_NUMBERS: Final = frozenset({"to", "message_id", "part", "parts", "attempt", "reference", "validity_seconds"})

#: Written by clients: never put into a body without an escape.
_FOREIGN: Final = frozenset({"sender", "text"})

#: What a header may say: nothing that a client wrote, and nothing that tells who gets a message.
_IN_HEADERS: Final = frozenset({"key", "repeat_key", "message_id", "secret", "basic"})

_SECRETS: Final = frozenset({"secret", "basic"})

_PIECE = re.compile(r"\{\{|\}\}|\{([a-z_]+)(?:\|([a-z0-9]+))?\}|[{}]")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e\xa0-\xff]{0,4096}")

#: Names of headers and fields whose value is a secret, or made of what is told of the message.
_SECRET_NAME = re.compile("(?i)auth|key|token|secret|passw|pwd|credential")

#: Written by the connector itself.
_OWN_HEADERS: Final = frozenset({"host", "content-length", "content-type", "connection", "transfer-encoding", "expect"})

Values: TypeAlias = Mapping[str, str]
Escape: TypeAlias = Callable[[str], str]


class BodyKind(StrEnum):
    """Where a request carries its values."""

    JSON = "json"
    FORM = "form"
    QUERY = "query"
    RAW = "raw"


class WrongRequest(ValueError):
    """What is wrong with the templates: the setting, the entry in it, and the predicate of a sentence about it."""

    def __init__(self, setting: str, says: str, entry: str = "") -> None:
        super().__init__(f"{setting} {says}")
        self.setting, self.entry, self.says = setting, entry, says


class Slot(msgspec.Struct, frozen=True):
    """A placeholder."""

    name: str
    filter: str = ""


Template: TypeAlias = tuple[str | Slot, ...]


class Filled(msgspec.Struct, frozen=True):
    """A request ready to be written, but for its target's path and its Host."""

    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def _xml(text: str) -> str:
    """Escaped for an element or a quoted attribute; characters that XML 1.0 has no form for become U+FFFD."""
    plain = re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    return escape(plain, {'"': "&quot;", "'": "&apos;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def _json(text: str) -> str:
    return msgspec.json.encode(text.encode("utf-8", "replace").decode())[1:-1].decode()


FILTERS: Final[Mapping[str, Escape]] = MappingProxyType(
    {
        "xml": _xml,
        "json": _json,
        "url": lambda text: quote(text, safe="", errors="replace"),
        "base64": lambda text: base64.b64encode(text.encode("utf-8", "replace")).decode(),
        "hex": lambda text: text.encode("utf-8", "replace").hex(),
        "utf16hex": lambda text: text.encode("utf-16-be", "replace").hex().upper(),
    }
)

_NUMBER: Final = "number"


def read_template(text: str) -> Template:
    """The template. Raises ValueError with what is wrong, in words."""
    pieces: list[str | Slot] = []
    end = 0
    for found in _PIECE.finditer(text):
        pieces.append(text[end : found.start()])
        end = found.end()
        if found[1] is None:
            if len(found[0]) == 1:
                raise ValueError("has a single brace; write {{ or }} for one that is meant")
            pieces.append(found[0][0])
            continue
        if found[1] not in PLACEHOLDERS:
            raise ValueError(f"has {{{found[1]}}}, which is none of {', '.join(PLACEHOLDERS)}")
        if found[2] and found[2] != _NUMBER and found[2] not in FILTERS:
            raise ValueError(f"has the filter {found[2]}, which is none of {', '.join(FILTERS)}, {_NUMBER}")
        pieces.append(Slot(found[1], found[2] or ""))
    pieces.append(text[end:])
    return tuple(piece for piece in pieces if piece != "")


def _slots(template: Template) -> list[Slot]:
    return [piece for piece in template if isinstance(piece, Slot)]


def _filled(template: Template, values: Values) -> str:
    return "".join([piece if isinstance(piece, str) else _slot(piece, values) for piece in template])


def _slot(slot: Slot, values: Values) -> str:
    value = values[slot.name]
    return FILTERS[slot.filter](value) if slot.filter else value


class CarrierRequest:
    """How one carrier wants a message to be asked for."""

    def __init__(
        self,
        kind: BodyKind,
        body: str,
        fields: Mapping[str, str],
        headers: Mapping[str, str],
        content_type: str = "",
    ) -> None:
        """Raises `WrongRequest`."""
        self._kind = kind
        self._headers = [_header(name, text) for name, text in headers.items()]
        self._content_type = content_type or _CONTENT_TYPES[kind]
        self._fields: list[tuple[str, Template]] = []
        self._body: Template = ()
        self._document: Any = None
        if kind in (BodyKind.FORM, BodyKind.QUERY):
            _only(bool(fields), "fields", f'must say what the {kind.value} holds, as body_kind = "{kind.value}" asks')
            _only(not body, "body", f'has no place with body_kind = "{kind.value}"; the values stand in fields')
            self._fields = [(name, self._field(name, text)) for name, text in fields.items()]
        else:
            _only(bool(body), "body", f'must hold the template that body_kind = "{kind.value}" asks for')
            _only(not fields, "fields", f'have no place with body_kind = "{kind.value}"; the values stand in body')
            self._read_body(body)

    def fill(self, values: Values) -> Filled:
        """The request of one hand-over. `values` has every placeholder."""
        headers = [(name, _filled(template, values)) for name, template in self._headers]
        if self._kind is BodyKind.QUERY:
            return Filled(self._encoded(values), tuple(headers), b"")
        headers.append(("Content-Type", self._content_type))
        return Filled("", tuple(headers), self._octets(values))

    def _octets(self, values: Values) -> bytes:
        if self._kind is BodyKind.FORM:
            return self._encoded(values).encode()
        if self._kind is BodyKind.JSON:
            return msgspec.json.encode(_document(self._document, values))
        return _filled(self._body, values).encode("utf-8", "replace")

    def _encoded(self, values: Values) -> str:
        pairs = [(name, _filled(template, values)) for name, template in self._fields]
        return "&".join([f"{quote_plus(n)}={quote_plus(v, errors='replace')}" for n, v in pairs])

    def _field(self, name: str, text: str) -> Template:
        template = _template("fields", text, name)
        _no_open_secret("fields", name, template)
        for slot in _slots(template):
            if slot.filter == _NUMBER:
                raise WrongRequest("fields", "has the filter number, which is for JSON documents", name)
            if self._kind is BodyKind.QUERY and slot.name in _SECRETS:
                raise WrongRequest(
                    "fields", f"has {{{slot.name}}}; a secret is never put into a URL: use headers", name
                )
        return template

    def _read_body(self, body: str) -> None:
        if self._kind is BodyKind.JSON:
            try:
                self._document = _templates(msgspec.json.decode(body.encode()))
            except msgspec.DecodeError as error:
                raise WrongRequest("body", f"is no JSON: {error}") from None
            return
        self._body = _template("body", body)
        for slot in _slots(self._body):
            if slot.name in _FOREIGN and slot.filter not in FILTERS:
                raise WrongRequest(
                    "body", f"has {{{slot.name}}} without a filter; clients write it: {{{slot.name}|xml}}"
                )
            if slot.filter == _NUMBER:
                raise WrongRequest("body", "has the filter number, which is for JSON documents")


_CONTENT_TYPES = {
    BodyKind.JSON: "application/json",
    BodyKind.FORM: "application/x-www-form-urlencoded",
    BodyKind.QUERY: "",
    BodyKind.RAW: "text/plain; charset=utf-8",
}


def _only(holds: bool, setting: str, says: str) -> None:
    if not holds:
        raise WrongRequest(setting, says)


def _template(setting: str, text: str, entry: str = "") -> Template:
    try:
        return read_template(text)
    except ValueError as error:
        raise WrongRequest(setting, str(error), entry) from None


def _no_open_secret(setting: str, name: str, template: Template) -> None:
    """Headers and fields are shown to people, `secret` never is."""
    if _SECRET_NAME.search(name) and not _slots(template):
        raise WrongRequest(setting, "looks like a secret; write it into secret or secret_file, and {secret} here", name)


def _header(name: str, text: str) -> tuple[str, Template]:
    if _HEADER_NAME.fullmatch(name) is None or name.lower() in _OWN_HEADERS:
        raise WrongRequest("headers", "is no name of a header that may be set here", name)
    if _HEADER_VALUE.fullmatch(text) is None:
        raise WrongRequest("headers", "has a value that no header can carry: Latin-1 without control characters", name)
    template = _template("headers", text, name)
    _no_open_secret("headers", name, template)
    for slot in _slots(template):
        if slot.name not in _IN_HEADERS or slot.filter == _NUMBER:
            raise WrongRequest("headers", f"may have {{{'}, {'.join(sorted(_IN_HEADERS))}}} only", name)
    return name, template


def _templates(document: Any) -> Any:
    """The document with each string as a template; names of fields stay as they are."""
    if isinstance(document, dict):
        return {name: _templates(value) for name, value in document.items()}
    if isinstance(document, list):
        return [_templates(value) for value in document]
    if not isinstance(document, str):
        return document
    template = _template("body", document)
    for slot in _slots(template):
        if slot.filter == _NUMBER and (len(template) > 1 or slot.name not in _NUMBERS):
            raise WrongRequest("body", f"has {{{slot.name}|number}}; it is for a whole value of digits")
    return template


def _document(document: Any, values: Values) -> Any:
    if isinstance(document, dict):
        return {name: _document(value, values) for name, value in document.items()}
    if isinstance(document, list):
        return [_document(value, values) for value in document]
    if not isinstance(document, tuple):
        return document
    if len(document) == 1 and isinstance(document[0], Slot) and document[0].filter == _NUMBER:
        return int(values[document[0].name])
    return _filled(document, values).encode("utf-8", "replace").decode()
