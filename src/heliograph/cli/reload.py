"""`heliograph reload`: has the running server read its configuration anew."""

from typing import Annotated, Any

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, harmless, say

FAULTY = "CONFIGURATION_FAULTY"


def reload(
    *,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Have the running server read its configuration anew.

    The server checks all of it first: a fault changes nothing, is shown with file, line and key, and ends this with 4.
    Otherwise what differs is applied at once. A carrier that did not change keeps its links; what cannot change while
    the server runs is named, and holds from the next start on.

    The file is the one that the server was started with, read where the server runs.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    reply = api.heliograph("ReloadConfiguration", {}, refusals=(FAULTY,))
    if reply.get("ResponseCode") == FAULTY:
        faults = "\n".join(harmless(line) for line in str(reply.get("ResponseDescription", "")).splitlines())
        raise Failure(ExitCode.CONFIGURATION, f"nothing has changed, for the configuration has faults.\n{faults}")
    if json_:
        api.print_reply(reply)
    else:
        _show(reply)
    return ExitCode.OK


def _show(reply: dict[str, Any]) -> None:
    for warning in reply.get("Warnings") or []:
        complain(harmless(str(warning)))
    for sentence in reply.get("Applied") or []:
        say(harmless(str(sentence)))
    for key in reply.get("NeedsRestart") or []:
        say(harmless(f"needs a restart: {key}"))
    if not reply.get("Applied") and not reply.get("NeedsRestart"):
        say("Nothing differs from what holds already.")


app = command(
    "reload",
    reload,
    usage="heliograph reload [OPTIONS]",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph check /etc/heliograph/config.toml && heliograph reload
        heliograph reload --json | jq .NeedsRestart
    """,
)
