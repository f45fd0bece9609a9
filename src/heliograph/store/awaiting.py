"""The port to the messages that have not ended: what a start reads of what a former process was waiting for."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.sms.message import Message


class Awaiting(Protocol):
    """The messages that are not final, in pages."""

    async def awaiting(self, after: tuple[int, int] = (0, 0), limit: int = 500) -> Sequence[Message]:
        """At most `limit` of them in the order of (`wake_at`, `id`), behind that of `after`.

        One that changes while pages are read may be met twice, or ended. Raises `Unavailable`.
        """
        ...
