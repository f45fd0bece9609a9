"""If these fail, an operator asks for the cause and reads none, or cannot say whose message it is."""

import json

from command_and_server import FakeApi

REPLY = {
    "ResponseCode": "OK",
    "MessageId": "1008030300312345",
    "State": "in_doubt",
    "Findings": [
        {"Code": "in_doubt", "Says": "net-one did not answer.", "Evidence": "part 1", "Advice": "Wait."},
        {"Code": "overdue", "Says": "Its receipt is \u001b[31mlate."},
    ],
}


def test_it_says_what_was_found_and_what_to_do(api: FakeApi, client) -> None:
    api.script("DiagnoseMessage", REPLY)
    done = client("doctor", "1008030300312345", "--account", "7")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[:4] == [
        "message 1008030300312345 is in doubt.",
        "- net-one did not answer.",
        "  seen by: part 1",
        "  do: Wait.",
    ]
    assert len(lines) == 5
    assert "\u001b" not in lines[4]
    [(_, sent)] = api.seen()
    assert (sent["MessageId"], sent["AccountId"]) == ("1008030300312345", "7")


def test_the_reply_can_be_had_as_it_is(api: FakeApi, client) -> None:
    api.script("DiagnoseMessage", REPLY)
    done = client("doctor", "--json", "1008030300312345")
    assert json.loads(done.stdout) == REPLY
    [(_, sent)] = api.seen()
    assert "AccountId" not in sent
