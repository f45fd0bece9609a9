"""The template language: text with variables, `Your code is ${code}.`, and how values take their places.

A template is text in which `${name}` stands for a value; a `$` that begins no variable is itself. Values go in once and
are never read again, so that a value `${code}` stays those seven characters.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from heliograph.sms.segments import TEXT_MAX

#: Characters of a template as it is written. Source: the cloud's template rules (500 characters with variables).
CONTENT_MAX = 500

NAME_MAX = 32

#: Characters of one value. Source: the catalogue's PARAM_LENGTH_LIMIT.
VALUE_MAX = 200

#: The recipient reads who sends between these two, so that nothing else of a message may hold them.
SIGNATURE_OPENS, SIGNATURE_CLOSES = "【", "】"

_NAME = rf"[A-Za-z_][A-Za-z0-9_]{{0,{NAME_MAX - 1}}}"

#: No lenticular bracket, and no control character but the line feed.
_PLAIN = "【】\x00-\x09\x0b-\x1f\x7f"

#: A whole template: the language is regular. Settings hold their templates to it as well.
GRAMMAR = rf"^(?:[^${_PLAIN}]|\$(?!\{{)|\$\{{{_NAME}\}})+\Z"

GRAMMAR_SAYS = (
    f"text of 1 to {CONTENT_MAX} characters with variables such as ${{code}}, and without 【, 】 and control characters"
)

_GRAMMAR = re.compile(GRAMMAR)
_VARIABLE = re.compile(rf"\$\{{({_NAME})\}}")
_VALUE = re.compile(f"[^{_PLAIN}]+")


@dataclass(frozen=True, slots=True)
class Template:
    """A template, read: `texts` has one entry more than `variables`, which stand between them in order."""

    texts: tuple[str, ...]
    variables: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Each variable once, in the order of first use."""
        return tuple(dict.fromkeys(self.variables))

    @property
    def written(self) -> str:
        """The template as it is written."""
        return _joined(self.texts, [f"${{{name}}}" for name in self.variables])


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why values do not fill a template: the catalogue's code, and a sentence that repeats no value."""

    code: str
    text: str


@lru_cache(maxsize=1024)
def parse_template(content: str) -> Template | None:
    """The template that is written `content`; None for what is none by `GRAMMAR` or is too long.

    Remembered, because every message of a template reads it again.
    """
    if len(content) > CONTENT_MAX or _GRAMMAR.match(content) is None:
        return None
    pieces = _VARIABLE.split(content)
    return Template(tuple(pieces[::2]), tuple(pieces[1::2]))


def fill(template: Template, values: Mapping[str, str]) -> str | Misfit:
    """The text with every variable replaced by its value; each value must be wanted, and each variable have one.

    Source of the codes: CONTENT_MISSING_PARAMETERS "a template variable has no value", whose advice asks that the keys
    match the variables; PARAM_LENGTH_LIMIT "a single variable over 200 characters"; SMS_CONTENT_ILLEGAL "message
    content breaks the rules". A surplus key has no code of its own and is INVALID_PARAMETERS.
    """
    names = template.names
    missing = [name for name in names if not values.get(name)]
    if missing:
        return Misfit(
            "CONTENT_MISSING_PARAMETERS", f"TemplateParam has no value for {', '.join(missing)} of the template."
        )
    surplus = len(values.keys() - set(names))
    if surplus:
        wanted = f"its variables are {', '.join(names)}" if names else "it has no variables"
        return Misfit("INVALID_PARAMETERS", f"TemplateParam has {surplus} keys that the template has not; {wanted}.")
    for name in names:
        if len(values[name]) > VALUE_MAX:
            has = f"has {len(values[name])} characters; at most {VALUE_MAX} are allowed"
            return Misfit("PARAM_LENGTH_LIMIT", f"The value of {name} in TemplateParam {has}.")
        if _VALUE.fullmatch(values[name]) is None:
            return Misfit(
                "SMS_CONTENT_ILLEGAL",
                f"The value of {name} in TemplateParam has 【, 】 or a control character, which are not allowed in it.",
            )
    return _joined(template.texts, [values[name] for name in template.variables])


def signed(signature: str, text: str) -> str | Misfit:
    """What goes out: the signature in its brackets, then the text."""
    whole = f"{SIGNATURE_OPENS}{signature}{SIGNATURE_CLOSES}{text}"
    if len(whole) > TEXT_MAX:
        return Misfit(
            "PARAM_LENGTH_LIMIT",
            f"The text with its signature has {len(whole)} characters; at most {TEXT_MAX} are allowed.",
        )
    return whole


def _joined(texts: tuple[str, ...], between: list[str]) -> str:
    return texts[0] + "".join(value + text for value, text in zip(between, texts[1:], strict=True))
