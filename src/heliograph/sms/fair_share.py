"""Whose turn it is on a lane: priorities first, and within one the accounts by turns, each by its weight.

Start-time fair queueing: an account has passed so much virtual time as it has had segments, over its weight, and the
one that has passed least is next. One that comes back after a pause begins at the time of the others, so that it is
served at once and saves nothing up. An OTP goes before everything else; a lower priority that waits gets one turn after
each `GUARANTEED_AFTER` turns that went past it, so that it is slow behind a stream of OTPs and never stands still.

It is told what may wait (`offer`), says whose turns are next (`plan`), and is told where less was found (`short`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush

#: The lowest priority is this, the highest 0.
PRIORITY_MAX = 2

#: So many turns may go past a lower priority that waits; the next is its own. One in seventeen is 6 %.
GUARANTEED_AFTER = 16

WEIGHT_MAX = 1_000

#: Virtual time that a segment of an account of weight 1 takes: whole for every weight to within a thousandth.
_SEGMENT = 1_000_000

#: Accounts that left before their time was up are forgotten in bulk, when there are so many of them.
_LEFT_MAX = 1_024

#: Whose turn it is: priority and account.
Turn = tuple[int, str]


@dataclass(slots=True)
class _Waiting:
    """An account with segments of one priority."""

    due: int
    """Nothing of it is due before; UTC milliseconds."""
    passed: int
    ready: bool = False
    entry: int = 0
    """Which entry of the heap it stands in counts; earlier ones are void."""


@dataclass(slots=True)
class _Level:
    """The accounts of one priority."""

    waiting: dict[str, _Waiting] = field(default_factory=dict)
    ready: list[tuple[int, int, str]] = field(default_factory=list)
    """Heap of (passed, entry, account)."""
    later: list[tuple[int, int, str]] = field(default_factory=list)
    """Heap of (due, entry, account)."""
    left: dict[str, int] = field(default_factory=dict)
    """What accounts without segments had passed, where that is ahead of the others."""
    time: int = 0
    owed: int = 0
    """Turns that went past this priority while it waited."""
    entries: int = 0

    def offer(self, account: str, due: int) -> None:
        one = self.waiting.get(account)
        if one is None:
            one = self.waiting[account] = _Waiting(due, max(self.left.pop(account, 0), self.time))
        elif one.ready or due >= one.due:
            return
        one.due = due
        self._enter(self.later, due, account, one)

    def _enter(self, heap: list[tuple[int, int, str]], key: int, account: str, one: _Waiting) -> None:
        self.entries += 1
        one.entry = self.entries
        heappush(heap, (key, one.entry, account))

    def wake(self, now: int) -> bool:
        """Let those that are due take part; whether any does."""
        while self.later and self.later[0][0] <= now:
            _, entry, account = heappop(self.later)
            one = self.waiting.get(account)
            if one is not None and one.entry == entry:
                one.ready = True
                one.passed = max(one.passed, self.time)
                self._enter(self.ready, one.passed, account, one)
        self._drop_void()
        return bool(self.ready)

    def _drop_void(self) -> None:
        while self.ready:
            _, entry, account = self.ready[0]
            one = self.waiting.get(account)
            if one is not None and one.entry == entry:
                return
            heappop(self.ready)

    def turn(self, weight: Callable[[str], int]) -> str:
        """The account that is next; only while one is ready."""
        passed, _, account = heappop(self.ready)
        self._drop_void()
        self.time = passed
        self.pass_by(account, _SEGMENT // weight(account))
        return account

    def pass_by(self, account: str, time: int) -> None:
        """An account that is ready has had so much more."""
        one = self.waiting[account]
        one.passed += time
        self._enter(self.ready, one.passed, account, one)

    def short(self, account: str, back: int, due: int | None) -> None:
        """So much time is given back to an account of which nothing more is due; `due` is when it goes on, if ever."""
        one = self.waiting.get(account)
        if one is None:
            return
        one.passed -= back
        one.ready = False
        if due is not None:
            one.due = due
            self._enter(self.later, due, account, one)
        else:
            del self.waiting[account]
        # Planned turns that nobody took have not been: time is where those that are left stand.
        self._drop_void()
        self.time = self.ready[0][0] if self.ready else min(self.time, one.passed)
        if due is not None:
            return
        if one.passed > self.time:
            self.left[account] = one.passed
            if len(self.left) > _LEFT_MAX:
                self.left = {name: passed for name, passed in self.left.items() if passed > self.time}


class Turns:
    """The turns of one lane. `weight` says an account's weight, 1 to `WEIGHT_MAX`; it may change at any time.

    What is offered is a bound: there may be less, which `short` tells, and never more than was offered.
    """

    def __init__(self, weight: Callable[[str], int]) -> None:
        self._given_weight = weight
        self._levels = tuple(_Level() for _ in range(PRIORITY_MAX + 1))

    def offer(self, priority: int, account: str, due: int) -> None:
        """Segments of this account wait, the first of them due no earlier than `due`."""
        self._levels[priority].offer(account, due)

    def plan(self, room: int, now: int) -> list[Turn]:
        """Whose the next `room` segments are, in order; fewer only where nothing is due, and then none."""
        ready = [(priority, level) for priority, level in enumerate(self._levels) if level.wake(now)]
        if not ready or room <= 0:
            return []
        if len(ready) == 1 and len(ready[0][1].ready) == 1:
            return self._alone(*ready[0], room)
        return [(priority, level.turn(self._weight)) for priority, level in self._by_priority(ready, room)]

    def is_idle(self, now: int) -> bool:
        """Whether nothing waits whose time has come, as far as was offered."""
        return not any(level.wake(now) for level in self._levels)

    def short(self, priority: int, account: str, unused: int, due: int | None) -> None:
        """Nothing more of this account is due: so many planned turns were not used. `due`: its next segment, if any."""
        self._levels[priority].short(account, unused * (_SEGMENT // self._weight(account)), due)

    def waiting(self) -> list[tuple[int, int, str]]:
        """(due, priority, account) of everybody who may have segments, earliest first; due is a lower bound."""
        return sorted(
            (one.due, priority, account)
            for priority, level in enumerate(self._levels)
            for account, one in level.waiting.items()
        )

    def renew(self, offers: Iterable[tuple[int, str, int]]) -> None:
        """Forget what was offered and take these (priority, account, due); what accounts have passed stays."""
        for level in self._levels:
            for account, one in list(level.waiting.items()):
                level.short(account, 0, None)
                level.left[account] = one.passed
            level.ready.clear()
            level.later.clear()
        for priority, account, due in offers:
            self.offer(priority, account, due)

    def _weight(self, account: str) -> int:
        return min(max(self._given_weight(account), 1), WEIGHT_MAX)

    def _alone(self, priority: int, level: _Level, room: int) -> list[Turn]:
        """All turns to the only account that is ready: the usual case, without a heap's work for each."""
        account = level.turn(self._weight)
        level.owed = 0
        level.ready.clear()
        level.pass_by(account, (room - 1) * (_SEGMENT // self._weight(account)))
        level.time = level.waiting[account].passed
        return [(priority, account)] * room

    @staticmethod
    def _by_priority(ready: list[tuple[int, _Level]], room: int) -> Iterable[tuple[int, _Level]]:
        """The priority of each turn: the highest, but for what is guaranteed to those below it."""
        highest, below = ready[0], ready[1:]
        for _ in range(room):
            chosen = highest
            for other in below:
                if other[1].owed >= GUARANTEED_AFTER:
                    chosen = other
            for other in below:
                other[1].owed += 1
            chosen[1].owed = 0
            yield chosen
