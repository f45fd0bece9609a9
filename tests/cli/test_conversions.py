"""Without this, nobody could read what conversions were reported."""

import json

from command_and_server import FakeApi

OK = {"ResponseCode": "OK", "ResponseDescription": "OK", "RequestId": "REQ-1"}
DAYS = [
    {"Day": "2026-11-24", "Reported": "3", "Converted": "1", "ConversionRate": "0.3333", "GivenRate": "0.53"},
    {"Day": "2026-11-23", "Reported": "0", "Converted": "0", "GivenRate": "1.0"},
]


def test_a_line_a_day(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetConversionReport", OK | {"Days": DAYS, "IsTruncated": "false"})
    done = client("conversions", "--max", "2", "--before", "2026-11-25")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["Day", "Reported", "Converted", "ConversionRate", "GivenRate"]
    assert lines[1].split() == ["2026-11-24", "3", "1", "0.3333", "0.53"]
    assert lines[2].index("1.0") == lines[1].index("0.53")
    ((action, asked),) = api.seen()
    assert (action, asked["MaxItems"], asked["Before"]) == ("GetConversionReport", "2", "2026-11-25")


def test_a_program_reads_one_object_a_line(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetConversionReport", OK | {"Days": DAYS, "IsTruncated": "false"})
    assert [json.loads(line) for line in client("conversions", "--json").stdout.splitlines()] == DAYS
    ((_, asked),) = api.seen()
    assert (asked["MaxItems"], "Before" in asked) == ("30", False)


def test_nothing_reported_is_said_plainly(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetConversionReport", OK | {"Days": [], "IsTruncated": "false"})
    done = client("conversions")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "heliograph: no conversions were reported yet: clients do that by SmsConversion and ConversionData.\n"
    )
    assert client("conversions", "--max", "0").returncode == 2
