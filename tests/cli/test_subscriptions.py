"""Without this, a subscription made from the command line would go elsewhere, or its secret be lost unseen."""

import json

import pytest
from command_and_server import refusal

OK = {"ResponseCode": "OK", "ResponseDescription": "OK", "RequestId": "REQ-1"}
ID = "sub-5f0c2a1b9d3e4f60"
URL = "https://shop.example/receipts"


def test_add_shows_id_and_secret(api, client):
    api.script("CreateSubscription", {**OK, "SubscriptionId": ID, "Secret": "9f2c"})
    done = client("subscriptions", "add", URL, "--schedule", "cloud", "--in-flight", "2", "--receipts", "SmsUp")
    assert (done.returncode, done.stdout.split()) == (0, ["Subscription", ID, "Secret", "9f2c"])
    ((_, asked),) = api.seen()
    assert {name: asked[name] for name in ("Kind", "Url", "Receipts", "Schedule", "BatchSize", "InFlight")} == {
        "Kind": "http",
        "Url": URL,
        "Receipts": "SmsUp",
        "Schedule": "cloud",
        "BatchSize": "100",
        "InFlight": "2",
    }


def test_a_queue_is_asked_for_without_what_is_of_pushes(api, client):
    api.script("CreateSubscription", {**OK, "SubscriptionId": ID})
    assert client("subscriptions", "add", "--kind", "queue").stdout.split() == ["Subscription", ID]
    ((_, asked),) = api.seen()
    assert asked["Kind"] == "queue"
    assert {"Url", "Schedule", "BatchSize", "InFlight"}.isdisjoint(asked)


def test_list_is_a_table_and_harmless(api, client):
    row = {"SubscriptionId": ID, "Receipts": "SmsReport", "Paused": "false", "Waiting": "12", "DeadLetters": "0"}
    api.script("ListSubscriptions", {**OK, "Subscriptions": [{**row, "Url": URL + "\x1b[2J"}]})
    done = client("subscriptions", "list")
    head, line = done.stdout.splitlines()
    assert head.split() == ["SubscriptionId", "Receipts", "Paused", "Waiting", "DeadLetters", "Url"]
    assert line.split()[:5] == [ID, "SmsReport", "false", "12", "0"]
    assert "\x1b" not in done.stdout


def test_none_is_said_on_standard_error(api, client):
    api.script("ListSubscriptions", {**OK, "Subscriptions": []})
    done = client("subscriptions", "list")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no subscriptions yet" in done.stderr


@pytest.mark.parametrize(
    ("verb", "action"),
    [("remove", "DeleteSubscription"), ("pause", "PauseSubscription"), ("resume", "ResumeSubscription")],
)
def test_a_verb_is_its_operation(api, client, verb, action):
    api.script(action, OK)
    done = client("subscriptions", verb, ID)
    assert (done.returncode, done.stdout) == (0, "")
    ((called, asked),) = api.seen()
    assert (called, asked["SubscriptionId"]) == (action, ID)


def test_attempts_end_with_the_newest(api, client):
    rows = [
        {"Number": "2", "Date": "D2", "Count": "1", "Milliseconds": "9", "Outcome": "failed", "Reason": "HTTP 500"},
        {"Number": "1", "Date": "D1", "Count": "1", "Milliseconds": "9", "HttpStatus": "200", "Outcome": "confirmed"},
    ]
    api.script("ListDeliveryAttempts", {**OK, "Attempts": rows})
    lines = client("subscriptions", "attempts", ID).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["Number", "1", "2"]
    assert lines[-1].endswith("failed     HTTP 500")


def test_dead_letters_are_listed(api, client):
    api.script("ListDeadLetters", {**OK, "DeadLetters": [{"MessageId": "7", "Receipts": "SmsReport", "Attempts": "3"}]})
    assert client("subscriptions", "dead", ID).stdout.splitlines()[1].split() == ["7", "SmsReport", "3"]
    api.script("ListDeadLetters", {**OK, "DeadLetters": []})
    assert "nothing was given up" in client("subscriptions", "dead", ID).stderr


def test_redrive_goes_on_until_none_is_left(api, client):
    api.script("RedriveDeadLetters", {**OK, "Redriven": "500"}, {**OK, "Redriven": "3"})
    assert client("subscriptions", "redrive", ID).stdout == "503 are pushed again.\n"
    assert len(api.seen()) == 2
    api.script("RedriveDeadLetters", {**OK, "Redriven": "1"})
    assert client("subscriptions", "redrive", ID, "--message", "7").stdout == "1 is pushed again.\n"
    assert api.seen()[0][1]["MessageId"] == "7"


@pytest.mark.parametrize(
    ("arguments", "action"),
    [
        (("add", URL), "CreateSubscription"),
        (("list",), "ListSubscriptions"),
        (("remove", ID), "DeleteSubscription"),
        (("attempts", ID), "ListDeliveryAttempts"),
        (("dead", ID), "ListDeadLetters"),
        (("redrive", ID), "RedriveDeadLetters"),
    ],
)
def test_the_reply_can_be_had_as_it_is(api, client, arguments, action):
    api.script(action, OK)
    assert json.loads(client("subscriptions", *arguments, "--json").stdout) == OK


def test_a_refusal_is_an_exit_status_and_a_sentence(api, client):
    api.script("ListSubscriptions", refusal("InvalidAccessKeyId.NotFound", 404))
    done = client("subscriptions", "list")
    assert done.returncode == 1
    assert done.stderr


def test_help_is_of_the_command_below(client):
    done = client("subscriptions", "redrive", "--nonsense")
    assert done.returncode == 2
    assert "heliograph subscriptions redrive --help" in done.stderr
