"""What is wrong with a configuration, in words that name the place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong (or, as a warning, odd) and where it was read."""

    says: str
    """A sentence that begins with the key or the variable; never holds a secret."""
    source: str = ""
    """The file as it was named, `environment` or `command line`; empty where there is none."""
    line: int = 0
    """1, 2, … in that file; 0 where the source is no file, or the whole file is meant."""
    key: str = ""
    """The key's path, `carriers[0].port`; or the variable or flag."""

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.says}" if place else self.says


class ConfigurationError(Exception):
    """The configuration cannot be used; `faults` lists everything that is wrong with it, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
