"""`Told` in a dictionary, as far as the queue door uses it; the store has a contract suite of its own."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from heliograph.sms.clock import Clock
from heliograph.sms.message import State
from heliograph.sms.report import Outcome
from heliograph.store.told import Key, Kind, Telling

ABOUT = Outcome("1000000000000001", "85212345678", "Heliograph", "task", 1, State.DELIVERED, "DELIVERED", 1, 2)


@dataclass
class Row:
    due: int
    made_at: int
    attempts: int = 0


class ToldInMemory:
    """Keeps what `tell` is given; `raises` has errors for the next calls, `takes` counts the writes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.rows: dict[tuple[str, Kind, int, int], Row] = {}
        self.raises: list[Exception] = []
        self.takes = 0
        self.looks = 0
        self.looked = asyncio.Event()
        """Set once somebody has looked whether there is anything."""
        self.hint: Callable[[str], None] = lambda subscriber: None

    def tell(self, subscriber: str, *messages: int, kind: Kind = Kind.REPORT, hint: bool = True) -> None:
        """Messages come into the subscriber's queue."""
        now = self._clock.steady_ms()
        for message in messages:
            self.rows[subscriber, kind, message, 1] = Row(now, now)
        if hint:
            self.hint(subscriber)

    async def take(self, subscriber: str, limit: int, hold_ms: int) -> Sequence[Telling]:
        self._fail()
        self.takes += 1
        taken = []
        for name in self._due(subscriber)[:limit]:
            row = self.rows[name]
            row.due, row.attempts = self._clock.steady_ms() + hold_ms, row.attempts + 1
            taken.append(self._telling(name))
        return taken

    async def peek(self, subscriber: str, limit: int) -> Sequence[Telling]:
        return [self._telling(name) for name in self._due(subscriber)[:limit]]

    async def done(self, keys: Sequence[Key], *, held: bool = False) -> Sequence[bool]:
        self._fail()
        assert held, "a consumer at a queue proves its lease"
        wanted = [key for key in keys if (row := self.rows.get(_name(key))) and row.due == key.lease_end]
        removed = {_name(key) for key in wanted if self.rows.pop(_name(key), None)}
        return [_name(key) in removed for key in keys]

    async def put_off(self, keys: Sequence[Key], due: int) -> Sequence[int]:
        self._fail()
        answers = []
        for key in keys:
            row = self.rows.get(_name(key))
            held = row is not None and row.due == key.lease_end
            if held:
                row.due = due
            answers.append(due if held else 0)
        return answers

    async def next_told(self, subscriber: str) -> int | None:
        self.looks += 1
        self.looked.set()
        return min((row.due for name, row in self.rows.items() if name[0] == subscriber), default=None)

    def _due(self, subscriber: str) -> list[tuple[str, Kind, int, int]]:
        now = self._clock.steady_ms()
        due = [name for name, row in self.rows.items() if name[0] == subscriber and row.due <= now]
        return sorted(due, key=lambda name: (self.rows[name].due, name))

    def _telling(self, name: tuple[str, Kind, int, int]) -> Telling:
        row = self.rows[name]
        return Telling(Key(*name, row.due), row.attempts, row.made_at, ABOUT)

    def _fail(self) -> None:
        if self.raises:
            raise self.raises.pop(0)


def _name(key: Key) -> tuple[str, Kind, int, int]:
    return key.subscriber, key.kind, key.message, key.revision
