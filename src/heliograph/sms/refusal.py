"""A carrier's known refusal of a hand-over, whatever protocol it was said in: its word, and what to do about it."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from heliograph.sms.command_status import StatusClass, status_of

#: A word for the catalogue: longer ones are cut, so that no carrier fills our rows.
_CODE_MAX = 32

#: The operator chose the numbers that a carrier may be sent to, and this is none of them: nothing left.
NUMBER_NOT_ALLOWED = "NUMBER_NOT_ALLOWED"

_STATUS = re.compile("HTTP_([1-5][0-9]{2})")

_NO_CODE = re.compile(r"[^A-Z0-9_.]+")


class Refusal(msgspec.Struct, frozen=True, gc=False):
    """Why the carrier did not take it."""

    code: str
    """Delivery status code: the name of a command_status, `HTTP_503`, or the carrier's own word in upper case."""
    status_class: StatusClass
    vendor: bool = False
    """Whether only the carrier's own documents say what it means: then even a permanent one is tried once more."""
    retry_after_ms: int = 0
    """How long the carrier asked to be left alone; 0 where it did not say."""


def refusal_of_status(command_status: int, classes: Mapping[int, StatusClass] = MappingProxyType({})) -> Refusal:
    """The refusal that an error status of SMPP is; `classes` says what the carrier means by some of them."""
    status = status_of(command_status)
    known = classes.get(command_status)
    if known is not None:
        return Refusal(status.name, known)
    return Refusal(status.name, status.status_class, status.vendor)


def code_of_word(word: str) -> str:
    """A carrier's own word for an error as a delivery status code: upper case, a letter first; "" for none.

    `21610` is `ERROR_21610`, so that rules can name it as they name others.
    """
    code = _NO_CODE.sub("_", word.upper()).strip("_.")
    return (code if code[:1].isalpha() or not code else f"ERROR_{code}")[:_CODE_MAX]


def code_of_http(status: int) -> str:
    """The code of a refusal that only a status of HTTP tells."""
    return f"HTTP_{status}"


def meaning_of_http(code: str) -> str:
    """What such a code means; "" for any other."""
    found = _STATUS.fullmatch(code)
    return f"the carrier refused it with HTTP status {found[1]}" if found is not None else ""
