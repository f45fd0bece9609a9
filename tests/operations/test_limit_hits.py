"""If this fails, an operator is told of other refusals than those that customers read, or memory grows with them."""

import pytest

from heliograph.operations import limit_hits
from heliograph.operations.limit_hits import LimitHits

NOON = 12 * 3_600_000
DAY = 86_400_000


def told(hits: LimitHits, account: str, now: int) -> list[tuple[str, int, int]]:
    return [(one.code, one.count, one.last_at) for one in hits.of(account, now)]


def test_each_code_is_counted_with_its_last_time_the_most_frequent_first():
    hits = LimitHits()
    for now, code in ((NOON, "A"), (NOON + 1, "B"), (NOON + 2, "B")):
        hits.hit("1", code, now, 0)
    hits.hit("2", "A", NOON, 0)
    assert told(hits, "1", NOON + 3) == [("B", 2, NOON + 2), ("A", 1, NOON)]
    assert told(hits, "3", NOON) == []


def test_a_new_day_begins_at_the_servers_midnight():
    hits = LimitHits()
    hits.hit("1", "A", NOON, 480)
    assert told(hits, "1", DAY - 8 * 3_600_000 - 1) == [("A", 1, NOON)]
    assert told(hits, "1", DAY - 8 * 3_600_000) == []
    hits.hit("1", "B", DAY, 480)
    assert told(hits, "1", DAY) == [("B", 1, DAY)]


def test_only_so_many_accounts_are_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limit_hits, "ACCOUNTS_MAX", 2)
    hits = LimitHits()
    for account in ("1", "2", "3"):
        hits.hit(account, "A", NOON, 0)
    assert [len(told(hits, account, NOON)) for account in ("1", "2", "3")] == [0, 1, 1]
