"""Words of a shell that stand for a text exactly, as bash reads them."""

import re

_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,-]+", re.ASCII)

_SHORT = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(text: str) -> str:
    """The text as one quoted word; what does not print, or turns the direction of text, is escaped by octets."""
    if text.isprintable():
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + "".join(map(_escaped, text)) + "'"


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    return "".join(f"\\x{octet:02x}" for octet in character.encode())


def word(text: str) -> str:
    """The same, bare where it needs no quotes."""
    return text if _PLAIN.fullmatch(text) is not None else literal(text)
