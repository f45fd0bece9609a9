"""Without this, the page on the command line would fall behind the commands."""

from pathlib import Path

from heliograph.cli.app import COMMANDS
from heliograph.cli.manual import subcommands
from heliograph.cli.reference import help_of, reference

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == reference(), "run: python -m heliograph.cli.reference > docs/cli.md"


def test_every_command_is_on_the_page_with_its_help() -> None:
    page = reference()
    pages = [[name] for name in COMMANDS]
    pages += [[name, below] for name, module in COMMANDS.items() for below in subcommands(module.app)]
    assert ["templates", "approve"] in pages
    for tokens in pages:
        assert f"## `heliograph {' '.join(tokens)}`\n\n```text\n{help_of(tokens)}\n```" in page
