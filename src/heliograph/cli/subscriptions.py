"""`heliograph subscriptions`: who is told of receipts and inbound messages, how it goes, and what was given up."""

from typing import Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command, group
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, harmless, padded, say, show_pairs

Row = dict[str, Any]

_ID = Parameter(name="ID", help="The subscription's id, as `heliograph subscriptions list` shows it.")
_JSON = Parameter(name="--json", help="Print the server's reply as it is.")

#: Taken up again by one call.
_REDRIVEN_AT_ONCE = 500

Id = Annotated[str, _ID]
Json = Annotated[bool, _JSON]


def add(
    url: Annotated[str, Parameter(name="URL", help="Where to push to; none for a queue.")] = "",
    /,
    *,
    kind: Annotated[Literal["http", "queue"], Parameter(help="How it is told; http by default.")] = "http",
    receipts: Annotated[
        str,
        Parameter(metavar="KINDS", help="SmsReport by default, SmsUp for inbound messages, or both with a comma."),
    ] = "SmsReport",
    schedule: Annotated[
        str,
        Parameter(
            help="When a push that was not confirmed is repeated: cloud, default, or the pauses in seconds: 5,30,300."
        ),
    ] = "default",
    batch: Annotated[
        int, Parameter(metavar="COUNT", validator=Number(gte=1, lte=1_000), help="Reports in one push; 100 by default.")
    ] = 100,
    in_flight: Annotated[
        int, Parameter(metavar="COUNT", validator=Number(gte=1, lte=4), help="Pushes at once; 1 by default.")
    ] = 1,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Have receipts pushed to a URL, or kept in a queue.

    Calls CreateSubscription: what ends from now on is told. The secret that pushes are signed with is shown this once;
    keep it. An address inside (loopback, private) must be opened by the server's push.allow.
    """
    asked = {"Kind": kind, "Url": url, "Receipts": receipts}
    if kind == "http":
        asked |= {"Schedule": schedule, "BatchSize": str(batch), "InFlight": str(in_flight)}
    api = _api(target, json_)
    reply = api.heliograph("CreateSubscription", {name: value for name, value in asked.items() if value})
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    show_pairs([("Subscription", str(reply.get("SubscriptionId", ""))), ("Secret", str(reply.get("Secret", "")))])
    return ExitCode.OK


def list_(*, target: Target = Target(), json_: Json = False) -> ExitCode:  # noqa: B008, frozen
    """List the subscriptions.

    Calls ListSubscriptions and prints one line each, with how much it has still to get and what was given up.
    """
    api = _api(target, json_)
    reply = api.heliograph("ListSubscriptions", {})
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    columns = (("SubscriptionId", 20), ("Receipts", 15), ("Paused", 6), ("Waiting", 9), ("DeadLetters", 11), ("Url", 0))
    _table(
        reply.get("Subscriptions") or [], columns, "no subscriptions yet: heliograph subscriptions add URL makes one."
    )
    return ExitCode.OK


def remove(subscription: Id, /, *, target: Target = Target(), json_: Json = False) -> ExitCode:  # noqa: B008, frozen
    """End a subscription.

    Calls DeleteSubscription. What it has not got yet, its dead letters and its attempts are dropped.
    """
    return _done(target, json_, "DeleteSubscription", subscription)


def pause(subscription: Id, /, *, target: Target = Target(), json_: Json = False) -> ExitCode:  # noqa: B008, frozen
    """Stop pushing, and keep what happens meanwhile.

    Calls PauseSubscription.
    """
    return _done(target, json_, "PauseSubscription", subscription)


def resume(subscription: Id, /, *, target: Target = Target(), json_: Json = False) -> ExitCode:  # noqa: B008, frozen
    """Go on pushing to a subscriber that was paused.

    Calls ResumeSubscription.
    """
    return _done(target, json_, "ResumeSubscription", subscription)


def attempts(
    subscription: Id,
    /,
    *,
    max_: Annotated[
        int,
        Parameter(
            name="--max",
            metavar="COUNT",
            validator=Number(gte=1, lte=200),
            help="How many of the newest; 20 by default.",
        ),
    ] = 20,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Show the last pushes and how they ended.

    Calls ListDeliveryAttempts and prints one line a push, the newest last.
    """
    api = _api(target, json_)
    reply = api.heliograph("ListDeliveryAttempts", {"SubscriptionId": subscription, "MaxItems": str(max_)})
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    columns = (
        ("Number", 7),
        ("Date", 31),
        ("Count", 5),
        ("Milliseconds", 12),
        ("HttpStatus", 10),
        ("Outcome", 9),
        ("Reason", 0),
    )
    _table((reply.get("Attempts") or [])[::-1], columns, "nothing was pushed yet.")
    return ExitCode.OK


def dead(
    subscription: Id,
    /,
    *,
    max_: Annotated[
        int,
        Parameter(
            name="--max",
            metavar="COUNT",
            validator=Number(gte=1, lte=200),
            help="How many of the oldest; 50 by default.",
        ),
    ] = 50,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Show what was given up to tell a subscriber.

    Calls ListDeadLetters. They are kept until `heliograph subscriptions redrive`.
    """
    api = _api(target, json_)
    reply = api.heliograph("ListDeadLetters", {"SubscriptionId": subscription, "MaxItems": str(max_)})
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    columns = (
        ("MessageId", 19),
        ("Receipts", 9),
        ("Revision", 8),
        ("Attempts", 8),
        ("CreateDate", 31),
        ("GivenUpDate", 0),
    )
    _table(reply.get("DeadLetters") or [], columns, "nothing was given up.")
    return ExitCode.OK


def redrive(
    subscription: Id,
    /,
    *,
    message: Annotated[str, Parameter(metavar="ID", help="Only what is of this message.")] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Have what was given up pushed again.

    Calls RedriveDeadLetters until none is left, or for one message.
    """
    api = _api(target, json_)
    asked = {
        "SubscriptionId": subscription,
        **({"MessageId": message} if message else {"MaxItems": str(_REDRIVEN_AT_ONCE)}),
    }
    redriven = 0
    while True:
        reply = api.heliograph("RedriveDeadLetters", asked)
        if json_:
            api.print_reply(reply)
        count = int(str(reply.get("Redriven", "0")))
        redriven += count
        if message or count < _REDRIVEN_AT_ONCE:
            break
    if not json_:
        say(f"{redriven} {'is' if redriven == 1 else 'are'} pushed again.")
    return ExitCode.OK


def _done(target: Target, as_json: bool, action: str, subscription: str) -> ExitCode:
    api = _api(target, as_json)
    reply = api.heliograph(action, {"SubscriptionId": subscription})
    if as_json:
        api.print_reply(reply)
    return ExitCode.OK


def _api(target: Target, as_json: bool) -> Any:
    from heliograph.cli.api import Api

    return Api(target, as_json)


def _table(rows: list[Row], columns: tuple[tuple[str, int], ...], none: str) -> None:
    """A line of names, then one for each row; `none` on standard error where there is no row."""
    if not rows:
        complain(none)
        return
    say("  ".join(padded(name, max(wide, len(name))) for name, wide in columns).rstrip())
    for row in rows:
        cells = (padded(harmless(str(row.get(name, ""))), max(wide, len(name))) for name, wide in columns)
        say("  ".join(cells).rstrip())


def _member(name: str, function: Any, usage: str, examples: str) -> Any:
    return command(
        name,
        function,
        usage=f"heliograph subscriptions {usage} [OPTIONS]",
        codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
        environment=ENVIRONMENT,
        examples=examples,
        of="subscriptions",
    )


_COMMANDS = (
    _member(
        "add",
        add,
        "add [--kind http|queue] [--receipts KINDS] [URL]",
        """
        heliograph subscriptions add https://shop.example/receipts
        heliograph subscriptions add --schedule cloud https://shop.example/sms
        heliograph subscriptions add --receipts SmsUp https://shop.example/inbound
        heliograph subscriptions add --kind queue
        """,
    ),
    _member("list", list_, "list", "heliograph subscriptions list"),
    _member("remove", remove, "remove ID", "heliograph subscriptions remove sub-5f0c2a1b9d3e4f60"),
    _member("pause", pause, "pause ID", "heliograph subscriptions pause sub-5f0c2a1b9d3e4f60"),
    _member("resume", resume, "resume ID", "heliograph subscriptions resume sub-5f0c2a1b9d3e4f60"),
    _member(
        "attempts", attempts, "attempts ID [--max COUNT]", "heliograph subscriptions attempts sub-5f0c2a1b9d3e4f60"
    ),
    _member("dead", dead, "dead ID [--max COUNT]", "heliograph subscriptions dead sub-5f0c2a1b9d3e4f60"),
    _member("redrive", redrive, "redrive ID [--message ID]", "heliograph subscriptions redrive sub-5f0c2a1b9d3e4f60"),
)

_MANUAL = """Say who is told of receipts, and see how that goes.

A subscription pushes an account's receipts (SmsReport) and inbound messages (SmsUp) to a URL, or keeps them in a queue.
`docs/receipts.md` tells how to receive them.
"""

app = group("subscriptions", _MANUAL, _COMMANDS)
