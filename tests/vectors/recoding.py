"""Other ways to escape the same parameters, and the same escapes of other parameters."""

import random
from collections.abc import Callable

from heliograph.signatures import percent

Recode = Callable[[str], str]

#: Left bare by some client or other (spec: clients §3), and not to be mistaken for a separator or an escape.
BARE = "!$'()*,:;@/?-._~"


def every_octet_escaped(text: str) -> str:
    return "".join(f"%{octet:02X}" for octet in text.encode())


def in_lower_case(text: str) -> str:
    return "".join(chr(o) if chr(o).isalnum() and o < 128 else f"%{o:02x}" for o in text.encode())


def space_as_plus(text: str) -> str:
    return percent.encode(text).replace("%20", "+")


def sub_delims_bare(text: str) -> str:
    return "".join(c if c in BARE or (c.isalnum() and c.isascii()) else percent.encode(c) for c in text)


def octets_bare(text: str) -> str:
    """UTF-8 octets above 0x7F not escaped at all; no client does it, some proxies do."""
    return "".join(c.encode().decode("latin-1") if ord(c) > 127 else percent.encode(c) for c in text)


RECODINGS: tuple[Recode, ...] = (
    percent.encode,
    every_octet_escaped,
    in_lower_case,
    space_as_plus,
    sub_delims_bare,
    octets_bare,
)


def recoded(raw: str, recode: Recode) -> str:
    """The same parameters as in `raw`, escaped in another way."""
    return "&".join(f"{recode(name)}={recode(value)}" for name, value in decoded(raw).items())


def decoded(raw: str) -> dict[str, str]:
    """The parameters of a query or form that is right."""
    pairs = percent.parse(raw)
    assert not isinstance(pairs, percent.NotUtf8)
    assert percent.first_duplicate(pairs) is None
    return dict(pairs)


def with_one_value_changed(raw: str, dice: random.Random) -> list[str]:
    """For each parameter in `raw`, the same with one octet of its value another, so that the decoded value is too."""
    fields = raw.split("&") if raw else []
    return [
        "&".join([*fields[:index], _changed(field, dice), *fields[index + 1 :]]) for index, field in enumerate(fields)
    ]


def _changed(field: str, dice: random.Random) -> str:
    """`field` with another octet in its value, or with a value where it had none; still UTF-8 when decoded."""
    name, _, value = field.partition("=")
    if not value:
        return f"{name}=7"
    while True:
        at = dice.randrange(len(value))
        changed = f"{name}={value[:at]}{dice.choice('0789ABCD')}{value[at + 1 :]}"
        read = percent.parse(changed)
        if not isinstance(read, percent.NotUtf8) and read != percent.parse(field) and len(read) == 1:
            return changed
