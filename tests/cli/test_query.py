"""Without this, a script that waits for a message would wait for ever, give up early, or mistake its end."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from command_and_server import FakeApi, refusal

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.query import wait_until_ended

WAITING: dict[str, Any] = {
    "Status": "3",
    "ResponseCode": "OK",
    "ResponseDescription": "OK",
    "NumberDetail": {"Region": "HongKong", "Country": "China"},
    "Message": "Hello\x1b[2J",
    "To": "85212345678",
    "MessageId": "1008030300312345",
    "RequestId": "R",
}
DELIVERED = WAITING | {
    "Status": "1",
    "ErrorCode": "DELIVERED",
    "ErrorDescription": "success",
    "SendDate": "Mon, 24 Dec 2018 16:58:22 +0800",
    "ReceiveDate": "Mon, 24 Dec 2018 16:58:23 +0800",
}
FAILED = DELIVERED | {"Status": "2", "ErrorCode": "UNDELIV", "ErrorDescription": "not delivered"}


def test_a_message_is_shown_with_what_is_known_of_it(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("QueryMessage", DELIVERED)
    api.script("GetMessage", DELIVERED | {"Cost": "0.0075", "Currency": "EUR"})
    done = client("query", "1008030300312345")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Message id   1008030300312345",
        "Status       1 (delivered)",
        "Code         DELIVERED (success)",
        "To           85212345678",
        "Number       HongKong, China",
        "Handed over  Mon, 24 Dec 2018 16:58:22 +0800",
        "Receipt      Mon, 24 Dec 2018 16:58:23 +0800",
        "Cost         0.0075 EUR",
        "Text         Hello�[2J",
    ]
    assert [(action, asked["MessageId"]) for action, asked in api.seen()] == [
        ("QueryMessage", "1008030300312345"),
        ("GetMessage", "1008030300312345"),
    ]


def test_a_key_that_may_not_see_the_cost_sees_the_rest(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("QueryMessage", DELIVERED)
    api.script("GetMessage", refusal("NoPermission", 403))
    done = client("query", "1008030300312345")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Receipt" in done.stdout
    assert "Cost" not in done.stdout


def test_each_time_that_it_went_on_is_told_in_words(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("QueryMessage", DELIVERED)
    words = "net-one had no link, so it went on to net-two."
    events = [{"Event": "claimed"}, {"Event": "failed_over", "Says": words}, {"Event": "claimed"}]
    api.script("GetMessage", {"ResponseCode": "OK", "Timeline": events})
    done = client("query", "1008030300312345")
    assert f"Went on      {words}" in done.stdout.splitlines()
    assert done.stdout.count("Went on") == 1


def test_what_is_not_known_yet_is_left_out(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("QueryMessage", WAITING)
    done = client("query", "1008030300312345")
    assert done.returncode == 0
    assert "Status      3 (on its way)" in done.stdout
    assert "Code" not in done.stdout
    assert "Receipt" not in done.stdout


def test_a_program_reads_the_reply_as_it_is(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("QueryMessage", FAILED)
    done = client("query", "--json", "1008030300312345")
    assert (done.returncode, json.loads(done.stdout)) == (0, FAILED)


@pytest.mark.parametrize(("end", "code"), [(DELIVERED, 0), (FAILED, 6)])
def test_waiting_ends_with_the_message(api: FakeApi, client, end: dict[str, Any], code: int) -> None:  # type: ignore[no-untyped-def]
    api.script("QueryMessage", WAITING, WAITING, end)
    done = client("query", "--wait", "1008030300312345")
    assert done.returncode == code
    assert [action for action, _ in api.seen()].count("QueryMessage") == 3
    assert done.stdout.count("Message id") == 1


def test_waiting_ends_with_the_time(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("QueryMessage", WAITING)
    done = client("query", "--wait", "--timeout", "0.3", "--json", "1008030300312345")
    assert done.returncode == 5
    assert json.loads(done.stdout) == WAITING
    assert done.stderr == "heliograph: message 1008030300312345 is still on its way after 0.3 seconds.\n"
    assert len(api.seen()) >= 2


def test_an_unknown_message_is_status_1_also_when_waiting(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("QueryMessage", {"ResponseCode": "DATA_NOT_EXIST", "ResponseDescription": "No such record."})
    for arguments in (["query", "5"], ["query", "--wait", "5"]):
        done = client(*arguments)
        assert (done.returncode, done.stderr) == (1, "heliograph: refused: DATA_NOT_EXIST: No such record.\n")
    assert len(api.seen()) == 2


def test_throttling_is_waited_out_and_a_wrong_key_is_not(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("QueryMessage", refusal("Throttling.User"), DELIVERED)
    assert client("query", "--wait", "5").returncode == 0
    api.script("QueryMessage", refusal("SignatureDoesNotMatch"), DELIVERED)
    assert client("query", "--wait", "5").returncode == 1


def test_no_server_is_status_3_when_the_time_is_over(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    done = client("query", "--endpoint", "127.0.0.1:1", "--wait", "--timeout", "0.2", "5")
    assert (done.returncode, done.stdout) == (3, "")


class Time:
    """A clock that moves only by waiting."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def asking(*answers: dict[str, Any] | Failure) -> Callable[[], dict[str, Any]]:
    """Gives these answers in turn, the last one for ever."""
    left = list(answers)

    def ask() -> dict[str, Any]:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Failure):
            raise answer
        return answer

    return ask


def test_it_asks_often_first_then_every_two_seconds_and_never_past_the_end() -> None:
    time = Time()
    assert wait_until_ended(asking(WAITING), 20, lambda: time.now, time.pause) == WAITING
    assert time.pauses[0] == 0.1
    assert max(time.pauses) == 2.0
    assert time.pauses == [*sorted(time.pauses[:-1]), time.pauses[-1]]
    assert sum(time.pauses) == pytest.approx(20)


def test_no_time_at_all_is_one_question() -> None:
    time = Time()
    assert wait_until_ended(asking(WAITING), 0, lambda: time.now, time.pause) == WAITING
    assert time.pauses == []


def test_a_server_that_restarts_is_waited_for() -> None:
    time = Time()
    gone = Failure(ExitCode.UNREACHABLE, "gone")
    assert wait_until_ended(asking(WAITING, gone, gone, DELIVERED), 20, lambda: time.now, time.pause) == DELIVERED


def test_a_server_that_stays_away_is_raised_at_the_end() -> None:
    time = Time()
    with pytest.raises(Failure, match="gone"):
        wait_until_ended(asking(Failure(ExitCode.UNREACHABLE, "gone")), 20, lambda: time.now, time.pause)
    assert sum(time.pauses) == pytest.approx(20)
