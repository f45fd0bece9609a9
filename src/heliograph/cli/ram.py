"""What the commands `users`, `groups`, `keys`, `policies` and `roles` share: calls of RAM and how they are shown.

Each command is a table of its actions. An action is one operation, what stands behind it on the command line, and where
its answer has the rows or the object to show.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.target import Target
from heliograph.cli.terminal import columns_of, cut, harmless, padded, say, show_pairs, width

if TYPE_CHECKING:
    from heliograph.cli.api import Api

#: Longer than any policy; a file that is larger is none.
DOCUMENT_OCTETS_MAX = 65_536

#: No column of a list but the last takes more.
_COLUMN_MAX = 40


@dataclass(frozen=True, slots=True)
class Ask:
    """One action: an operation of RAM and what it is asked with."""

    operation: str
    takes: tuple[str, ...] = ()
    """The parameters that stand behind the action, in order."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """What is always sent with it."""
    document: str = ""
    """The parameter that holds the text of the file, which stands last on the command line; empty for none."""
    rows: tuple[str, str] | None = None
    """Where the rows of a list are: `Users`, `User`."""
    found: str = ""
    """Where the object to show is: `User`."""


#: How each parameter is called on the command line.
WORDS = {
    "UserName": "USER",
    "GroupName": "GROUP",
    "RoleName": "ROLE",
    "PolicyName": "POLICY",
    "UserAccessKeyId": "KEY-ID",
    "VersionId": "VERSION",
}


def usage(command: str, asks: Mapping[Any, Ask]) -> str:
    """The lines of a command's SYNOPSIS."""
    return "\n".join(
        f"heliograph {command} {' '.join((action, '[OPTIONS]', *words(ask)))}" for action, ask in asks.items()
    )


def words(ask: Ask) -> tuple[str, ...]:
    """What stands behind the action."""
    return (*(WORDS[name] for name in ask.takes), *(("FILE",) if ask.document else ()))


def perform(
    command: str, action: str, ask: Ask, given: tuple[str, ...], options: Mapping[str, str], target: Target, json_: bool
) -> ExitCode:
    """Do one action of a command with what was `given` behind it, and show the answer."""
    parameters = {**ask.fixed, **options, **read_given(command, action, ask, given)}
    from heliograph.cli.api import Api

    api = Api(target, json_)
    if ask.rows is not None and not json_:
        show_rows(list(every_row(api, ask, parameters)))
        return ExitCode.OK
    for reply in pages(api, ask, parameters):
        if json_:
            api.print_reply(reply)
        elif ask.found:
            show_object(reply.get(ask.found) or {})
    return ExitCode.OK


def read_given(command: str, action: str, ask: Ask, given: tuple[str, ...]) -> dict[str, str]:
    """The parameters that the words behind the action stand for. Raises `Failure`."""
    wanted = words(ask)
    words_given = tuple(word for word in given if word)
    if len(words_given) != len(wanted):
        behind = f"needs {' '.join(wanted)} behind it" if wanted else "takes nothing behind it"
        raise Failure(ExitCode.USAGE, f"{command} {action} {behind}.")
    parameters = dict(zip(ask.takes, words_given, strict=False))
    if ask.document:
        parameters[ask.document] = document_of(words_given[-1])
    return parameters


def document_of(name: str) -> str:
    """The text of a policy's file, or of standard input for `-`. Raises `Failure`."""
    import sys

    try:
        octets = sys.stdin.buffer.read(DOCUMENT_OCTETS_MAX + 1) if name == "-" else Path(name).read_bytes()
        if len(octets) > DOCUMENT_OCTETS_MAX:
            raise Failure(ExitCode.USAGE, f"{harmless(name)} is too large for a policy.")
        return octets.decode()
    except OSError as error:
        raise Failure(ExitCode.USAGE, f"{harmless(name)} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Failure(ExitCode.USAGE, f"{harmless(name)} is no UTF-8 text.") from None


def pages(api: "Api", ask: Ask, parameters: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Each page of a list; the one reply of what is no list."""
    marker: dict[str, str] = {}
    while True:
        reply = api.ram(ask.operation, {**parameters, **marker})
        yield reply
        if reply.get("IsTruncated") is not True or not reply.get("Marker"):
            return
        marker = {"Marker": str(reply["Marker"])}


def every_row(api: "Api", ask: Ask, parameters: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The rows of all pages."""
    assert ask.rows is not None
    wrapper, each = ask.rows
    for reply in pages(api, ask, parameters):
        yield from (reply.get(wrapper) or {}).get(each) or []


def show_rows(rows: list[dict[str, Any]]) -> None:
    """A table with a column for each field that any row has something in."""
    names = list(dict.fromkeys(name for row in rows for name, value in row.items() if value not in ("", None)))
    cells = [[shown(row.get(name, "")) for name in names] for row in rows]
    widths = [
        min(_COLUMN_MAX, max(columns_of(cell) for cell in (name, *column)))
        for name, column in zip(names, zip(*cells, strict=True), strict=True)
    ]
    for row in [names, *cells] if rows else []:
        line = "  ".join(padded(cut(cell, columns), columns) for cell, columns in zip(row, widths, strict=True))
        say(cut(line.rstrip(), width()))


def show_object(values: Mapping[str, Any]) -> None:
    """One field a line."""
    show_pairs([(name, shown(value)) for name, value in values.items()])


def shown(value: object) -> str:
    """A value for people, harmless."""
    return harmless(str(value).lower() if isinstance(value, bool) else str(value))
