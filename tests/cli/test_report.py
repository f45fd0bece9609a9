"""Without this, a month's bill would be wrong, or not fit into memory."""

import csv
import io
from typing import Any

from command_and_server import FakeApi, listing, rows

OK = {"ResponseCode": "OK", "ResponseDescription": "OK", "RequestId": "REQ-1"}
DAYS = ("--from", "2026-11-23", "--to", "2026-11-24")


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_sums_of_several_pages_are_added(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    row: dict[str, Any] = {"Carrier": "net-one", "Currency": "EUR", "Messages": "2", "Segments": "3", "Delivered": "2"}
    first = [
        row | {"Charged": "3", "Cost": "0.0225"},
        {"Carrier": "=x", "Messages": "1", "Segments": "1", "Failed": "1"},
    ]
    api.script(
        "GetReport",
        OK | {"Rows": first, "NextToken": "a/b"},
        OK | {"Rows": [row | {"Charged": "3", "Cost": "0.1"}]},
    )
    done = client("report", *DAYS, "--by", "carrier", "--account", "1000000000000001")
    assert (done.returncode, done.stderr) == (0, "")
    found = table(done.stdout)
    assert [(r["Carrier"], r["Messages"], r["Delivered"], r["Charged"], r["Cost"], r["Currency"]) for r in found] == [
        ("'=x", "1", "0", "0", "0", ""),
        ("net-one", "4", "4", "6", "0.1225", "EUR"),
    ]
    (_, asked), (_, again) = api.seen()
    names = ("Since", "Until", "By", "AccountId")
    assert [asked[name] for name in names] == ["2026-11-23", "2026-11-24", "carrier", "1000000000000001"]
    assert ("NextToken" in asked, again["NextToken"]) == (False, "a/b")


def test_messages_are_a_line_each_the_oldest_first_without_their_texts(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    on = {"AcceptedDate": "Tue, 24 Nov 2026 23:59:59 +0800", "NumberDetail": {"Country": "China"}, "Message": "=1"}
    before = rows(1, AcceptedDate="Sun, 22 Nov 2026 23:59:59 +0800")
    after = rows(9, AcceptedDate="Wed, 25 Nov 2026 00:00:00 +0800")
    api.script(
        "ListMessages",
        listing(rows(3, 2, **on) + before, more=True) | {"NextAfter": "3"},
        listing(after + rows(4, **on)) | {"NextAfter": "9"},
    )
    done = client("report", *DAYS, "--messages")
    assert (done.returncode, done.stderr) == (0, "")
    found = table(done.stdout)
    assert [row["MessageId"] for row in found] == ["2", "3", "4"]
    assert (found[0]["Country"], "Message" in found[0]) == ("China", False)
    (_, first), (_, second) = api.seen()
    assert 0 < int(first["After"]) < 2**63
    assert second["After"] == "3"


def test_texts_come_when_they_are_asked_for(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ListMessages", listing(rows(1, AcceptedDate="Tue, 24 Nov 2026 01:00:00 +0800", Message="=é")))
    [row] = table(client("report", *DAYS, "--messages", "--texts").stdout)
    assert row["Message"] == "'=é"


def test_nothing_on_these_days_is_said_beside_the_head(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetReport", OK | {"Rows": []})
    done = client("report", *DAYS)
    assert done.returncode == 0
    assert done.stdout.startswith("Day,AccountId,Carrier,Messages,")
    assert done.stderr == "heliograph: no messages were accepted on these days.\n"


def test_what_is_no_day_or_word_is_refused_before_anything_is_asked(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    for given in (
        ("--from", "today", "--to", "2026-11-24"),
        ("--from", "2026-02-30", "--to", "2026-11-24"),
        ("--from", "2026-11-25", "--to", "2026-11-24"),
        (*DAYS, "--by", "sender"),
    ):
        assert client("report", *given).returncode == 2, given
    assert api.seen() == []
