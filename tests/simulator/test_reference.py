"""Without this, the page on magic numbers would fall behind the table."""

from pathlib import Path

from heliograph.simulator.magic_numbers import MAGIC_NUMBERS
from heliograph.simulator.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "magic-numbers.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == reference(), "run: python -m heliograph.simulator.reference > docs/magic-numbers.md"


def test_every_row_stands_there_with_both_numbers() -> None:
    page = reference().replace(" ", "")
    for row in MAGIC_NUMBERS:
        assert f"|+120255501{row.digits}|" in page
        assert row.says.replace(" ", "") in page
        assert not row.australian or f"|+{row.australian}|" in page
