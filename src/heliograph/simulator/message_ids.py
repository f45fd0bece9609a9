"""The ids that a simulated SMSC gives to messages, in the forms that carriers use."""

import enum
import itertools


class IdForm(enum.StrEnum):
    """How a number becomes a message_id."""

    DECIMAL = "decimal"
    HEX = "hex"
    """Lower case."""
    HEX_UPPER = "hex-upper"
    PADDED = "padded"
    """Decimal with leading zeros, 20 characters."""
    PADDED_HEX = "padded-hex"
    """Upper-case hexadecimal with leading zeros, 20 characters."""


#: The form in the other base, for receipts that name a message so.
OTHER_BASE = {
    IdForm.DECIMAL: IdForm.HEX,
    IdForm.HEX: IdForm.DECIMAL,
    IdForm.HEX_UPPER: IdForm.DECIMAL,
    IdForm.PADDED: IdForm.HEX,
    IdForm.PADDED_HEX: IdForm.DECIMAL,
}

_FORMATS = {
    IdForm.DECIMAL: "%d",
    IdForm.HEX: "%x",
    IdForm.HEX_UPPER: "%X",
    IdForm.PADDED: "%020d",
    IdForm.PADDED_HEX: "%020X",
}

#: Added to a number, it makes one that no message has: those are the milliseconds of some year, times a thousand.
_NOBODYS = 9 * 10**18


def written(number: int, form: IdForm) -> str:
    """The id in that form: at most 20 characters."""
    return _FORMATS[form] % number


def receipt_id(number: int, id_as: str, response_form: IdForm, receipt_form: IdForm) -> str:
    """The id in a receipt, as a rule's `receipt_id` asks for it, where receipts usually have `receipt_form`."""
    match id_as:
        case "same":
            return written(number, receipt_form)
        case "other-base":
            return written(number, OTHER_BASE[response_form])
        case "unknown":
            return written(_NOBODYS + number, receipt_form)
        case "none":
            return ""
        case _:
            return written(number, IdForm(id_as))


class NumberSource:
    """Numbers that no other start of the same network gave: the milliseconds of its start, then a count.

    A network that restarts often and is asked for fewer than a thousand ids a millisecond never repeats one, as long
    as the machine's wall clock does not go back over the whole time in between.
    """

    def __init__(self, started_at_ms: int) -> None:
        self._numbers = itertools.count(started_at_ms * 1000)

    def take(self) -> int:
        """The next number; 16 decimal digits."""
        return next(self._numbers)
