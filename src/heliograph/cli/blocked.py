"""`heliograph blocked`: the numbers that the account does not send to."""

import csv
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command, group
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, cut, harmless, padded, say

Row = dict[str, Any]

_CODES = (ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION)

#: Numbers of one call, and entries of one page.
_BATCH = 1_000

#: How long a server that wants fewer calls is waited for, and how long between two tries.
_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 1.0

#: What people put between the digits of a number.
_BETWEEN = re.compile(r"[\s().\-/\u00a0]+")
_NUMBER = re.compile(r"\+?[0-9]{4,20}", re.ASCII)

#: A bad line is shown up to here: a wrong file may have long ones.
_SHOWN = 40

_COLUMNS = (("Number", 15), ("Sender", 15), ("Source", 9), ("Date", 31))

_SENDER = Parameter(metavar="SENDER", help="Only for messages from this sender ID; for all without one.")


def add(
    *numbers: Annotated[str, Parameter(name="NUMBER", help="Dialing code and number, such as 85212345678.")],
    sender: Annotated[str, _SENDER] = "",
    target: Target = Target(),  # noqa: B008, frozen
) -> ExitCode:
    """Enter numbers that the account does not send to.

    Calls AddBlockedNumbers of Heliograph 2026-11-01. A send to one of them is refused with BLACK_KEY_CONTROL_LIMIT.
    """
    return _change("AddBlockedNumbers", "entered", numbers, sender, target)


def remove(
    *numbers: Annotated[str, Parameter(name="NUMBER", help="Dialing code and number, such as 85212345678.")],
    sender: Annotated[str, _SENDER] = "",
    target: Target = Target(),  # noqa: B008, frozen
) -> ExitCode:
    """Let the account send to numbers again.

    Calls RemoveBlockedNumbers of Heliograph 2026-11-01, whoever entered them.
    """
    return _change("RemoveBlockedNumbers", "removed", numbers, sender, target)


def _change(action: str, done: str, numbers: tuple[str, ...], sender: str, target: Target) -> ExitCode:
    from heliograph.cli.api import Api

    if not numbers:
        raise Failure(ExitCode.USAGE, "no NUMBER is given.")
    api = Api(target, as_json=False)
    changed, failed = 0, []
    for start in range(0, len(numbers), _BATCH):
        reply = _asked(api.heliograph, action, [plain(one) for one in numbers[start : start + _BATCH]], sender)
        changed += int(reply.get("ChangedCount", "0"))
        failed += json.loads(reply.get("FailedList") or "[]")
    say(f"{changed} {done}.")
    for number in failed:
        complain(f"{harmless(number)!r} is no phone number that a numbering plan knows.")
    return ExitCode.REFUSED if failed else ExitCode.OK


def list_(
    *,
    sender: Annotated[str, _SENDER] = "",
    max_: Annotated[
        int,
        Parameter(name="--max", metavar="COUNT", validator=Number(gte=1), help="How many at most; all by default."),
    ] = sys.maxsize,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print each entry as one JSON object a line.")] = False,
) -> ExitCode:
    """List the numbers that the account does not send to.

    Calls ListBlockedNumbers of Heliograph 2026-11-01 page by page and prints one line a number, by sender and number.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    asked = {"Sender": sender} if sender else {}
    shown = 0
    for row in entries(lambda more: api.heliograph("ListBlockedNumbers", asked | more), max_):
        if not shown and not json_:
            say("  ".join(padded(name, columns) for name, columns in _COLUMNS).rstrip())
        say(_json_line(row) if json_ else _table_line(row))
        shown += 1
    if not shown and not json_:
        complain("no number is blocked.")
    return ExitCode.OK


def entries(page: Callable[[dict[str, str]], dict[str, Any]], count: int) -> Iterator[Row]:
    """The first `count` entries, or all where there are fewer."""
    token = ""
    while count > 0:
        reply = page({"MaxItems": str(min(count, _BATCH)), **({"NextToken": token} if token else {})})
        rows = reply.get("Numbers") or []
        yield from rows
        count -= len(rows)
        token = reply.get("NextToken", "")
        if not token or not rows:
            return


def import_(
    file: Annotated[Path, Parameter(name="FILE", allow_leading_hyphen=True, help="The file, or - for standard input.")],
    /,
    *,
    sender: Annotated[str, _SENDER] = "",
    target: Target = Target(),  # noqa: B008, frozen
) -> ExitCode:
    """Enter the numbers of a file.

    The file has a number on each line, or is CSV with the number in its first column; a heading, blank lines and lines
    that begin with # are passed over. It is read as it goes, however long it is. A line that has no number is told with
    its place, and the others are entered; status 1 says that there was one. Doing it again changes nothing.
    """
    from heliograph.cli.api import Api

    api = Api(target, as_json=False)
    entered = read = bad = 0
    with _opened(file) as lines:
        for batch in batches(numbered(lines)):
            good = [(line, text) for line, text in batch if _NUMBER.fullmatch(text)]
            wrong = [(line, text) for line, text in batch if not _NUMBER.fullmatch(text)]
            if good:
                reply = _asked(api.heliograph, "AddBlockedNumbers", [text for _, text in good], sender)
                entered += int(reply.get("ChangedCount", "0"))
                failed = set(json.loads(reply.get("FailedList") or "[]"))
                wrong += [(line, text) for line, text in good if text in failed]
            for line, text in sorted(wrong):
                complain(f"line {line}: {cut(harmless(text), _SHOWN)!r} is no phone number.")
            read += len(batch)
            bad += len(wrong)
    say(f"{read:,} lines: {entered:,} entered, {read - bad - entered:,} there already, {bad:,} bad.")
    return ExitCode.REFUSED if bad else ExitCode.OK


def _opened(file: Path) -> Any:
    if str(file) == "-":
        return nullcontext(sys.stdin)
    try:
        return file.open(encoding="utf-8-sig", errors="replace", newline="")
    except OSError as error:
        raise Failure(ExitCode.USAGE, f"{file} cannot be read: {error.strerror or error}.") from None


def numbered(lines: IO[str] | Iterable[str]) -> Iterator[tuple[int, str]]:
    """The number of each line, in plain form, with the line's place from 1 on; what says nothing is passed over."""
    reader = csv.reader(line.replace("\0", "") for line in lines)
    first = True
    try:
        for cells in reader:
            text = cells[0].strip() if cells else ""
            if not text or text.startswith("#"):
                continue
            heading, first = first and not any(character.isdigit() for character in text), False
            if not heading:
                yield reader.line_num, plain(text)
    except csv.Error as error:
        raise Failure(ExitCode.USAGE, f"line {reader.line_num} cannot be read as CSV: {error}.") from None


def batches(rows: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """The rows in lists of at most `_BATCH`."""
    batch: list[tuple[int, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def plain(text: str) -> str:
    """A number without what people put between its digits."""
    return _BETWEEN.sub("", text)


def _asked(
    call: Callable[[str, dict[str, str]], dict[str, Any]], action: str, numbers: list[str], sender: str
) -> dict[str, Any]:
    """The reply to one change; a server that wants fewer calls is asked again for a minute."""
    asked = {"Numbers": json.dumps(numbers), **({"Sender": sender} if sender else {})}
    begun = time.monotonic()
    while True:
        try:
            return call(action, asked)
        except Failure as failure:
            if not failure.passing or time.monotonic() - begun >= _PATIENCE_SECONDS:
                raise
        time.sleep(_PAUSE_SECONDS)


def _json_line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _table_line(row: Row) -> str:
    return "  ".join(padded(harmless(str(row.get(name, ""))), columns) for name, columns in _COLUMNS).rstrip()


_COMMANDS = (
    command(
        "add",
        add,
        usage="heliograph blocked add [--sender SENDER] [OPTIONS] NUMBER...",
        codes=_CODES,
        environment=ENVIRONMENT,
        of="blocked",
        examples="""
            heliograph blocked add 85212345678 4915112345678
            heliograph blocked add --sender Shop 85212345678
        """,
    ),
    command(
        "remove",
        remove,
        usage="heliograph blocked remove [--sender SENDER] [OPTIONS] NUMBER...",
        codes=_CODES,
        environment=ENVIRONMENT,
        of="blocked",
        examples="""
            heliograph blocked remove 85212345678
        """,
    ),
    command(
        "list",
        list_,
        usage="heliograph blocked list [--sender SENDER] [--max COUNT] [OPTIONS]",
        codes=_CODES,
        environment=ENVIRONMENT,
        of="blocked",
        examples="""
            heliograph blocked list
            heliograph blocked list --json | jq -r .Number
        """,
    ),
    command(
        "import",
        import_,
        usage="heliograph blocked import [--sender SENDER] [OPTIONS] FILE",
        codes=_CODES,
        environment=ENVIRONMENT,
        of="blocked",
        examples="""
            heliograph blocked import do-not-contact.csv
            zcat numbers.gz | heliograph blocked import -
        """,
    ),
)

_MANUAL = """List and change the numbers that the account does not send to.

A send to one of them is refused with BLACK_KEY_CONTROL_LIMIT. Recipients enter themselves by saying STOP.
"""

app = group("blocked", _MANUAL, _COMMANDS)
