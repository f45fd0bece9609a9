"""Without this, the page on the command line would fall behind the commands."""

from pathlib import Path

from heliograph.cli.app import BELOW, COMMANDS
from heliograph.cli.reference import help_of, reference

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == reference(), "run: python -m heliograph.cli.reference > docs/cli.md"


def test_every_command_is_on_the_page_with_its_help() -> None:
    page = reference()
    for tokens in [*([name] for name in COMMANDS), *([name, one] for name in BELOW for one in BELOW[name])]:
        assert f"## `heliograph {' '.join(tokens)}`\n\n```text\n{help_of(tokens)}\n```" in page
