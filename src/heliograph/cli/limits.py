"""`heliograph limits`: shows the limits of an account, and gives it some of its own."""

import json
from collections.abc import Iterable
from typing import Annotated, Any

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command, group
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import say, show_pairs

_CODES = (ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION)

_ACCOUNT = Parameter(metavar="ID", help="The account; that of the key by default.")


def show(
    *,
    account: Annotated[str, _ACCOUNT] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Show the limits of an account.

    Calls GetAccountLimits of Heliograph 2026-11-01: what the account has of its own, the limits on sending that hold,
    how much of the day and the month is used, and the balance of a prepaid account.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    reply = api.heliograph("GetAccountLimits", _named(account))
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    show_pairs(
        [
            ("Account", str(reply.get("AccountId", ""))),
            ("Used today", str(reply.get("UsedToday", ""))),
            ("Used this month", str(reply.get("UsedThisMonth", ""))),
            ("Balance", str(reply.get("Balance", ""))),
        ]
    )
    _say_limits("Its own", json.loads(reply.get("Limits") or "{}"))
    _say_limits("On sending, in force", {"send": json.loads(reply.get("InForce") or "{}")})
    return ExitCode.OK


def set_(
    *pairs: Annotated[str, Parameter(name="KEY=VALUE", help="A limit, such as send.messages_per_day=1000.")],
    account: Annotated[str, _ACCOUNT] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Give an account limits of its own.

    Changes the named limits of the account and leaves its others; `KEY=` returns one to the server's, `KEY=0` lifts it.
    Keys are those that `heliograph limits show` prints: `rates.account`, `rates.user`, `rates.operations.NAME`,
    `rates.user_operations.NAME` in calls a second, `send.` with the keys of `limits.send` in the configuration, and
    `weight`: how many segments go out for one of another account's where both wait for the same carrier, 1 to 1000. A
    list has commas between its entries, and `-` is an empty one; a table by country is set entry by entry,
    `send.price_per_segment.HK=25000`.

    Calls SetAccountLimits of Heliograph 2026-11-01, which only the server's own account may.
    """
    from heliograph.cli.api import Api

    if not pairs:
        raise Failure(ExitCode.USAGE, "no KEY=VALUE is given.")
    api = Api(target, json_)
    found = api.heliograph("GetAccountLimits", _named(account))
    limits = changed(json.loads(found.get("Limits") or "{}"), pairs)
    asked = {"Limits": json.dumps(limits), "Revision": str(found.get("Revision") or "0"), **_named(account)}
    reply = api.heliograph("SetAccountLimits", asked)
    if json_:
        api.print_reply(reply)
    else:
        _say_limits(f"Its own, of {reply.get('AccountId', '')}", json.loads(reply.get("Limits") or "{}"))
    return ExitCode.OK


def changed(limits: dict[str, Any], pairs: Iterable[str]) -> dict[str, Any]:
    """The limits with what `pairs` say, each `KEY=VALUE`. Raises `Failure` for one that is none."""
    for pair in pairs:
        path, equals, value = pair.partition("=")
        names = path.split(".")
        if not equals or not all(names):
            raise Failure(ExitCode.USAGE, f"{pair!r} is no KEY=VALUE, such as send.messages_per_day=1000.")
        table = limits
        for name in names[:-1]:
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                raise Failure(ExitCode.USAGE, f"{path} is no key: {name} has no entries.")
        if value:
            table[names[-1]] = int(value) if value.isdecimal() and value.isascii() else _words(value)
        else:
            table.pop(names[-1], None)
    return limits


def _words(value: str) -> list[str]:
    """The entries of a list; none of one that is written `-`."""
    return [] if value == "-" else [word.strip() for word in value.split(",")]


def _named(account: str) -> dict[str, str]:
    return {"AccountId": account} if account else {}


def _say_limits(title: str, limits: dict[str, Any]) -> None:
    rows = list(_flat(limits, ""))
    say(f"{title}:" if rows else f"{title}: none")
    show_pairs([(f"  {name}", value) for name, value in rows])


def _flat(table: dict[str, Any], at: str) -> Iterable[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{at}{name}.")
        else:
            yield f"{at}{name}", ",".join(value) or "-" if isinstance(value, list) else str(value)


_COMMANDS = (
    command(
        "show",
        show,
        usage="heliograph limits show [--account ID] [OPTIONS]",
        codes=_CODES,
        environment=ENVIRONMENT,
        of="limits",
        examples="""
            heliograph limits show
            heliograph limits show --account 1000000000000002 --json | jq .UsedToday
        """,
    ),
    command(
        "set",
        set_,
        usage="heliograph limits set [--account ID] [OPTIONS] KEY=VALUE...",
        codes=_CODES,
        environment=ENVIRONMENT,
        of="limits",
        examples="""
            heliograph limits set send.recipient_per_minute=1 send.recipient_per_day=10
            heliograph limits set send.countries_allowed=HK,SG rates.user=20
            heliograph limits set --account 1000000000000002 weight=3
        """,
    ),
)

_MANUAL = """Show and set what accounts may call and send.

What an account has of its own lies over what the configuration says of every account.
"""

app = group("limits", _MANUAL, _COMMANDS)
