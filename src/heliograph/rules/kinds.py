"""The kinds of value that a rule's keys take: how each is read, what it may be, and how it is written.

A kind reads what a file, a JSON document or a command line holds and writes it back in one form: `read(write(v)) == v`.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from heliograph.rules.delay import DELAY_MAX_MS, AnyDelay, Delay, Exponential, LogNormal
from heliograph.rules.glob import GlobProblem, any_of, pattern_of

#: A value in an error text is cut here: long ones are pasted by mistake.
_SHOWN_MAX = 60


class Unfit(Exception):
    """A value that a key does not take; the text is the whole predicate: "is 'x'; it must be …"."""


class Kind(Protocol):
    """A kind of value. All are immutable."""

    @property
    def allowed(self) -> str:
        """What a value may be, in words that follow "it must be"."""
        ...

    def read(self, raw: object) -> Any:
        """The value that `raw` stands for, a text or the file's own type. Raises Unfit."""
        ...

    def write(self, value: Any) -> str | int | float | bool:
        """The value as files and documents hold it."""
        ...


def shown(raw: object) -> str:
    """A value as an error text has it: not too long."""
    text = repr(raw)
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"


def unfit(raw: object, kind: Kind) -> Unfit:
    """The exception that says what `kind` takes."""
    return Unfit(f"is {shown(raw)}; it must be {kind.allowed}")


class Condition(Kind, Protocol):
    """A kind of value that something can match."""

    def matcher(self, value: Any) -> Callable[[Any], object]:
        """A function of what a rule asks about: whether it matches, as a truth value."""
        ...


class Text:
    """Any text that can be printed."""

    def __init__(self, length_max: int, says: str = "") -> None:
        self._length_max = length_max
        self.allowed = f"{says or 'text'} of 1 to {length_max} characters, without line ends"

    def read(self, raw: object) -> str:
        if not isinstance(raw, str) or not 0 < len(raw) <= self._length_max or not raw.isprintable():
            raise unfit(raw, self)
        return raw

    def write(self, value: str) -> str:
        return value


class Contained(Text):
    """Text that stands somewhere in another one; case does not count."""

    def matcher(self, value: str) -> Callable[[str], bool]:
        wanted = value.casefold()
        return lambda text: wanted in text.casefold()


class Matching:
    """Text of a pattern of its own."""

    def __init__(self, pattern: str, allowed: str) -> None:
        self._pattern = re.compile(pattern)
        self.allowed = allowed

    def read(self, raw: object) -> str:
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw)
        if not isinstance(raw, str) or self._pattern.fullmatch(raw) is None:
            raise unfit(raw, self)
        return raw

    def write(self, value: str) -> str:
        return value


class Globs:
    """Patterns of which one must match the whole: `85251*`, `+1???55501[0-9][0-9]`, several with commas between."""

    def __init__(self, *, numbers: bool = False, case: bool = True) -> None:
        """`numbers` may have a plus sign before them, or not; `case` says whether it counts."""
        self._numbers, self._case = numbers, case

    allowed = "a pattern, or several with commas: * for anything, ? for one character, [0-9] for one of these"

    def read(self, raw: object) -> tuple[str, ...]:
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw)
        parts = raw.split(",") if isinstance(raw, str) else raw
        if not isinstance(parts, list | tuple) or not parts or len(parts) > 100:
            raise unfit(raw, self)
        for part in parts:
            if not isinstance(part, str) or not part or not part.isprintable() or part != part.strip() or "," in part:
                raise unfit(raw, self)
            try:
                pattern_of(part)
            except GlobProblem:
                raise unfit(raw, self) from None
        return tuple(parts)

    def write(self, value: Sequence[str]) -> str:
        return ",".join(value)

    def expression(self, value: Sequence[str]) -> str:
        """The regular expression of the patterns, for the whole of a text."""
        if self._numbers:
            return any_of([one.removeprefix("+") for one in value], r"\+?+")
        return any_of(value) if self._case else f"(?i:{any_of(value)})"

    def matcher(self, value: Sequence[str]) -> Callable[[str], object]:
        return re.compile(self.expression(value), re.ASCII | re.DOTALL).fullmatch


class Whole:
    """A whole number within bounds."""

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most
        self.allowed = f"a whole number from {least} to {most}"

    def read(self, raw: object) -> int:
        value = raw
        if isinstance(raw, str):
            value = int(raw) if re.fullmatch("[0-9]{1,18}", raw, re.ASCII) else None
        if not isinstance(value, int) or isinstance(value, bool) or not self._least <= value <= self._most:
            raise unfit(raw, self)
        return value

    def write(self, value: int) -> int:
        return value

    def matcher(self, value: int) -> Callable[[int], bool]:
        return lambda number: number == value


#: A part as people and `repr` write it: the smallest there is has 22 digits behind the point at most.
_PART = re.compile(r"[0-9]{1,3}(\.[0-9]{1,24})?|0?\.[0-9]{1,24}", re.ASCII)


class Share:
    """A part of what matches."""

    allowed = "a number from 0.000001 to 1, such as 0.3"

    def read(self, raw: object) -> float:
        value = raw
        if isinstance(raw, str):
            value = float(raw) if _PART.fullmatch(raw) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0.000001 <= value <= 1:
            raise unfit(raw, self)
        return float(value)

    def write(self, value: float) -> float:
        return value


class Rate:
    """How many a second."""

    allowed = "a number and /s, such as 50/s or 0.5/s: from 0.001/s to 100000/s"

    def read(self, raw: object) -> float:
        found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)/s", raw, re.ASCII) if isinstance(raw, str) else None
        if found is None or not 0.001 <= float(found[1]) <= 100_000:
            raise unfit(raw, self)
        return float(found[1])

    def write(self, value: float) -> str:
        return f"{_decimal(value)}/s"


class Truth:
    """True or false; on a command line the bare key is true."""

    allowed = "true or false"

    def read(self, raw: object) -> bool:
        value = {"true": True, "false": False}.get(raw, raw) if isinstance(raw, str) else raw
        if not isinstance(value, bool):
            raise unfit(raw, self)
        return value

    def write(self, value: bool) -> bool:
        return value


class Choice:
    """One of some words."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """`words` and what each means."""
        self.words = words
        self.allowed = f"one of {', '.join(words)}"

    def read(self, raw: object) -> str:
        if not isinstance(raw, str) or raw not in self.words:
            raise unfit(raw, self)
        return raw

    def write(self, value: str) -> str:
        return value

    def matcher(self, value: str) -> Callable[[str], bool]:
        return lambda word: word == value


class Choices:
    """Some words in an order, with commas between; or one word that stands for none of them."""

    def __init__(self, words: Mapping[str, str], count_max: int, *, none: str = "", again: bool = False) -> None:
        """`none` is the word for none of them; `again` allows a word more than once."""
        self.words = words
        self._count_max, self._none, self._again = count_max, none, again
        beside = f"{none}, or " if none else ""
        self.allowed = f"{beside}up to {count_max} of {', '.join(words)}, with commas between"

    def read(self, raw: object) -> tuple[str, ...]:
        parts = raw.split(",") if isinstance(raw, str) else raw
        if self._none and parts in ([self._none], (self._none,)):
            return ()
        if not isinstance(parts, list | tuple) or not 0 < len(parts) <= self._count_max:
            raise unfit(raw, self)
        if any(not isinstance(part, str) or part not in self.words for part in parts):
            raise unfit(raw, self)
        if not self._again and len(set(parts)) < len(parts):
            raise unfit(raw, self)
        return tuple(parts)

    def write(self, value: Sequence[str]) -> str:
        return ",".join(value) or self._none


class Moment:
    """A moment with its zone, in UTC milliseconds."""

    allowed = "a date and time with its zone, such as 2026-12-24T18:30:00Z"

    def read(self, raw: object) -> int:
        value = raw
        if isinstance(raw, str):
            try:
                value = datetime.fromisoformat(raw)
            except ValueError:
                raise unfit(raw, self) from None
        if not isinstance(value, datetime) or value.tzinfo is None or not 2000 <= value.year <= 9000:
            raise unfit(raw, self)
        return round(value.timestamp() * 1000)

    def write(self, value: int) -> str:
        moment = datetime.fromtimestamp(value // 1000, UTC).replace(microsecond=value % 1000 * 1000)
        return moment.isoformat(timespec="milliseconds" if value % 1000 else "seconds").replace("+00:00", "Z")


_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|s|m|h|d)", re.ASCII)


def duration_ms(text: str) -> int | None:
    """The milliseconds of `250ms`, `1.5s`, `5m`, `2h` or `1d`; None for anything else."""
    found = _DURATION.fullmatch(text)
    return None if found is None else round(float(found[1]) * _UNITS[found[2]])


def duration_text(milliseconds: int) -> str:
    """The duration in the largest unit that needs no fraction."""
    if not milliseconds:
        return "0s"
    unit = next(name for name in ("d", "h", "m", "s", "ms") if milliseconds % _UNITS[name] == 0)
    return f"{milliseconds // _UNITS[unit]}{unit}"


class Duration:
    """A length of time with its unit, in milliseconds."""

    def __init__(self, least_ms: int, most_ms: int) -> None:
        self._least_ms, self._most_ms = least_ms, most_ms
        self.allowed = (
            f"a time with its unit, such as 250ms, 1.5s, 5m or 2h: "
            f"from {duration_text(least_ms)} to {duration_text(most_ms)}"
        )

    def read(self, raw: object) -> int:
        value = duration_ms(raw) if isinstance(raw, str) else None
        if value is None or not self._least_ms <= value <= self._most_ms:
            raise unfit(raw, self)
        return value

    def write(self, value: int) -> str:
        return duration_text(value)


_CALL = re.compile(r"(uniform|exponential|lognormal)\(([^()]*)\)")


class Delays:
    """A time, or a distribution of times."""

    allowed = (
        "a time such as 250ms or 2s, or a distribution: uniform(100ms,2s), exponential(500ms,max=5s) by its mean, "
        "lognormal(200ms,0.8,min=50ms,max=5s) by its median and sigma (up to 5); none of them above 1d"
    )

    def read(self, raw: object) -> AnyDelay:
        if not isinstance(raw, str):
            raise unfit(raw, self)
        text = re.sub(r"\s+", "", raw)
        fixed = duration_ms(text)
        made: AnyDelay | None = None
        if fixed is not None:
            made = Delay(fixed) if fixed <= DELAY_MAX_MS else None
        elif found := _CALL.fullmatch(text):
            made = _distribution(found[1], found[2].split(","))
        if made is None:
            raise unfit(raw, self)
        return made

    def write(self, value: AnyDelay) -> str:
        if isinstance(value, Delay):
            if not value.jitter_ms:
                return duration_text(value.at_least_ms)
            return f"uniform({duration_text(value.at_least_ms)},{duration_text(value.at_least_ms + value.jitter_ms)})"
        bounds = f",min={duration_text(value.at_least_ms)}" if value.at_least_ms else ""
        if value.at_most_ms != DELAY_MAX_MS:
            bounds += f",max={duration_text(value.at_most_ms)}"
        if isinstance(value, Exponential):
            return f"exponential({duration_text(value.mean_ms)}{bounds})"
        return f"lognormal({duration_text(value.median_ms)},{_decimal(value.sigma)}{bounds})"


def _distribution(name: str, arguments: Sequence[str]) -> AnyDelay | None:
    """The distribution of `name(arguments)`; None where the arguments make none."""
    plain = [one for one in arguments if "=" not in one]
    bounds = dict(one.split("=", 1) for one in arguments if "=" in one)
    if list(arguments) != plain + [f"{key}={value}" for key, value in bounds.items()] or not bounds.keys() <= _BOUNDS:
        return None
    least, most = (duration_ms(bounds.get(key, default)) for key, default in (("min", "0s"), ("max", "1d")))
    first = duration_ms(plain[0]) if plain else None
    if least is None or most is None or first is None or not least <= most <= DELAY_MAX_MS or first > DELAY_MAX_MS:
        return None
    if name == "uniform":
        high = duration_ms(plain[1]) if len(plain) == 2 and not bounds else None
        return Delay(first, high - first) if high is not None and first <= high <= DELAY_MAX_MS else None
    if first < 1:
        return None
    if name == "exponential":
        return Exponential(first, least, most) if len(plain) == 1 else None
    sigma = float(plain[1]) if len(plain) == 2 and _SIGMA.fullmatch(plain[1]) else math.inf
    return LogNormal(first, sigma, least, most) if 0 < sigma <= 5 else None


def _decimal(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


_BOUNDS = {"min", "max"}
_SIGMA = re.compile(r"[0-9](\.[0-9]{1,5})?", re.ASCII)
