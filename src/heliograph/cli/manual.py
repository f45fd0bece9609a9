"""Lays out `--help` like a manual page: NAME, SYNOPSIS, DESCRIPTION, OPTIONS, and what the command adds."""

import inspect
import textwrap
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from cyclopts import App, Group, Parameter

from heliograph.cli.exit_codes import ANYWHERE, MEANINGS, ExitCode

if TYPE_CHECKING:
    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions

#: Longer lines are hard to read however wide the terminal is.
_WIDTH_MAX = 88

_INDENT = "    "


class ManualPage:
    """Renders the help of one command; a cyclopts help formatter."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._summary, _, self._text = inspect.cleandoc(text).partition("\n\n")

    show_metavar = True

    def render_usage(self, console: "Console", options: "ConsoleOptions", usage: Any) -> None:
        """NAME and SYNOPSIS."""
        summary = self._summary.rstrip(".")
        _section(console, "NAME", [f"{self._name} - {summary[0].lower()}{summary[1:]}"])
        _section(console, "SYNOPSIS", str(usage).strip().splitlines())

    def render_description(self, console: "Console", options: "ConsoleOptions", description: Any) -> None:
        """DESCRIPTION, where there is more to say than the summary."""
        if self._text:
            _section(console, "DESCRIPTION", _filled(self._text, console))

    def __call__(self, console: "Console", options: "ConsoleOptions", panel: "HelpPanel") -> None:
        """COMMANDS, ARGUMENTS or OPTIONS."""
        lines: list[str] = []
        for entry in panel.entries:
            if panel.format == "command":
                lines.append(f"{', '.join(entry.display_labels):<12}{_plain(entry.description)}")
            else:
                lines += [", ".join(entry.display_labels_with_metavar), *_explained(entry, console), ""]
        if lines:
            _section(console, str(panel.title).upper(), lines[:-1] if lines[-1] == "" else lines)


def command(
    name: str,
    function: Callable[..., Any],
    usage: str,
    codes: Iterable[ExitCode],
    examples: str,
    environment: str = "",
    of: str = "",
) -> App:
    """The command `name` that runs `function`; its help is the function's docstring and what is given here.

    `of` is the command that it belongs to, where it is one of several below a name: `templates add`.
    """
    sections = {
        "EXIT STATUS": exit_status(codes),
        "ENVIRONMENT": inspect.cleandoc(environment),
        "EXAMPLES": inspect.cleandoc(examples),
    }
    epilogue = "\n\n".join(f"{title}\n{textwrap.indent(text, _INDENT)}" for title, text in sections.items() if text)
    app = App(
        name=name,
        usage=usage,
        help_format="plaintext",
        help_formatter=ManualPage(" ".join(filter(None, ("heliograph", of, name))), function.__doc__ or ""),
        help_epilogue=epilogue,
        group_parameters=Group("Options"),
        group_arguments=Group("Arguments"),
        default_parameter=Parameter(negative="", show_default=False),
        help_flags=["--help", "-h"],
        version_flags=[],
    )
    app.default(function)
    return app


def group(name: str, text: str, commands: Iterable[App]) -> App:
    """The command `name` that only has commands below it; `text` is its manual, the summary first."""
    app = App(
        name=name,
        usage=f"heliograph {name} COMMAND [OPTIONS]",
        help_format="plaintext",
        help_formatter=ManualPage(f"heliograph {name}", text),
        help_epilogue=f"`heliograph {name} COMMAND --help` explains a command.",
        group_commands=Group("Commands"),
        help_flags=["--help", "-h"],
        version_flags=[],
    )
    for order, one in enumerate(commands):
        one.sort_key = order
        app.command(one)
    return app


def subcommands(app: App) -> tuple[str, ...]:
    """The commands below one that `group` has made; none below another."""
    return tuple(name for name in app if not name.startswith("-"))


def exit_status(codes: Iterable[ExitCode]) -> str:
    """The lines that explain these exit codes, and those that every command has."""
    return "\n".join(f"{int(code):>3}  {MEANINGS[code]}" for code in sorted({*codes, *ANYWHERE}))


def _section(console: "Console", title: str, lines: Iterable[str]) -> None:
    from rich.text import Text

    if title != "NAME":
        console.print()
    console.print(Text(title, style="bold"))
    for line in lines:
        console.print(Text(_INDENT + line if line else ""), soft_wrap=True)


def _explained(entry: "HelpEntry", console: "Console") -> list[str]:
    said = _plain(entry.description)
    if entry.choices:
        said += f" One of {', '.join(entry.choices)}."
    if entry.required:
        said += " Required."
    return [_INDENT + line for line in _filled(said, console, less=len(_INDENT))]


def _filled(text: str, console: "Console", less: int = 0) -> list[str]:
    """Paragraphs filled to the terminal's width; indented ones are kept as they are."""
    width = max(40, min(console.width, _WIDTH_MAX) - len(_INDENT) - less)
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        kept = paragraph.startswith(" ")
        lines += [*(paragraph.splitlines() if kept else textwrap.wrap(paragraph, width, break_on_hyphens=False)), ""]
    return lines[:-1]


def _plain(described: Any) -> str:
    """The text of what cyclopts made of a description."""
    inner = getattr(described, "primary_renderable", described)
    return str(getattr(inner, "plain", inner) or "").strip()
