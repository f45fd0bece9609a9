"""What waits for the next transaction: a call with its future."""

import asyncio
from typing import Any, Generic, TypeVar

Payload = TypeVar("Payload")


class Command(Generic[Payload]):
    """One call of the port. `answer` and `error` are set by its kind and handed out once the commit is durable."""

    __slots__ = ("answer", "came", "error", "future", "payload", "room", "rows", "size")

    def __init__(self, payload: Payload, rows: int, size: int, future: "asyncio.Future[Any]", room: bool) -> None:
        self.payload = payload
        self.rows = rows
        """What it counts for the length of a batch."""
        self.room = room
        """Whether `rows` is only how many it has room for: it takes what is there, and says in `came` how many."""
        self.came = rows
        self.size = size
        """Octets it holds in memory."""
        self.future = future
        self.answer: Any = None
        self.error: Exception | None = None

    @property
    def brought(self) -> int:
        """How many rows it is sure to be, before it has run."""
        return 1 if self.room else self.rows

    def resolve(self) -> None:
        """Tell the caller, unless the call was cancelled meanwhile: the commit was not."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.answer)
