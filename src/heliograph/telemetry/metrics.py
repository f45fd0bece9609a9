"""Counters and gauges as plain numbers, shown in the Prometheus text form.

A counter on the hot path is one dictionary addition; nothing here takes a lock, since one event loop owns them all.
Each part of the program is given a `Metrics` and makes what it counts; names follow Prometheus' rules (a prefix, base
units, `_total`). A label never holds a number, a message id or a text.
"""

from collections.abc import Callable, Iterable, Mapping


class Counter:
    """A number that only grows, one for each combination of label values."""

    def __init__(self, name: str, help_text: str, labels: tuple[str, ...]) -> None:
        self.name = name
        self.help_text = help_text
        self.labels = labels
        self.values: dict[tuple[str, ...], int] = {} if labels else {(): 0}

    def add(self, count: int = 1, *values: str) -> None:
        """Add `count` to the series with these label values, in the order of `labels`."""
        self.values[values] = self.values.get(values, 0) + count

    def value(self, *values: str) -> int:
        """The series' number now; 0 for one that was never added to."""
        return self.values.get(values, 0)


#: A gauge is asked when it is shown: label values → number.
Reading = Callable[[], Mapping[tuple[str, ...], float]]


class Metrics:
    """Everything that one process counts."""

    def __init__(self) -> None:
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, tuple[str, tuple[str, ...], Reading]] = {}

    def counter(self, name: str, help_text: str, labels: tuple[str, ...] = ()) -> Counter:
        """The counter of that name; made at the first call."""
        found = self._counters.get(name)
        if found is None:
            found = self._counters[name] = Counter(name, help_text, labels)
        return found

    def gauge(self, name: str, help_text: str, read: Reading, labels: tuple[str, ...] = ()) -> None:
        """Show what `read` returns whenever the metrics are asked for."""
        self._gauges[name] = (help_text, labels, read)

    def render(self) -> bytes:
        """All of it in the Prometheus text exposition format, version 0.0.4."""
        lines: list[str] = []
        for counter in self._counters.values():
            lines += _family(counter.name, counter.help_text, "counter", counter.labels, counter.values.items())
        for name, (help_text, labels, read) in self._gauges.items():
            lines += _family(name, help_text, "gauge", labels, read().items())
        return ("\n".join(lines) + "\n").encode()


def _family(
    name: str,
    help_text: str,
    kind: str,
    labels: tuple[str, ...],
    series: Iterable[tuple[tuple[str, ...], float]],
) -> list[str]:
    lines = [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}"]
    for values, number in series:
        pairs = ",".join(f'{label}="{_escaped(value)}"' for label, value in zip(labels, values, strict=True))
        lines.append(f"{name}{{{pairs}}} {number}" if pairs else f"{name} {number}")
    return lines


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
