"""What each exit code means: the one table that commands, help and documentation read."""

import enum


class ExitCode(enum.IntEnum):
    """How a command ended."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    UNREACHABLE = 3
    CONFIGURATION = 4
    TIMED_OUT = 5
    UNDELIVERED = 6
    NOT_STARTED = 7
    NOT_FOUND = 8
    BROKEN = 70
    INTERRUPTED = 130


MEANINGS = {
    ExitCode.OK: "It worked.",
    ExitCode.REFUSED: "The server refused the key, the right, the rate or the request itself.",
    ExitCode.USAGE: "The command line was wrong.",
    ExitCode.UNREACHABLE: "The server could not be reached, or went away.",
    ExitCode.CONFIGURATION: "The configuration, a key or a key file cannot be used.",
    ExitCode.TIMED_OUT: "What was waited for had not come about when the waiting time was over.",
    ExitCode.UNDELIVERED: "The message ended without being delivered.",
    ExitCode.NOT_STARTED: "It could not start: the port or the data folder is not to be had.",
    ExitCode.NOT_FOUND: "There is nothing of that name.",
    ExitCode.BROKEN: "A fault of Heliograph's own.",
    ExitCode.INTERRUPTED: "Ctrl-C.",
}

#: Every command can end so; the others are told where they can happen.
ANYWHERE = (ExitCode.OK, ExitCode.USAGE, ExitCode.BROKEN, ExitCode.INTERRUPTED)


class Failure(Exception):
    """Ends a command with `code` after showing `says` on standard error: one or more whole sentences, no secrets."""

    def __init__(self, code: ExitCode, says: str, passing: bool = False) -> None:
        """`passing`: the same call may well succeed in a moment, so who waits asks again."""
        super().__init__(says)
        self.code = code
        self.says = says
        self.passing = passing
