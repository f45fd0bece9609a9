"""The program `heliograph`: its commands, and how what they raise becomes an exit code."""

import os
import sys
import traceback
from collections.abc import Sequence

from cyclopts import App, CycloptsError, Group, Parameter

from heliograph import __version__
from heliograph.cli import (
    accounts,
    api_documents,
    blocked,
    can,
    cancel,
    carriers,
    check,
    conversions,
    doctor,
    explain,
    faults,
    groups,
    keys,
    limits,
    messages,
    orphans,
    policies,
    query,
    reload,
    report,
    roles,
    route,
    send,
    serve,
    signatures,
    smpp,
    smsc,
    stats,
    subscriptions,
    templates,
    trace,
    users,
)
from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import ManualPage, exit_status, subcommands
from heliograph.cli.terminal import complain, harmless

#: In the order of the help.
COMMANDS = {
    "serve": serve,
    "smsc": smsc,
    "faults": faults,
    "send": send,
    "query": query,
    "cancel": cancel,
    "messages": messages,
    "stats": stats,
    "report": report,
    "subscriptions": subscriptions,
    "smpp": smpp,
    "templates": templates,
    "signatures": signatures,
    "conversions": conversions,
    "accounts": accounts,
    "users": users,
    "groups": groups,
    "keys": keys,
    "policies": policies,
    "roles": roles,
    "can": can,
    "route": route,
    "carriers": carriers,
    "limits": limits,
    "blocked": blocked,
    "doctor": doctor,
    "trace": trace,
    "orphans": orphans,
    "explain": explain,
    "api": api_documents,
    "check": check,
    "reload": reload,
}

_MANUAL = """An SMS cloud you run yourself.

Serves Alibaba Cloud's international SMS API (Dysmsapi 2018-05-01) from this machine and hands the messages to
your own SMPP carriers, or to a simulated one.

`heliograph COMMAND --help` explains a command.
"""

_EPILOGUE = f"""EXIT STATUS
    {exit_status(ExitCode).replace(chr(10), chr(10) + "    ")}

FILES
    .heliograph/
        the data folder, unless --data or HELIOGRAPH_DATA names another
    .heliograph/credentials.json
        the root key, for its owner's eyes only

EXAMPLES
    heliograph serve
    heliograph send --to 85212345678 "Hello"
    heliograph messages --follow"""


def build() -> App:
    """The program with all its commands."""
    app = App(
        name="heliograph",
        usage="heliograph COMMAND [OPTIONS]",
        version=__version__,
        help_format="plaintext",
        help_formatter=ManualPage("heliograph", _MANUAL),
        help_epilogue=_EPILOGUE,
        group_commands=Group("Commands"),
        group_parameters=Group("Options"),
        default_parameter=Parameter(negative="", show_default=False),
        suppress_keyboard_interrupt=False,
    )
    for order, module in enumerate(COMMANDS.values()):
        module.app.sort_key = order
        app.command(module.app)
    return app


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` name, by default those of the process; the exit code, nothing raised."""
    tokens = list(sys.argv[1:] if arguments is None else arguments)
    try:
        ended = build()(
            tokens, exit_on_error=False, print_error=False, help_on_error=False, result_action="return_value"
        )
        sys.stdout.flush()
        return int(ended or ExitCode.OK)
    except CycloptsError as error:
        complain(harmless(str(error)))
        complain(f"see: heliograph {_command_of(tokens)}--help")
        return ExitCode.USAGE
    except Failure as failure:
        complain(failure.says)
        return failure.code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough (`| head`). Python would complain at exit when it flushes what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception:
        traceback.print_exc()
        complain("this is a fault of Heliograph's own; please report it with the lines above.")
        return ExitCode.BROKEN


def _command_of(tokens: Sequence[str]) -> str:
    if not tokens or tokens[0] not in COMMANDS:
        return ""
    below = subcommands(COMMANDS[tokens[0]].app)
    return " ".join(tokens[: 2 if len(tokens) > 1 and tokens[1] in below else 1]) + " "
