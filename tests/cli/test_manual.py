"""Without this, `--help` would be unreadable on a usual terminal, or say nothing of an option."""

import pytest
from command_and_server import run

from heliograph.cli.app import COMMANDS, build
from heliograph.cli.exit_codes import MEANINGS, ExitCode
from heliograph.cli.manual import exit_status, subcommands
from heliograph.cli.reference import help_of

#: Commands that only have commands below them, and those.
GROUPS = [name for name, module in COMMANDS.items() if subcommands(module.app)]
BELOW = [[name, below] for name in GROUPS for below in subcommands(COMMANDS[name].app)]
ALONE = [[name] for name in COMMANDS if name not in GROUPS]
PAGES = [[], *ALONE, *BELOW]

#: Those below a name that take options only, and are no lists.
WITHOUT = (["limits", "show"], ["faults", "clear"], ["smpp", "create"])

#: Those that take something beside options.
WITH_ARGUMENTS = [
    ["send"],
    ["messages"],
    ["query"],
    ["cancel"],
    ["doctor"],
    ["trace"],
    ["accounts"],
    ["users"],
    ["groups"],
    ["keys"],
    ["policies"],
    ["roles"],
    ["can"],
    ["explain"],
    ["check"],
    *(tokens for tokens in BELOW if tokens[1] != "list" and tokens not in WITHOUT),
]


@pytest.mark.parametrize("tokens", PAGES, ids=lambda tokens: " ".join(["heliograph", *tokens]))
def test_every_page_has_the_sections_of_a_manual_and_fits_the_terminal(tokens: list[str]) -> None:
    page = help_of(tokens)
    titles = [line for line in page.splitlines() if line and line == line.upper() and not line.startswith(" ")]
    middle = ["ARGUMENTS", "OPTIONS"] if tokens in WITH_ARGUMENTS else ["OPTIONS"]
    assert titles[:3] == ["NAME", "SYNOPSIS", "DESCRIPTION"]
    assert titles[3 : 3 + len(middle if tokens else ["COMMANDS"])] == (middle if tokens else ["COMMANDS"])
    assert titles[-2:] == ["EXIT STATUS", "EXAMPLES"] or titles[-3] == "EXIT STATUS"
    assert all(len(line) <= 88 for line in page.splitlines())
    assert "object at 0x" not in page
    assert page.splitlines()[1].startswith(f"    {' '.join(['heliograph', *tokens])} - ")


@pytest.mark.parametrize("name", GROUPS)
def test_the_page_of_several_commands_lists_them(name: str) -> None:
    page = help_of([name])
    titles = [line for line in page.splitlines() if line and line == line.upper() and not line.startswith(" ")]
    app = COMMANDS[name].app
    own = [] if app.default_command is None else ["OPTIONS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES"]
    assert titles == ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", *own]
    for below in subcommands(app):
        assert f"\n    {below} " in page
    assert f"`heliograph {name} COMMAND --help` explains a command." in page


@pytest.mark.parametrize("tokens", [*ALONE, *BELOW], ids=" ".join)
def test_what_follows_the_options_fits_eighty_columns(tokens: list[str]) -> None:
    page = help_of(tokens)
    assert all(len(line) <= 80 for line in page[page.index("EXIT STATUS") :].splitlines())


@pytest.mark.parametrize("tokens", [*ALONE, *BELOW], ids=" ".join)
def test_every_option_is_explained(tokens: list[str]) -> None:
    lines = help_of(tokens).splitlines()
    options = [at for at, line in enumerate(lines) if line.startswith("    --") and "SYNOPSIS" not in lines[at - 1]]
    assert options
    for at in options:
        assert lines[at + 1].startswith("        "), f"{lines[at]} of {tokens} is not explained"


def test_the_whole_table_of_exit_codes_is_in_the_help() -> None:
    page = help_of([])
    for code, meaning in MEANINGS.items():
        assert f"{int(code):>3}  {meaning}" in page


def test_a_command_names_its_codes_and_those_of_all() -> None:
    assert [int(line.split()[0]) for line in exit_status([ExitCode.CONFIGURATION]).splitlines()] == [0, 2, 4, 70, 130]


def test_every_example_of_the_help_is_a_line_that_the_program_takes() -> None:
    app = build()
    for tokens in [*ALONE, *BELOW]:
        examples = help_of(tokens).split("EXAMPLES\n")[1].splitlines()
        assert examples
        for line in examples:
            command = line.split(" | ")[-1 if line.split(" | ")[-1].strip().startswith("heliograph") else 0]
            words = __import__("shlex").split(command.split("&&")[0])
            assert words[0] == "heliograph"
            app.parse_args(words[1:], exit_on_error=False, print_error=False)


def test_help_goes_to_standard_output_and_succeeds(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for arguments in (["--help"], ["-h"], ["send", "--help"], []):
        done = run(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("NAME\n    heliograph")
        assert "\x1b" not in done.stdout
