"""Hides what a log must not hold: numbers, texts, secrets.

A line is masked by the names of its fields, wherever in it they are, so that a slip never leaks. Whoever writes a
number or a text into a sentence instead of a field masks it first with the functions here.
"""

from collections.abc import Mapping, MutableMapping
from typing import Any

#: What stands for a secret, and for a number that is none.
HIDDEN = "***"

#: Country codes of two digits (ITU-T E.164 assignments); those of zones 1 and 7 have one, all others three.
_TWO_DIGITS = frozenset(
    str(code)
    for codes in (
        (20, 27, *range(30, 35), 36, 39),
        (40, 41, *range(43, 50)),
        (*range(51, 59), *range(60, 67)),
        (81, 82, 84, 86, *range(90, 96), 98),
    )
    for code in codes
)

#: How many digits at the end stay readable: enough to tell two numbers of a conversation apart.
_LAST = 3

#: At least so many digits are hidden; of a short number, less is shown.
_HIDDEN_MIN = 4

#: Characters that people put into numbers.
_PUNCTUATION = str.maketrans("", "", " -./()")

NUMBER_KEYS = frozenset({"to", "from", "from_", "msisdn", "recipient", "sender"})
TEXT_KEYS = frozenset({"text", "message_text", "short_message", "body", "otp"})
SECRET_KEYS = frozenset(
    {
        "secret",
        "access_key_secret",
        "password",
        "signature",
        "authorization",
        "security_token",
        "token",
        "cookie",
        "set_cookie",
        "string_to_sign",
    }
)

#: What structlog itself carries along until a renderer takes it.
_STRUCTLOG_KEYS = frozenset({"exc_info", "_record", "_from_structlog"})

#: Deeper than any line of ours; what lies deeper is hidden whole.
_DEPTH_MAX = 6


def mask_number(number: str) -> str:
    """An MSISDN with its country code and last three digits readable: `85212345678` → `852*****678`.

    At least four digits are hidden, so a short number shows less. A sender ID with letters is nobody's number
    and stays. Anything else becomes `***`.
    """
    bare = number.translate(_PUNCTUATION)
    plus = "+" if bare.startswith("+") else ""
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        is_sender_id = number.isascii() and number.isalnum() and len(number) <= 11
        return number if is_sender_id else HIDDEN
    code = _country_code(digits)
    last = digits[-_LAST:]
    hidden = len(digits) - len(code) - len(last)
    if hidden >= _HIDDEN_MIN:
        return f"{plus}{code}{'*' * hidden}{last}"
    return f"{plus}{'*' * (len(digits) - len(last))}{last}" if len(digits) >= _LAST + _HIDDEN_MIN else HIDDEN


def mask_text(text: str | bytes, coding: str = "") -> str:
    """Of a text its length and, where it is given, its coding: `<24 characters, UCS-2>`. Octets are counted as such."""
    unit = "octets" if isinstance(text, bytes) else "characters"
    return f"<{len(text)} {unit}, {coding}>" if coding else f"<{len(text)} {unit}>"


def mask_fields(_logger: object, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: the line with every field masked that has a name which calls for it.

    Names count without case, with `-` as `_`; a name that ends in a known one counts too (`root_password`).
    """
    return {name: value if name in _STRUCTLOG_KEYS else _masked(name, value, 0) for name, value in fields.items()}


def _masked(name: str, value: Any, depth: int) -> Any:
    """`value` as a field called `name` may show it; lists and mappings are walked."""
    kind = _kind(name)
    if isinstance(value, Mapping):
        if kind == "secret" or depth >= _DEPTH_MAX:
            return HIDDEN
        return {inner: _masked(str(inner), below, depth + 1) for inner, below in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return HIDDEN if depth >= _DEPTH_MAX else [_masked(name, below, depth + 1) for below in value]
    if kind == "secret":
        return HIDDEN if value not in (None, "", b"") else value
    if kind == "number" and isinstance(value, (str, int)) and not isinstance(value, bool):
        return mask_number(str(value)) if value != "" else value
    if kind == "text" and isinstance(value, (str, bytes)):
        return mask_text(value)
    return value


def _kind(name: str) -> str:
    """`secret`, `text`, `number`, or empty for a field that may be shown."""
    plain = name.lower().replace("-", "_")
    if plain in SECRET_KEYS or plain.endswith(("password", "secret", "token", "signature")):
        return "secret"
    if plain in TEXT_KEYS:
        return "text"
    return "number" if plain in NUMBER_KEYS or plain.endswith("msisdn") else ""


def _country_code(digits: str) -> str:
    if digits[:1] in {"1", "7"}:
        return digits[:1]
    return digits[:2] if digits[:2] in _TWO_DIGITS else digits[:3]
