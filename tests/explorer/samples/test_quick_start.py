"""If this fails, the first thing that a newcomer copies is not what this release makes and runs."""

from pathlib import Path

from heliograph.explorer.samples.languages import LANGUAGES
from heliograph.explorer.samples.quick_start import page

PAGE = Path(__file__).parents[3] / "docs" / "quick-start.md"


def test_the_page_is_as_it_is_made():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_language_has_its_part():
    assert [line.removeprefix("## ") for line in page().splitlines() if line.startswith("## ")] == [
        one.title for one in LANGUAGES.values()
    ]
