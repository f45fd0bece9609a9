"""Without this, the list would miss messages, show them twice, or stop at the first hiccup."""

import json
import select
import signal
import subprocess
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from command_and_server import (
    ACCESS_KEY_ID,
    ACCESS_KEY_SECRET,
    COMMAND,
    FakeApi,
    environment,
    listing,
    refusal,
    rows,
)

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.messages import followed, newest


def test_a_line_a_message_the_newest_last(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ListMessages", listing(rows(3, 2, State="failed") + rows(1)))
    done = client("messages")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["MessageId", "AcceptedDate", "To", "From", "State", "ErrorCode", "Message"]
    assert [line.split()[0] for line in lines[1:]] == ["1", "2", "3"]
    assert lines[1].index("text 1") == lines[0].index("Message", 10)
    ((_, asked),) = api.seen()
    assert (asked["MaxItems"], "To" in asked) == ("20", False)


def test_a_text_stays_on_its_line(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ListMessages", listing(rows(1, Message="two\nlines\x1b[2J")))
    lines = client("messages").stdout.splitlines()
    assert len(lines) == 2
    assert lines[1].endswith("two lines�[2J")


def test_a_program_reads_one_object_a_line(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    found = rows(2, 1, Message="é\n")
    api.script("ListMessages", listing(found))
    done = client("messages", "--json")
    assert [json.loads(line) for line in done.stdout.splitlines()] == found[::-1]


def test_more_than_a_page_is_fetched_page_by_page(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ListMessages", listing(rows(*range(300, 100, -1)), more=True), listing(rows(*range(100, 0, -1))))
    done = client("messages", "--json", "--max", "500", "--to", "85212345678")
    assert [json.loads(line)["MessageId"] for line in done.stdout.splitlines()] == [str(n) for n in range(1, 301)]
    asked = [{name: call[name] for name in ("MaxItems", "Before", "To") if name in call} for _, call in api.seen()]
    assert asked == [
        {"MaxItems": "200", "To": "85212345678"},
        {"MaxItems": "200", "Before": "101", "To": "85212345678"},
    ]


def test_an_empty_list_says_why(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ListMessages", listing([]))
    done = client("messages")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "heliograph: no messages yet: heliograph send --to NUMBER TEXT makes one.\n"
    assert client("messages", "--to", "1").stderr == "heliograph: no messages to 1.\n"
    assert client("messages", "--json").stderr == ""


def test_a_search_goes_on_through_pages_on_which_nothing_was_found(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ListMessages", listing([], more=True) | {"NextBefore": "90"}, listing(rows(7)))
    done = client("messages", "--json", "status:failed -is:retried")
    assert [json.loads(line)["MessageId"] for line in done.stdout.splitlines()] == ["7"]
    asked = [{name: call[name] for name in ("Query", "Before") if name in call} for _, call in api.seen()]
    assert asked == [
        {"Query": "status:failed -is:retried"},
        {"Query": "status:failed -is:retried", "Before": "90"},
    ]


def test_a_search_that_finds_nothing_tells_how_far_it_looked(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    date = "Mon, 24 Dec 2018 16:58:21 +0800"
    api.script("ListMessages", listing([], more=True) | {"NextBefore": "90", "LookedBackTo": date})
    done = client("messages", "nothing")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"heliograph: none found; looked back to {date}, before: goes on from there.\n"
    assert len(api.seen()) == 10
    api.script("ListMessages", listing([]))
    assert client("messages", "nothing").stderr == "heliograph: no message is meant by this search.\n"


def test_failures_have_the_codes_of_the_table(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ListMessages", refusal("NoPermission", 403))
    assert client("messages").returncode == 1
    assert client("messages", "--endpoint", "127.0.0.1:1").returncode == 3
    assert client("messages", ALIBABA_CLOUD_ACCESS_KEY_SECRET="").returncode == 4


def test_following_prints_what_comes_until_it_is_interrupted(api: FakeApi, tmp_path) -> None:  # type: ignore[no-untyped-def]
    api.script("ListMessages", listing(rows(1)), listing([]), listing(rows(3, 2)), listing([]))
    keys = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
        "HELIOGRAPH_ENDPOINT": api.endpoint,
    }
    # Unbuffered: of two lines that arrive together a buffer would take both, and `select` would wait for a third.
    # A shell's background job ignores Ctrl-C, and so would its children; here it must count.
    with subprocess.Popen(
        [*COMMAND, "messages", "--follow", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=tmp_path,
        env=environment(**keys),
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as child:
        try:
            assert child.stdout is not None
            seen = []
            for _ in range(3):
                assert select.select([child.stdout], [], [], 30)[0]
                seen.append(json.loads(child.stdout.readline())["MessageId"])
            assert seen == ["1", "2", "3"]
            child.send_signal(signal.SIGINT)
            _, errors = child.communicate(timeout=30)
        finally:
            child.kill()
    assert (child.returncode, errors) == (130, b"")
    after = [call.get("After") for _, call in api.seen()]
    assert after[:3] == [None, "1", "1"]
    assert set(after[3:]) <= {"3"}


# The walk through the pages by itself, against a list in memory that keeps growing.


class Messages:
    """ListMessages over a growing list of ids, or a failure."""

    def __init__(self, *ids: int, page_max: int = 200) -> None:
        self.ids = list(ids)
        self.failures: list[Failure] = []
        self._page_max = page_max

    def __call__(self, asked: dict[str, str]) -> dict[str, Any]:
        if self.failures:
            raise self.failures.pop(0)
        limit = min(int(asked["MaxItems"]), self._page_max)
        found = sorted(self.ids, reverse=True)
        if "After" in asked:
            found = [number for number in found if number > int(asked["After"])]
            return listing(rows(*found[max(0, len(found) - limit) :]), len(found) > limit)
        if "Before" in asked:
            found = [number for number in found if number < int(asked["Before"])]
        return listing(rows(*found[:limit]), len(found) > limit)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 100])
@pytest.mark.parametrize("page_max", [1, 2, 200])
def test_the_newest_of_a_list_are_those_at_its_end(count: int, page_max: int) -> None:
    found = newest(Messages(10, 20, 30, 40, 50, page_max=page_max), count)
    assert [row["MessageId"] for row in found.rows] == ["10", "20", "30", "40", "50"][-count:]


class Enough(Exception):
    """Ends a walk that has no end."""


def follow(
    messages: Messages, after: str, turn: Callable[[int], None], now: Callable[[], float] = lambda: 0.0
) -> list[str]:
    """What following prints; `turn` is called at each pause with its number and ends it by raising `Enough`."""
    seen: list[str] = []
    pauses = iter(range(1000))
    with pytest.raises(Enough):
        for row in followed(messages, after, now, lambda _seconds: turn(next(pauses))):
            seen += [row["MessageId"]]
    return seen


@pytest.mark.parametrize("page_max", [1, 3, 200])
def test_following_misses_nothing_and_repeats_nothing(page_max: int) -> None:
    messages = Messages(5, page_max=page_max)

    def turn(number: int) -> None:
        if number == 3:
            raise Enough
        messages.ids += range(100 * number + 10, 100 * number + 17)

    expected = [str(100 * number + 10 + n) for number in range(3) for n in range(7)]
    assert follow(messages, "5", turn) == expected


def test_following_an_empty_list_begins_with_its_first_message() -> None:
    messages = Messages()

    def turn(number: int) -> None:
        if number == 1:
            raise Enough
        messages.ids.append(7)

    assert follow(messages, "1", turn) == ["7"]


def test_a_server_that_restarts_is_waited_for() -> None:
    messages = Messages(7)
    messages.failures = [Failure(ExitCode.UNREACHABLE, "gone"), Failure(ExitCode.REFUSED, "busy", passing=True)]

    def turn(number: int) -> None:
        if number == 2:
            raise Enough

    assert follow(messages, "1", turn) == ["7"]


def test_patience_ends_after_a_minute_without_an_answer() -> None:
    messages = Messages()
    messages.failures = [Failure(ExitCode.UNREACHABLE, "gone") for _ in range(100)]
    time = [0.0]

    def pause(seconds: float) -> None:
        time[0] += seconds

    with pytest.raises(Failure, match="gone"):
        next(followed(messages, "1", lambda: time[0], pause))
    assert time[0] == 60


def test_another_refusal_ends_it_at_once() -> None:
    messages = Messages()
    messages.failures = [Failure(ExitCode.REFUSED, "no")]
    with pytest.raises(Failure, match="no"):
        next(followed(messages, "1", lambda: 0.0, lambda _seconds: None))
