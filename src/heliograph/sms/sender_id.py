"""Judges a sender ID (`From`) and tells how SMPP has to name its kind."""

import re
from enum import Enum

LETTERS_MAX = 11
"""An alphanumeric address has eleven characters at most (3GPP TS 23.040 §9.1.2.5)."""

DIGITS_MAX = 15
"""E.164 numbers have fifteen digits at most."""

SHORT_CODE_MAX = 6
"""National short codes have three to six digits nearly everywhere; a link's settings override it where they do not."""

_DIGITS = re.compile(rf"[0-9]{{1,{DIGITS_MAX}}}", re.ASCII)
_LETTERS = re.compile(rf"[0-9A-Za-z]{{1,{LETTERS_MAX}}}", re.ASCII)
_ALPHABET = re.compile("[0-9A-Za-z]+", re.ASCII)


class SenderKind(Enum):
    """The kinds of source address, each with its usual (TON, NPI); a link's settings override them."""

    ALPHANUMERIC = (5, 0)
    SHORT_CODE = (3, 0)
    INTERNATIONAL = (1, 1)

    @property
    def ton(self) -> int:
        return self.value[0]

    @property
    def npi(self) -> int:
        return self.value[1]


def is_sender_id(text: str) -> bool:
    """Whether `text` has letters and digits only, at most 11 of them, or 15 if all are digits. "" is none."""
    return _DIGITS.fullmatch(text) is not None or _LETTERS.fullmatch(text) is not None


def fault_of(text: str) -> str:
    """Why `text` is no sender ID, as a sentence that does not repeat it; empty when it is one.

    The rule: letters (A to Z, a to z) and digits only; at most 11 of them, or 15 if all are digits.
    """
    if is_sender_id(text):
        return ""
    if not text:
        return "The sender ID is empty."
    if _ALPHABET.fullmatch(text) is None:
        return "The sender ID has a character that is neither a letter from A to Z nor a digit."
    if text.isdigit():
        return f"The sender ID has {len(text)} digits; at most {DIGITS_MAX} are allowed."
    return f"The sender ID has {len(text)} characters; with letters in it at most {LETTERS_MAX} are allowed."


def kind_of(sender: str) -> SenderKind:
    """The kind of a good sender ID: letters make it alphanumeric, few digits a short code, more an MSISDN."""
    if not sender.isdigit():
        return SenderKind.ALPHANUMERIC
    return SenderKind.SHORT_CODE if len(sender) <= SHORT_CODE_MAX else SenderKind.INTERNATIONAL
