"""If these fail, an operator believes that a configuration holds which does not."""

import json

from command_and_server import FakeApi

OK = {"ResponseCode": "OK"}


def test_what_holds_now_and_what_needs_a_restart_is_printed(api: FakeApi, client) -> None:
    api.script("ReloadConfiguration", {**OK, "Applied": ["two is new."], "NeedsRestart": ["port"], "Warnings": ["odd"]})
    done = client("reload")
    assert (done.returncode, done.stdout) == (0, "two is new.\nneeds a restart: port\n")
    assert done.stderr == "heliograph: odd\n"


def test_where_nothing_differs_it_says_so(api: FakeApi, client) -> None:
    api.script("ReloadConfiguration", {**OK, "Applied": [], "NeedsRestart": []})
    assert client("reload").stdout == "Nothing differs from what holds already.\n"


def test_faults_are_shown_line_by_line_and_end_it_so(api: FakeApi, client) -> None:
    says = "f.toml:3: port\x1b must be\nf.toml:4: host is"
    api.script("ReloadConfiguration", {"ResponseCode": "CONFIGURATION_FAULTY", "ResponseDescription": says})
    done = client("reload")
    assert done.returncode == 4
    assert done.stderr.splitlines() == [
        "heliograph: nothing has changed, for the configuration has faults.",
        "f.toml:3: port� must be",
        "f.toml:4: host is",
    ]


def test_programs_read_the_reply_as_it_is(api: FakeApi, client) -> None:
    api.script("ReloadConfiguration", {**OK, "Applied": ["a"], "NeedsRestart": []})
    assert json.loads(client("reload", "--json").stdout)["Applied"] == ["a"]
    api.script("ReloadConfiguration", {"ResponseCode": "CONFIGURATION_FAULTY", "ResponseDescription": "f"})
    done = client("reload", "--json")
    assert (done.returncode, json.loads(done.stdout)["ResponseCode"]) == (4, "CONFIGURATION_FAULTY")


def test_another_refusal_is_one(api: FakeApi, client) -> None:
    api.script("ReloadConfiguration", {"ResponseCode": "OUT_OF_SERVICE", "ResponseDescription": "no"})
    assert client("reload").returncode == 1
