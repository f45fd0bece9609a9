"""Random rules about a simulated carrier, each of them sound."""

from typing import Any

from hypothesis import strategies as st

from heliograph.rules import Key, Rule, Subject, Unreadable, read_mapping
from heliograph.rules.carrier import CARRIER, Status
from heliograph.rules.kinds import (
    Choice,
    Choices,
    Contained,
    Delays,
    Duration,
    Globs,
    Matching,
    Moment,
    Rate,
    Share,
    Text,
    Truth,
    Whole,
)

_GLOB = st.text(st.sampled_from("0123456789+*?ABCxyz."), min_size=1, max_size=12) | st.sampled_from(
    ["[0-9]5*", "+8[!5]?"]
)
_PRINTED = st.text(min_size=1, max_size=60).filter(str.isprintable)
_TIME = st.builds(lambda n, u: f"{n}{u}", st.integers(1, 800), st.sampled_from(["ms", "s"]))
_DELAYS = st.one_of(
    _TIME,
    st.builds(lambda low, more: f"uniform({low}ms,{low + more}ms)", st.integers(0, 999), st.integers(0, 9999)),
    st.builds("exponential({})".format, _TIME),
    st.builds(lambda mean, least: f"exponential({mean}, min={least}ms, max=1h)", _TIME, st.integers(0, 99)),
    st.builds(lambda median, sigma: f"lognormal({median},{sigma / 100000:.5f},max=5m)", _TIME, st.integers(1, 500_000)),
)


def values_of(key: Key) -> st.SearchStrategy[Any]:
    """What a file or a command may say of the key."""
    kind = key.kind
    match kind:
        case Globs():
            return st.lists(_GLOB, min_size=1, max_size=3).map(",".join)
        case Contained() | Text():
            return _PRINTED
        case Matching():
            return st.from_regex("[0-9A-Za-z]{1,8}", fullmatch=True).filter(str.isascii)
        case Whole():
            return st.integers(2, 200)
        case Share():
            return st.floats(0.000001, 1)
        case Rate():
            return st.integers(1, 100_000_000).map(lambda n: f"{n / 1000:.3f}/s")
        case Truth():
            return st.booleans()
        case Choice():
            return st.sampled_from(sorted(kind.words))
        case Choices():
            return st.lists(st.sampled_from(sorted(kind.words)), min_size=1, max_size=5, unique=True).map(",".join)
        case Delays():
            return _DELAYS
        case Duration():
            return _TIME
        case Moment():
            return st.integers(10**12, 4 * 10**12).map(kind.write)
        case Status():
            return st.sampled_from(["ESME_RSYSERR", "ESME_RTHROTTLED", 8, "0x58", "ESME_00000401", 0x4FF])
    raise AssertionError(kind)


@st.composite
def rules(draw: st.DrawFn, vocabulary: Any = CARRIER) -> Rule:
    """A sound rule."""
    subject: Subject = draw(st.sampled_from(vocabulary.subjects))
    keys = draw(st.lists(st.sampled_from(subject.keys), min_size=1, max_size=6, unique_by=lambda key: key.name))
    raw = {"on": subject.name} | {key.name: draw(values_of(key)) for key in keys}
    if draw(st.booleans()):
        raw["name"] = draw(st.from_regex("[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True).filter(str.isascii))
    if draw(st.booleans()):
        raw["note"] = draw(_PRINTED)
    try:
        return read_mapping(raw, vocabulary)
    except Unreadable:
        # Keys that do not go together, or none that does something.
        kept = {name: raw[name] for name in raw if name in (*(key.name for key in subject.conditions), "on")}
        return read_mapping(kept | {"accept": True}, vocabulary)
