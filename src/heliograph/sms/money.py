"""Amounts of money: whole millionths of a currency unit, never binary fractions, and their text."""

import re

#: The largest amount that is read: a price per segment is far below it, and sums stay within 63 bits.
MICRO_MAX = 1_000_000_000_000

_DECIMAL = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?\Z", re.ASCII)


def micro_of(text: str) -> int:
    """Millionths of `0.0075`, a decimal with up to six digits on each side of the point. Raises ValueError."""
    written = _DECIMAL.match(text)
    if written is None:
        raise ValueError(f"{text!r} is no amount such as 0.0075")
    return int(written[1]) * 1_000_000 + int((written[2] or "").ljust(6, "0"))


def micro_sum_of(text: str) -> int:
    """Millionths of what `amount_text` has written, whatever its size. Raises ValueError."""
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.removeprefix("-").partition(".")
    return sign * (int(whole) * 1_000_000 + int(part.ljust(6, "0")))


def amount_text(micro: int) -> str:
    """`0.0075` for 7,500 millionths: exact, with no zeros at its end and at least one digit before the point."""
    whole, part = divmod(abs(micro), 1_000_000)
    text = f"{whole}.{part:06}".rstrip("0").rstrip(".")
    return f"-{text}" if micro < 0 else text
