"""The command line: each command is a door to the server or to its API, and holds words and layout, never rules.

In: arguments, environment, a terminal. Out: lines, JSON, and an exit code of `exit_codes`.
Not here: SQL, sockets, what a message may be. Imports `server`, `settings`, `simulator`, `explorer`, `sms` and
`client`, each inside the command that needs it, so that `heliograph --help` and `heliograph send` start quickly.
"""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, by default the one of `sys.argv`; the exit code."""
    from heliograph.cli.app import run

    return run(arguments)
