"""`Subscribing` over tellings in memory, for tests of operations; the store has a contract suite of its own."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import count

from heliograph.operations.ports import PushTrial, Subscribing
from heliograph.sms.push_target import Network
from heliograph.store.told import Attempt, Dead, Key, Owed, Waiting


class MemoryTold:
    """What a test put into it, and what it was asked to take up again."""

    def __init__(self) -> None:
        self.tried: dict[str, list[Attempt]] = {}
        self.buried: dict[str, list[Dead]] = {}
        self.undone: dict[str, int] = {}
        self.owing: dict[tuple[str, int], Owed] = {}
        self.pushed: list[tuple[str, Attempt]] = []
        self.drawn = count(1)
        self.redriven: list[tuple[str, Sequence[Key] | None, int]] = []

    async def attempts(self, subscriber: str, limit: int = 200) -> Sequence[Attempt]:
        return self.tried.get(subscriber, [])[:limit]

    async def dead(self, subscriber: str, *, after: tuple[int, int] = (0, 0), limit: int = 50) -> Sequence[Dead]:
        found = self.buried.get(subscriber, [])
        return [one for one in found if (one.buried_at, one.telling.key.message) > after][:limit]

    async def owed(self, subscriber: str, message_id: int) -> Owed | None:
        return self.owing.get((subscriber, message_id))

    async def waiting(self, subscriber: str) -> Waiting:
        return Waiting(self.undone.get(subscriber, 0), len(self.buried.get(subscriber, [])))

    async def redrive(self, subscriber: str, keys: Sequence[Key] | None = None, *, limit: int = 1_000) -> int:
        self.redriven.append((subscriber, keys, limit))
        found = self.buried.get(subscriber, [])
        chosen = [one for one in found if keys is None or one.telling.key in keys][:limit]
        self.buried[subscriber] = [one for one in found if one not in chosen]
        return len(chosen)


async def no_trial(account: str, subscription_id: str) -> PushTrial | None:
    return None


def subscribing(
    told: MemoryTold | None = None,
    changed: Callable[[], None] = lambda: None,
    allowed: tuple[Network, ...] = (),
    test: Callable[[str, str], Awaitable[PushTrial | None]] = no_trial,
) -> Subscribing:
    told = told or MemoryTold()
    drawn, pushed = told.drawn, told.pushed
    return Subscribing(
        told,  # type: ignore[arg-type]
        lambda: f"{next(drawn):016x}" * 2,
        changed,
        allowed,
        test,
        lambda message_id: pushed,
    )
