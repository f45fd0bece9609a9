"""Writes `docs/cli.md` from the commands' own help, so that the page cannot fall behind.

`python -m heliograph.cli.reference > docs/cli.md` writes it anew; a test compares.
"""

import io
import sys

from heliograph.cli.app import COMMANDS, build
from heliograph.cli.manual import subcommands

_INTRODUCTION = """\
# Command line

Generated from the commands' own help by `python -m heliograph.cli.reference`.
"""

#: As wide as the page's code blocks are easily read, whatever terminal it is made in.
_WIDTH = 88


def reference() -> str:
    """The whole page."""
    parts = [_INTRODUCTION, _section("heliograph", [])]
    for name, module in COMMANDS.items():
        below = [[name, one] for one in subcommands(module.app)]
        parts += [_section(" ".join(["heliograph", *tokens]), tokens) for tokens in [[name], *below]]
    return "\n".join(parts)


def _section(title: str, tokens: list[str]) -> str:
    return f"## `{title}`\n\n```text\n{help_of(tokens)}\n```\n"


def help_of(tokens: list[str]) -> str:
    """What `heliograph … --help` prints, without colours."""
    from rich.console import Console

    console = Console(file=io.StringIO(), width=_WIDTH, color_system=None, force_terminal=False, legacy_windows=False)
    with console.capture() as capture:
        build().help_print(tokens, console=console)
    return "\n".join(line.rstrip() for line in capture.get().strip("\n").splitlines())


if __name__ == "__main__":
    sys.stdout.write(reference())
