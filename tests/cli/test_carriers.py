"""If these fail, an operator reads of carriers what is not so, or an order does not reach the server."""

import json

import pytest
from command_and_server import FakeApi

ONE = {
    "CarrierName": "net-one",
    "Kind": "smpp",
    "Desired": "run",
    "State": "running",
    "Up": "true",
    "Window": "10",
    "Unanswered": "3",
    "Waiting": "120",
    "RoundTripMs": "12.5",
    "Circuit": "probing",
    "Sessions": [{"State": "bound"}, {"State": "connecting"}, {"State": "bound"}],
    "WaitingSince": "Mon, 24 Dec 2018 16:58:22 +0800",
}
TWO = {
    "CarrierName": "net-two\x1b[2J",
    "Desired": "drain",
    "State": "draining",
    "RequestedBy": "acs:ram::1:user/ann",
    "RequestedDate": "Mon, 24 Dec 2018 16:58:22 +0800",
    "Reason": "planned work",
    "Up": "false",
    "Window": "0",
    "Unanswered": "0",
    "Waiting": "0",
    "LastError": "no connection in time",
}
OLD = {**TWO, "CarrierName": "net-old", "Desired": "run", "State": "not-configured", "LastError": ""}
OK = {"ResponseCode": "OK"}


def test_each_carrier_is_one_line_with_what_a_person_should_know(api: FakeApi, client) -> None:
    api.script("ListCarriers", {**OK, "Carriers": [ONE, TWO, OLD]})
    done = client("carriers")
    assert done.returncode == 0
    head, one, two, old = done.stdout.splitlines()
    assert head.split() == ["Carrier", "State", "Link", "Unanswered", "Answers", "in", "Waiting", "Remarks"]
    assert one.split()[:7] == ["net-one", "running", "2/3", "3/10", "12.5", "ms", "120"]
    assert "waits since Mon, 24 Dec 2018 16:58:22 +0800" in one
    assert "its circuit is probing; " in one
    assert two.split()[1:5] == ["draining", "down", "0/0", "0"]
    assert "drain since Mon, 24 Dec 2018 16:58:22 +0800 (planned work); no connection in time" in two
    assert "messages wait for it, and it is not in the configuration" in old
    assert "\x1b" not in done.stdout


def test_programs_read_the_reply_as_it_is(api: FakeApi, client) -> None:
    api.script("ListCarriers", {**OK, "Carriers": [ONE]})
    assert json.loads(client("carriers", "--json").stdout)["Carriers"] == [ONE]


def test_without_carriers_it_says_so(api: FakeApi, client) -> None:
    api.script("ListCarriers", {**OK, "Carriers": []})
    assert "there are no carriers" in client("carriers").stderr


@pytest.mark.parametrize(
    ("line", "operation", "asked"),
    [
        (("pause", "net-one"), "PauseCarrier", {}),
        (("drain", "--reason", "planned work", "net-one"), "DrainCarrier", {"Reason": "planned work"}),
        (("disable", "net-one", "--in-flight", "0"), "DisableCarrier", {"TimeoutSeconds": "0"}),
        (("disable", "net-one"), "DisableCarrier", {}),
        (("resume", "net-one", "--reason", "done"), "ResumeCarrier", {"Reason": "done"}),
    ],
)
def test_an_order_says_what_was_asked_and_nothing_else(
    api: FakeApi, client, line: tuple[str, ...], operation: str, asked: dict[str, str]
) -> None:
    api.script(operation, {**OK, **ONE})
    done = client("carriers", *line)
    assert (done.returncode, done.stdout) == (0, "net-one: running; 120 waiting, 3 unanswered.\n")
    [(action, sent)] = api.seen()
    assert action == operation
    known = {"CarrierName", "Reason", "TimeoutSeconds"}
    assert {name: value for name, value in sent.items() if name in known} == {"CarrierName": "net-one", **asked}


def test_waiting_ends_when_the_order_is_obeyed(api: FakeApi, client) -> None:
    ordered = {**OK, **ONE, "Desired": "drain", "State": "draining"}
    api.script("DrainCarrier", ordered)
    obeyed = {**ordered, "State": "drained", "Waiting": "0", "Unanswered": "0", "ObeyedDate": "now"}
    api.script("GetCarrier", ordered, obeyed)
    done = client("carriers", "drain", "--wait", "net-one")
    assert (done.returncode, done.stdout) == (0, "net-one: drained; 0 waiting, 0 unanswered.\n")
    assert [action for action, _ in api.seen()] == ["DrainCarrier", "GetCarrier", "GetCarrier"]


def test_waiting_ends_with_its_time_and_when_another_order_comes(api: FakeApi, client) -> None:
    ordered = {**OK, **ONE, "Desired": "drain", "State": "draining"}
    api.script("DrainCarrier", ordered)
    api.script("GetCarrier", {**ordered, "Desired": "pause", "RequestedBy": "bob"})
    late = client("carriers", "drain", "--wait", "--timeout", "0", "net-one")
    assert (late.returncode, late.stderr) == (5, "heliograph: net-one is draining still; the order holds.\n")
    other = client("carriers", "drain", "--wait", "net-one")
    assert (other.returncode, other.stderr) == (1, "heliograph: net-one was told to pause meanwhile, by bob.\n")


def test_an_unknown_carrier_is_a_refusal(api: FakeApi, client) -> None:
    api.script("PauseCarrier", {"ResponseCode": "DATA_NOT_EXIST", "ResponseDescription": "none"})
    done = client("carriers", "pause", "net-none")
    assert done.returncode == 1
    assert "DATA_NOT_EXIST" in done.stderr


@pytest.mark.parametrize(("passed", "code"), [("true", 0), ("false", 1)])
def test_a_trial_is_told_in_words_and_by_how_it_ends(api: FakeApi, client, passed: str, code: int) -> None:
    api.script("TestCarrier", {**OK, "CarrierName": "net-one", "Passed": passed, "Says": "Connected\x1b in 3 ms."})
    done = client("carriers", "test", "net-one")
    assert (done.returncode, done.stdout) == (code, "net-one: Connected� in 3 ms.\n")
