"""A call as it may be shown: its request and reply as text, with no secret in it.

What is hidden is known by its name: a parameter that its operation describes as secret, and whatever is called a
secret, a token, a password or a signature, in a request or in an answer, served or not.
"""

import re
from collections.abc import Iterable

import orjson

from heliograph.gateway.parameters import FORM, JSON_BODY, media_type
from heliograph.http.request import Request
from heliograph.telemetry.masks import HIDDEN

#: Of a request or a reply so many characters are shown.
SHOWN_MAX = 6_000

_SECRET = re.compile("secret|(?<!next)token|password|signature$", re.IGNORECASE)
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-acs-security-token"})

#: The signature at the end of V3's Authorization; what stands before it names the key and the headers.
_V3_SIGNATURE = re.compile(r"(Signature=)[0-9A-Fa-f]+")

_XML_SECRET = re.compile(r"<(\w*(?:secret|(?<!next)token|password)\w*)>[^<]*<", re.IGNORECASE)

#: A secret in V1's string to sign, which a refusal gives back: its name, then an encoded equals sign.
_SIGNED_SECRET = re.compile(r"is:(.*(?:secret|token|password)[\w.]*%3D)", re.IGNORECASE | re.DOTALL)


def request_text(request: Request, secret: Iterable[str] = ()) -> str:
    """Method, target, headers and body; `secret` are names of parameters beside those that are secret by their name."""
    names = frozenset(secret)
    query = f"?{_form(request.query, names)}" if request.query else ""
    lines = [f"{request.method} {request.path}{query}"]
    lines += [f"{name}: {_header(name, value)}" for name, values in request.headers.items() for value in values]
    if request.body:
        lines += ["", _body(request, names)]
    return cut("\n".join(lines))


def reply_text(body: bytes) -> str:
    """A reply's body as it was sent, or with its secrets hidden."""
    text = body.decode("utf-8", "replace")
    if _SIGNED_SECRET.search(text):
        return f"{text[: text.index('is:') + 3]} {HIDDEN}"
    if text.startswith("<"):
        return cut(_XML_SECRET.sub(rf"<\1>{HIDDEN}<", text))
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        return f"({len(body)} octets)"
    return cut(orjson.dumps(_hidden(read, frozenset())).decode())


def cut(text: str, most: int = SHOWN_MAX) -> str:
    """The text, or its beginning and how much more there is."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most:,} more characters)"


def _header(name: str, value: str) -> str:
    if name == "authorization" and value.startswith("ACS3-"):
        return _V3_SIGNATURE.sub(rf"\1{HIDDEN}", value)
    return HIDDEN if name in _SECRET_HEADERS or _SECRET.search(name) else value


def _body(request: Request, names: frozenset[str]) -> str:
    kind = media_type(request)
    if kind == FORM:
        return _form(request.body.decode("latin-1"), names)
    if kind == JSON_BODY:
        try:
            return orjson.dumps(_hidden(orjson.loads(request.body), names)).decode()
        except orjson.JSONDecodeError:
            pass
    return f"({len(request.body):,} octets)"


def _form(text: str, names: frozenset[str]) -> str:
    """Query or form as it was sent, but for the values of secrets."""
    return "&".join(_pair(pair, names) for pair in text.split("&"))


def _pair(pair: str, names: frozenset[str]) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}{equals}{HIDDEN}" if _is_secret(name, names) else pair


def _hidden(value: object, names: frozenset[str]) -> object:
    if isinstance(value, dict):
        return {name: HIDDEN if _is_secret(name, names) else _hidden(one, names) for name, one in value.items()}
    return [_hidden(one, names) for one in value] if isinstance(value, list) else value


def _is_secret(name: str, names: frozenset[str]) -> bool:
    return name in names or _SECRET.search(name) is not None
