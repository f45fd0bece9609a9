"""What a consumer does at a queue: receive, peek, delete, hide for another time."""

from collections.abc import Callable, Sequence

from heliograph.gateway.faults import Fault
from heliograph.queues import documents
from heliograph.queues.faults import fault
from heliograph.queues.polls import Polls
from heliograph.queues.queue import Queue
from heliograph.queues.receipt_handle import ReceiptHandles
from heliograph.sms.clock import Clock
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.told import Key, Telling, Told
from heliograph.telemetry.metrics import Metrics

#: For how long a message is hidden that was received: MNS's default for a queue.
HOLD_MS = 30_000

#: The JSON that tells of a telling.
BodyOf = Callable[[Telling], bytes]


class Inbox:
    """The queues of this process, as their consumers use them."""

    def __init__(
        self,
        told: Told,
        polls: Polls,
        handles: ReceiptHandles,
        body_of: BodyOf,
        clock: Clock,
        metrics: Metrics,
        recent: RecentlyTold,
    ) -> None:
        """`recent` is told what consumers have dealt with."""
        self._told = told
        self._polls = polls
        self._handles = handles
        self._body_of = body_of
        self._clock = clock
        self._recent = recent
        self._messages = metrics.counter(
            "heliograph_queue_messages_total", "Messages of queues received, received again and deleted.", ("event",)
        )

    async def receive(self, queue: Queue, limit: int, wait_ms: int) -> Sequence[documents.Fields]:
        """At most `limit` messages, hidden from others from now on; none when none came in time."""
        taken = await self._polls.take(queue, limit, HOLD_MS, wait_ms)
        for telling in taken:
            self._messages.add(1, "received" if telling.attempts == 1 else "received_again")
        return [
            documents.taken_fields(telling, self._body_of(telling), self._handles.seal(telling.key), HOLD_MS)
            for telling in taken
        ]

    async def peek(self, queue: Queue, limit: int) -> Sequence[documents.Fields]:
        """What `receive` would give now, left as it is."""
        seen = await self._told.peek(queue.subscriber, limit)
        return [documents.peeked_fields(telling, self._body_of(telling)) for telling in seen]

    async def delete(self, queue: Queue, handles: Sequence[str]) -> Sequence[Fault | None]:
        """Remove messages that were dealt with; for each handle None, or why it stays."""
        keys = [self._key(queue, handle) for handle in handles]
        held = [key for key in keys if isinstance(key, Key)]
        removed = set()
        if held:
            answers = await self._told.done(held, held=True)
            removed = {key for key, was_there in zip(held, answers, strict=True) if was_there}
        self._messages.add(len(removed), "deleted")
        self._recent.taken([key for key in held if key in removed], self._clock.steady_ms())
        return [key if isinstance(key, Fault) else _gone(key in removed) for key in keys]

    async def change_visibility(self, queue: Queue, handle: str, hidden_ms: int) -> tuple[str, int] | Fault:
        """Hide a received message for `hidden_ms` from now on; the handle that is good for it now, and until when."""
        key = self._key(queue, handle)
        if isinstance(key, Fault):
            return key
        [lease_end] = await self._told.put_off([key], self._clock.steady_ms() + hidden_ms)
        if not lease_end:
            return fault("MessageNotExist")
        return self._handles.seal(Key(key.subscriber, key.kind, key.message, key.revision, lease_end)), lease_end

    def _key(self, queue: Queue, handle: str) -> Key | Fault:
        """The message that a handle is for. It is good until its lease ends, whoever has the message then."""
        key = self._handles.open(queue.subscriber, handle)
        if key is None:
            return fault("ReceiptHandleError")
        return key if key.lease_end > self._clock.steady_ms() else fault("MessageNotExist")


def _gone(removed: bool) -> Fault | None:
    return None if removed else fault("MessageNotExist")
