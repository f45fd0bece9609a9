"""Measures commits: what a sync costs, so where it may run, and how fast rows go, so what a new call would wait."""

from typing import Literal, TypeAlias

Mode: TypeAlias = Literal["auto", "inline", "thread"]

#: Above this a sync would hold up every reply; below half of it the loop does it faster than another thread could.
INLINE_SECONDS_MAX = 0.001

#: Rows that cost about as much in the WAL as the sync itself (measured: 0.25 ms and 10 µs a row, rounded up): a large
#: batch must not pass for a slow disk.
_ROWS_PER_SYNC = 64

#: Weight of the newest commit in both averages: some twenty commits tell.
_WEIGHT = 0.05

#: Pages of the WAL after which it is moved into the file: 16 MiB. Larger makes reads and recovery slower, smaller
#: syncs the file more often.
CHECKPOINT_PAGES = 4_000

#: What a commit writes at least, in pages: the ends of its B-trees; and rows that share a page beyond that. It is no
#: more than a first guess: each checkpoint says how long the WAL really was.
_PAGES_PER_COMMIT = 6
_ROWS_PER_PAGE = 3

#: How far what checkpoints say may correct the guess.
_CORRECTION = (0.02, 4.0)


class Pace:
    """What recent commits cost."""

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self._sync_seconds = 0.0
        self._rows_per_second = 0.0
        self._guessed = 0
        self._correction = 1.0
        self.threaded = mode == "thread"
        """Whether commits run on the other thread now."""

    @property
    def may_use_thread(self) -> bool:
        return self._mode != "inline"

    def probed(self, seconds: float) -> None:
        """Take the probe at the start as what a sync costs."""
        self._sync_seconds = seconds
        if self._mode == "auto":
            self.threaded = seconds > INLINE_SECONDS_MAX

    def committed(self, rows: int, changes: int, sync_seconds: float, all_seconds: float) -> None:
        """Take note of a commit of so many rows of calls and so many changed rows in tables.

        One of none, such as a look at an empty queue, tells neither what a sync costs nor how fast rows go.
        """
        if not rows:
            return
        sync_seconds /= 1 + rows / _ROWS_PER_SYNC
        self._sync_seconds += _WEIGHT * (sync_seconds - self._sync_seconds)
        if self._mode == "auto":
            # Two thresholds, so that a disk in between does not make it change its mind at every commit.
            limit = INLINE_SECONDS_MAX / 2 if self.threaded else INLINE_SECONDS_MAX
            self.threaded = self._sync_seconds > limit
        rate = rows / max(all_seconds, 1e-6)
        self._rows_per_second += (_WEIGHT if self._rows_per_second else 1.0) * (rate - self._rows_per_second)
        self._guessed += _PAGES_PER_COMMIT + changes // _ROWS_PER_PAGE

    def wait_seconds(self, rows_waiting: int) -> float:
        """What a call behind so many rows would wait; 0 before anything was measured."""
        return rows_waiting / self._rows_per_second if self._rows_per_second else 0.0

    def checkpoint_due(self) -> bool:
        """Whether the WAL is long enough to be moved."""
        return self._guessed * self._correction >= CHECKPOINT_PAGES

    def checkpointed(self, pages: int) -> None:
        """The WAL was moved, and had so many pages: a new count begins."""
        least, most = _CORRECTION
        seen = min(max(pages / max(self._guessed, 1), least), most)
        self._correction = (self._correction + seen) / 2
        self._guessed = 0
