"""If these fail, a person withdraws another message than they meant, or is told that one was that was not."""

import json

import pytest
from command_and_server import FakeApi

REPLY = {"ResponseCode": "OK", "Cancelled": "2"}


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        (["1008030300312345"], {"MessageId": "1008030300312345"}),
        (["--to", "85212345678"], {"To": "85212345678"}),
        (["--to", "85212345678", "--from", "Acme"], {"To": "85212345678", "From": "Acme"}),
    ],
)
def test_one_is_withdrawn_by_its_id_or_several_by_their_addresses(
    api: FakeApi, client, line: list[str], sent: dict[str, str]
) -> None:
    api.script("CancelMessage", REPLY)
    done = client("cancel", *line)
    assert (done.returncode, done.stdout) == (0, "withdrawn: 2\n")
    [(_, asked)] = api.seen()
    assert {name: asked[name] for name in ("MessageId", "To", "From") if name in asked} == sent


@pytest.mark.parametrize("line", [[], ["1008030300312345", "--to", "85212345678"], ["1", "--from", "Acme"]])
def test_what_does_not_say_which_is_asked_of_nobody(api: FakeApi, client, line: list[str]) -> None:
    assert client("cancel", *line).returncode == 2
    assert api.seen() == []


def test_what_was_handed_over_is_said_to_stay(api: FakeApi, client) -> None:
    api.script("CancelMessage", {"ResponseCode": "MESSAGE_NOT_WAITING", "ResponseDescription": "It was handed over."})
    done = client("cancel", "1008030300312345")
    assert (done.returncode, done.stdout) == (1, "")
    assert "MESSAGE_NOT_WAITING: It was handed over." in done.stderr
    api.script("CancelMessage", REPLY)
    assert json.loads(client("cancel", "--json", "1").stdout) == REPLY
