"""If these fail, an operator cannot ask where a message would go, or reads no reason."""

import json

from command_and_server import FakeApi

REPLY = {
    "ResponseCode": "OK",
    "Carrier": "net-two",
    "Route": "hong-kong",
    "Why": "It is net-two's turn.",
    "Country": "HK",
    "Carriers": [{"Carrier": "net-one", "Weight": "3", "Up": "false"}, {"Carrier": "net-two", "Up": "true"}],
    "Rules": [
        {"Route": "germany", "Matches": "false", "WhyNot": "it is for DE, and the number's country is HK"},
        {"Route": "hong-kong", "Matches": "true"},
    ],
}


def test_it_says_where_and_why(api: FakeApi, client) -> None:
    api.script("ExplainRoute", REPLY)
    line = ("--to", "85261234567", "--from", "Acme", "--type", "OTP", "--account", "7", "--at", "23:30")
    done = client("route", *line)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "net-two by rule hong-kong: It is net-two's turn.",
        "- germany: it is for DE, and the number's country is HK",
        "+ hong-kong: matches",
        "  net-one: weight 3, down",
        "  net-two: failover, up",
    ]
    [(_, sent)] = api.seen()
    asked = {"To": "85261234567", "From": "Acme", "Type": "OTP", "AccountId": "7", "At": "23:30"}
    assert {name: sent.get(name) for name in asked} == asked


def test_what_is_not_given_is_not_sent(api: FakeApi, client) -> None:
    api.script("ExplainRoute", REPLY)
    assert client("route", "--to", "85261234567").returncode == 0
    [(_, sent)] = api.seen()
    assert not {"From", "Type", "AccountId", "At"} & set(sent)


def test_a_message_that_would_be_refused_ends_so(api: FakeApi, client) -> None:
    why = "No rule matches, so there is no route."
    api.script("ExplainRoute", {"ResponseCode": "OK", "RefusedWith": "NOT_SUPPORTED_COUNTRY", "Why": why, "Rules": []})
    done = client("route", "--to", "85261234567")
    assert (done.returncode, done.stdout) == (1, f"refused with NOT_SUPPORTED_COUNTRY: {why}\n")


def test_programs_read_the_reply_as_it_is(api: FakeApi, client) -> None:
    api.script("ExplainRoute", REPLY)
    assert json.loads(client("route", "--to", "85261234567", "--json").stdout) == REPLY
