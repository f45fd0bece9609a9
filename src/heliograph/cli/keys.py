"""`heliograph keys`: the access keys of users, and how one is replaced by another."""

from enum import StrEnum
from typing import Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.ram import Ask, every_row, perform, usage
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain


class Action(StrEnum):
    """What is done with keys."""

    LIST = "list"
    CREATE = "create"
    ROTATE = "rotate"
    DISABLE = "disable"
    ENABLE = "enable"
    DELETE = "delete"
    LAST_USED = "last-used"


_KEY = ("UserName", "UserAccessKeyId")
_MAKE = Ask("CreateAccessKey", ("UserName",), found="AccessKey")

ASKS = {
    Action.LIST: Ask("ListAccessKeys", ("UserName",), rows=("AccessKeys", "AccessKey")),
    Action.CREATE: _MAKE,
    Action.ROTATE: _MAKE,
    Action.DISABLE: Ask("UpdateAccessKey", _KEY, {"Status": "Inactive"}),
    Action.ENABLE: Ask("UpdateAccessKey", _KEY, {"Status": "Active"}),
    Action.DELETE: Ask("DeleteAccessKey", _KEY),
    Action.LAST_USED: Ask("GetAccessKeyLastUsed", _KEY, found="AccessKeyLastUsed"),
}


def keys(
    action: Annotated[Action, Parameter(name="ACTION", help="What to do.")],
    user: Annotated[str, Parameter(name="USER", help="The user's name.")] = "",
    key_id: Annotated[str, Parameter(name="KEY-ID", help="The id of one of its keys.")] = "",
    /,
    *,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Keep the access keys of users.

    create makes a key and prints its secret, which is shown this once. A user has two keys at most, so that one can
    follow the other: rotate makes the second and says how to retire the first, which goes on working until then.

    A disabled key is refused with the next request; enable takes that back, delete does not.
    """
    ended = perform("keys", action, ASKS[action], (user, key_id), {}, target, json_)
    if ASKS[action] is _MAKE:
        complain("the secret is shown this once and cannot be read again: keep it now.")
    if action is Action.ROTATE and not json_:
        _say_what_is_next(user, target)
    return ended


def _say_what_is_next(user: str, target: Target) -> None:
    """How the older key is retired, once everybody has the new one."""
    from heliograph.cli.api import Api

    rows = list(every_row(Api(target, False), ASKS[Action.LIST], {"UserName": user}))
    flags = target.as_flags()
    if len(rows) > 1:
        older = rows[0].get("AccessKeyId", "")
        complain(
            f"give the new key to whoever signs as {user}; when nobody uses the older one any more:\n"
            f"    heliograph keys last-used {flags}{user} {older}\n"
            f"    heliograph keys disable {flags}{user} {older}\n"
            f"    heliograph keys delete {flags}{user} {older}"
        )


app = command(
    "keys",
    keys,
    usage=usage("keys", ASKS),
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph keys create alice
        heliograph keys rotate alice
        heliograph keys disable alice LTAI5tEXAMPLEEXAMPLEEXAM
    """,
)
