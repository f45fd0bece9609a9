"""If this fails, a slow disk holds up every reply, or a fast one is given a thread that only costs time."""

import pytest

from heliograph.store.sqlite.pace import CHECKPOINT_PAGES, Pace


@pytest.mark.parametrize(
    ("mode", "seconds", "threaded"),
    [("auto", 0.0003, False), ("auto", 0.006, True), ("inline", 0.006, False), ("thread", 0.0003, True)],
)
def test_the_probe_decides_only_where_it_is_asked(mode, seconds, threaded):
    pace = Pace(mode)
    pace.probed(seconds)
    assert pace.threaded is threaded
    assert pace.may_use_thread is (mode != "inline")


def test_a_disk_that_becomes_slow_is_noticed_and_one_that_recovers_too():
    pace = Pace("auto")
    pace.probed(0.0003)
    for _ in range(40):
        pace.committed(1, 3, 0.006, 0.007)
    assert pace.threaded
    for _ in range(100):
        pace.committed(1, 3, 0.0003, 0.0004)
    assert not pace.threaded


def test_one_slow_sync_changes_nothing():
    pace = Pace("auto")
    pace.probed(0.0003)
    pace.committed(1, 3, 0.012, 0.013)
    assert not pace.threaded


def test_a_large_batch_does_not_pass_for_a_slow_disk():
    pace = Pace("auto")
    pace.probed(0.0003)
    for _ in range(100):
        pace.committed(512, 1536, 0.005, 0.02)
    assert not pace.threaded


def test_what_a_call_would_wait_follows_the_rate():
    pace = Pace("inline")
    assert pace.wait_seconds(1_000_000) == 0
    pace.committed(100, 300, 0.001, 0.01)
    assert pace.wait_seconds(10_000) == pytest.approx(1.0)
    for _ in range(200):
        pace.committed(100, 300, 0.1, 0.1)
    assert pace.wait_seconds(10_000) == pytest.approx(10.0, rel=0.01)


def test_looks_at_empty_queues_tell_nothing():
    """Else a quiet night of them makes the first burst of the morning look like hours of waiting, or the disk quick."""
    pace = Pace("auto")
    pace.probed(0.006)
    pace.committed(100, 300, 0.006, 0.01)
    before = pace.wait_seconds(10_000)
    for _ in range(1_000):
        pace.committed(0, 0, 0.00001, 0.0002)
    assert pace.wait_seconds(10_000) == before
    assert pace.threaded
    assert not pace.checkpoint_due()


def test_checkpoints_tell_how_long_the_wal_really_is():
    """If this fails the WAL is moved ten times as often as it need be, or grows ten times as long."""

    def rows_until_due(pace: Pace, pages_per_row: float) -> int:
        rows = 0
        while not pace.checkpoint_due():
            pace.committed(100, 300, 0.001, 0.002)
            rows += 100
        pace.checkpointed(int(rows * pages_per_row))
        return rows

    for pages_per_row in (0.2, 2.0):
        pace = Pace("thread")
        for _ in range(12):
            rows = rows_until_due(pace, pages_per_row)
        assert 0.9 < rows * pages_per_row / CHECKPOINT_PAGES < 1.1 + 100 * pages_per_row / CHECKPOINT_PAGES


def test_a_checkpoint_is_due_after_so_many_pages_and_then_not_at_once_again():
    pace = Pace("inline")
    count = 0
    while not pace.checkpoint_due():
        pace.committed(64, 192, 0.001, 0.002)
        count += 1
    assert count == pytest.approx(CHECKPOINT_PAGES / (6 + 64), rel=0.05)
    pace.checkpointed(CHECKPOINT_PAGES)
    assert not pace.checkpoint_due()
