"""What waits for the next transaction: a call with its future."""

import asyncio
from typing import Any, Generic, TypeVar

Payload = TypeVar("Payload")


class Command(Generic[Payload]):
    """One call of the port. `answer` and `error` are set by its kind and handed out once the commit is durable."""

    __slots__ = ("answer", "error", "future", "payload", "rows", "size")

    def __init__(self, payload: Payload, rows: int, size: int, future: "asyncio.Future[Any]") -> None:
        self.payload = payload
        self.rows = rows
        """What it counts for the length of a batch."""
        self.size = size
        """Octets it holds in memory."""
        self.future = future
        self.answer: Any = None
        self.error: Exception | None = None

    def resolve(self) -> None:
        """Tell the caller, unless the call was cancelled meanwhile: the commit was not."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.answer)
