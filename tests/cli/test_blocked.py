"""Without this, a list of numbers that must not be written to would be entered in part, and nobody told."""

import itertools
import json
from typing import Any

import pytest
from command_and_server import FakeApi, refusal

from heliograph.cli.blocked import batches, entries, numbered


def reply(changed: int, *failed: str) -> dict[str, Any]:
    return {"ResponseCode": "OK", "ChangedCount": str(changed), "FailedList": json.dumps(failed)}


def test_numbers_are_entered_and_removed_in_plain_form(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("AddBlockedNumbers", reply(2))
    api.script("RemoveBlockedNumbers", reply(1, "123"))
    done = client("blocked", "add", "+852 6123-4567", "4915112345678", "--sender", "Shop")
    assert (done.returncode, done.stdout, done.stderr) == (0, "2 entered.\n", "")
    done = client("blocked", "remove", "123", "85261234567")
    assert (done.returncode, done.stdout) == (1, "1 removed.\n")
    assert "'123' is no phone number" in done.stderr
    (_, added), (_, removed) = api.seen()
    assert (json.loads(added["Numbers"]), added["Sender"]) == (["+85261234567", "4915112345678"], "Shop")
    assert "Sender" not in removed
    assert client("blocked", "add").returncode == 2


def test_the_list_is_read_to_its_end(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    row = {"Number": "85261234567", "Source": "recipient", "Date": "Mon, 24 Dec 2018 16:58:21 +0800"}
    first = {"ResponseCode": "OK", "Numbers": [row], "NextToken": "/85261234567"}
    api.script("ListBlockedNumbers", first, {"ResponseCode": "OK", "Numbers": [{**row, "Sender": "shop"}]})
    done = client("blocked", "list")
    assert [line.split()[:3] for line in done.stdout.splitlines()] == [
        ["Number", "Sender", "Source"],
        ["85261234567", "recipient", "Mon,"],
        ["85261234567", "shop", "recipient"],
    ]
    assert [asked.get("NextToken") for _, asked in api.seen()] == [None, "/85261234567"]
    api.script("ListBlockedNumbers", {"ResponseCode": "OK", "Numbers": [row]})
    assert json.loads(client("blocked", "list", "--json", "--sender", "Shop").stdout) == row
    api.script("ListBlockedNumbers", {"ResponseCode": "OK", "Numbers": []})
    assert client("blocked", "list").stderr == "heliograph: no number is blocked.\n"


def test_no_more_entries_are_asked_for_than_are_wanted() -> None:
    asked = []

    def page(parameters: dict[str, str]) -> dict[str, Any]:
        asked.append(parameters)
        return {"Numbers": [{}] * int(parameters["MaxItems"]), "NextToken": "more"}

    assert len(list(entries(page, 1200))) == 1200
    assert [one["MaxItems"] for one in asked] == ["1000", "200"]


def test_a_file_is_entered_and_its_bad_lines_are_told(api: FakeApi, client, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "list.csv").write_text(
        "number,name\n+852 6123-4567,Chan\n\n# a remark\nnobody,x\n4915112345678\n999999\n", "utf-8-sig"
    )
    api.script("AddBlockedNumbers", reply(1, "999999"))
    done = client("blocked", "import", "list.csv")
    assert (done.returncode, done.stdout) == (1, "4 lines: 1 entered, 1 there already, 2 bad.\n")
    assert done.stderr == (
        "heliograph: line 5: 'nobody' is no phone number.\nheliograph: line 7: '999999' is no phone number.\n"
    )
    ((_, asked),) = api.seen()
    assert json.loads(asked["Numbers"]) == ["+85261234567", "4915112345678", "999999"]


def test_standard_input_is_a_file_too_and_a_throttled_server_is_asked_again(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("AddBlockedNumbers", refusal("Throttling.User"), reply(1))
    done = client("blocked", "import", "-", stdin="85261234567\n")
    assert (done.returncode, done.stdout) == (0, "1 lines: 1 entered, 0 there already, 0 bad.\n")
    assert len(api.seen()) == 2


def test_a_file_that_is_not_there_is_told(client) -> None:  # type: ignore[no-untyped-def]
    done = client("blocked", "import", "nowhere.csv")
    assert (done.returncode, "nowhere.csv cannot be read" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("85261234567", [(1, "85261234567")]),
        ("msisdn\n1\n", [(2, "1")]),
        ("1\nmsisdn\n", [(1, "1"), (2, "msisdn")]),
        ('"(852) 6123 4567","a, b"\n', [(1, "85261234567")]),
        ("\ufffd\0\n,\n", []),
    ],
)
def test_lines_are_numbered_as_an_editor_does(text: str, found: list[tuple[int, str]]) -> None:
    assert list(numbered(text.splitlines(keepends=True))) == found


def test_a_long_file_is_read_as_it_goes() -> None:
    endless = batches(numbered(f"{n}\n" for n in itertools.count(85_260_000_000)))
    assert [len(next(endless)) for _ in range(3)] == [1000, 1000, 1000]
