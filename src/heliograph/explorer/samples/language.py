"""What a language of the samples is, and the sample that it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from heliograph.explorer.samples.given import Given
from heliograph.explorer.samples.target import Target


class Checked(StrEnum):
    """How this release's tests check the samples of a language."""

    EXECUTED = "executed"
    """Built and run as they are, against a running server that verified their signatures."""
    PARSED = "parsed"
    """Read by the language's own parser, and not run."""
    COMPARED = "compared"
    """Compared with samples that a person has read, and neither parsed nor run."""


#: The source text of one call.
Writer: TypeAlias = Callable[[Given, Target], str]


@dataclass(frozen=True, slots=True)
class Language:
    """One language, or one way of calling in it."""

    name: str
    """In URLs and on the command line: `python-async`."""
    title: str
    """For people: `Python, async`."""
    file: str
    """The sample's path within its project: `src/main/java/Sample.java`."""
    highlight: str
    """The name that highlighters of source text know it by: `python`."""
    checked: Checked
    write: Writer
    """A pure function; equal arguments give equal text."""
    surroundings: Callable[[Given], Mapping[str, str]]
    """What a project needs beside the sample and the README, by path: its dependencies, pinned."""
    run: tuple[str, ...]
    """The commands that install and run the project, in its folder."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The source text of one call in one language."""

    language: Language
    code: str
