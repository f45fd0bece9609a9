"""The languages of the pages: English, which the templates are written in, and Simplified Chinese.

A text is looked up by its English words; the Chinese ones stand in `words/zh-CN/*.toml`, a file per page. What the API
itself says (codes, descriptions of errors) stays as the API says it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ENGLISH = "en"
CHINESE = "zh-CN"

#: By tag: what the language calls itself.
LANGUAGES: Mapping[str, str] = {ENGLISH: "English", CHINESE: "中文"}


@dataclass(frozen=True, slots=True)
class Words:
    """One language: call it with an English text, and with values for the names in braces."""

    language: str
    catalogue: Mapping[str, str]

    def __call__(self, text: str, **values: object) -> str:
        """The text in this language; in English where it has no translation, which a test does not let pass."""
        said = self.catalogue.get(text, text)
        return said.format(**values) if values else said


def term(text: str) -> str:
    """Mark a text that is chosen in Python and translated where it is shown; returns it as it is."""
    return text


@cache
def words(language: str) -> Words:
    """The words of a language by its tag; English for a tag that is not known."""
    if language not in LANGUAGES or language == ENGLISH:
        return Words(ENGLISH, {})
    catalogue: dict[str, str] = {}
    for file in files("heliograph.console").joinpath("words", language).iterdir():
        catalogue.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return Words(language, catalogue)


def preferred(accept_language: str) -> str:
    """The best language we have for an Accept-Language header (RFC 9110 §12.5.4); English where none fits."""
    for tag in _by_weight(accept_language):
        if tag == "zh" or tag.startswith("zh-"):
            return CHINESE
        if tag == "en" or tag.startswith("en-"):
            return ENGLISH
    return ENGLISH


def _by_weight(accept_language: str) -> Sequence[str]:
    weighted = []
    for part in accept_language.split(","):
        tag, _, weight = part.strip().lower().partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighted, key=lambda one: one[0]) if weight < 0]
