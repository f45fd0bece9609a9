"""Without this, nobody could see from a terminal whether texts arrive."""

import json
from typing import Any

from command_and_server import FakeApi

FOUND: dict[str, Any] = {
    "ResponseCode": "OK",
    "ResponseDescription": "OK",
    "Since": "Mon, 23 Nov 2026 21:00:00 +0800",
    "Messages": "115",
    "Delivered": "60",
    "Failed": "20",
    "Unknown": "20",
    "Pending": "12",
    "Cancelled": "3",
    "DeliveryRate": "0.6000",
    "PerSecond": "0.0014",
    "LastMinutePerSecond": "0.5",
    "SubmitP50OverMs": "0",
    "SubmitP50Ms": "10",
    "SubmitP95OverMs": "250",
    "SubmitP95Ms": "500",
    "ReceiptP95OverMs": "1000",
    "ReceiptP95Ms": "2500",
    "ReceiptP99OverMs": "3600000",
    "Waiting": "5",
    "InFlight": "2",
    "WaitingSince": "Tue, 24 Nov 2026 20:12:29 +0800",
    "Routes": [
        {"Country": "HK", "Carrier": "net-one", "Messages": "112", "Delivered": "60", "Failed": "20", "Unknown": "20",
         "Pending": "12", "DeliveryRate": "0.6000", "ReceiptP95OverMs": "30000", "ReceiptP95Ms": "60000"},
        {"Carrier": "net-two", "Messages": "3", "Delivered": "0", "Failed": "0", "Unknown": "0", "Pending": "0"},
    ],
    "ErrorCodes": [{"ErrorCode": "UNDELIV", "Messages": "20", "MessagesBefore": "1"}],
    "Before": {"DeliveryRate": "0.7500"},
    "RequestId": "REQ-1",
}  # fmt: skip


def test_the_figures_of_a_day_are_told_with_their_bounds(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetStatistics", FOUND)
    done = client("stats", "--carrier", "net-one", "--country", "HK", "--account", "1000000000000002")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    said = {line[:16].strip(): line[16:].strip() for line in lines}
    assert said["Delivery rate"] == "60.00 % (before: 75.00 %)"
    assert said["A second"] == "0.0014 (the last minute: 0.5)"
    assert said["To the hand-over"] == "p50 ≤ 10 ms, p95 250–500 ms"
    assert said["To the receipt"] == "p95 1–2.5 s, p99 > 1 h"
    assert said["Waiting"] == "5, the first since Tue, 24 Nov 2026 20:12:29 +0800"
    assert [line.split() for line in lines if "net-" in line] == [
        ["HK", "net-one", "112", "60", "20", "20", "12", "60.00", "%", "30", "s–1", "min"],
        ["net-two", "3", "0", "0", "0", "0"],
    ]
    assert ["UNDELIV", "20", "1"] in [line.split() for line in lines]
    ((action, asked),) = api.seen()
    names = ("Range", "CarrierName", "Country", "AccountId", "Compare")
    assert [action, *(asked[name] for name in names)] == [
        "GetStatistics", "24h", "net-one", "HK", "1000000000000002", "true",
    ]  # fmt: skip


def test_nothing_sent_is_a_row_of_noughts(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetStatistics", {"ResponseCode": "OK", "Messages": "0", "Waiting": "0", "Routes": [], "ErrorCodes": []})
    done = client("stats", "--last", "7d")
    assert done.returncode == 0
    assert "Delivery rate" not in done.stdout
    ((_, asked),) = api.seen()
    assert (asked["Range"], "Country" in asked) == ("7d", False)


def test_a_program_reads_the_reply(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetStatistics", FOUND)
    assert json.loads(client("stats", "--json").stdout) == FOUND
