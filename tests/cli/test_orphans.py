"""If these fail, an operator does not see which receipts match nothing."""

import json

from command_and_server import FakeApi

ROW = {
    "Carrier": "net-one",
    "CarrierMessageId": "7F3A",
    "To": "85261234567",
    "State": "delivered",
    "Code": "DELIVERED",
    "ReceiveDate": "Mon, 24 Dec 2018 16:58:22 +0800",
}


def test_they_are_listed_over_all_pages(api: FakeApi, client) -> None:
    first = {"ResponseCode": "OK", "Receipts": [ROW], "NextBefore": "1.0.net-one.7F3A"}
    api.script("ListOrphanReceipts", first, {"ResponseCode": "OK", "Receipts": [{**ROW, "CarrierMessageId": "8"}]})
    done = client("orphans")
    assert done.returncode == 0
    header, *rows = done.stdout.splitlines()
    assert header.split()[:3] == ["ReceiveDate", "Carrier", "CarrierMessageId"]
    assert [row.split()[-1] for row in rows] == ["DELIVERED"] * 2
    [(_, one), (_, two)] = api.seen()
    assert (one.get("Before"), two.get("Before")) == (None, "1.0.net-one.7F3A")
    assert (one["MaxItems"], two["MaxItems"]) == ("20", "19")


def test_no_more_are_asked_for_than_wanted(api: FakeApi, client) -> None:
    api.script("ListOrphanReceipts", {"ResponseCode": "OK", "Receipts": [ROW], "NextBefore": "1.0.net-one.7F3A"})
    done = client("orphans", "--max", "1", "--json")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [ROW]
    assert len(api.seen()) == 1


def test_where_there_is_none_that_is_said(api: FakeApi, client) -> None:
    api.script("ListOrphanReceipts", {"ResponseCode": "OK", "Receipts": []})
    done = client("orphans")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no receipt waits" in done.stderr
