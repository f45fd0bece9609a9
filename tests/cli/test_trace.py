"""If this fails, an operator cannot read in a terminal what was said about a message."""

import json

from command_and_server import FakeApi

REPLY = {
    "ResponseCode": "OK",
    "Pdus": [
        {
            "Date": "Mon, 24 Dec 2018 16:58:22 +0800",
            "Carrier": "net-one",
            "Session": "1",
            "Direction": "sent",
            "Name": "submit_sm",
            "Segment": "1",
            "Hex": "00",
            "Fields": [
                {"Name": "data_coding", "Hex": "08", "Value": "8", "Meaning": "UCS-2"},
                {"Name": "short_message", "Hex": " ".join(["61"] * 20), "Value": "a\u001b[31m"},
            ],
        }
    ],
    "Says": "Those of net-two are no more kept.",
}


def test_each_field_is_shown_beside_its_octets(api: FakeApi, client) -> None:
    api.script("GetMessageTrace", REPLY)
    done = client("trace", "1008030300312345", "--account", "7")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Mon, 24 Dec 2018 16:58:22 +0800 -> net-one/1: submit_sm, segment 1"
    assert lines[1].split() == ["data_coding", "08", "8", "(UCS-2)"]
    assert lines[2].split()[1:17] == ["61"] * 16
    assert lines[3].split() == ["61"] * 4
    assert lines[4] == "Those of net-two are no more kept."
    assert "\u001b" not in done.stdout
    [(_, sent)] = api.seen()
    assert (sent["MessageId"], sent["AccountId"]) == ("1008030300312345", "7")


def test_the_reply_can_be_had_as_it_is(api: FakeApi, client) -> None:
    api.script("GetMessageTrace", REPLY)
    assert json.loads(client("trace", "--json", "1008030300312345").stdout) == REPLY
