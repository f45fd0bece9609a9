"""Refused calls in memory, for tests of what keeps and shows them."""

from collections.abc import Sequence

import msgspec

from heliograph.store.port import Unavailable
from heliograph.store.refused_calls import RefusedCall, Sought


class MemoryRefusedCalls:
    """`RefusedCalls`; `unavailable` makes it refuse to keep any."""

    def __init__(self) -> None:
        self.kept: list[RefusedCall] = []
        self.unavailable = False

    async def keep_refused(self, calls: Sequence[RefusedCall]) -> None:
        if self.unavailable:
            raise Unavailable("the disk is full")
        for one in calls:
            self.kept.append(msgspec.structs.replace(one, number=len(self.kept) + 1))

    async def refused_calls(self, account: str, sought: Sought, limit: int) -> Sequence[RefusedCall]:
        found = [
            one
            for one in self.kept
            if one.account == account and sought.since <= one.at < sought.until
            if sought.action in ("", one.action) and sought.has(one.code)
            if sought.before is None or (one.at, one.number) < sought.before
        ]
        return sorted(found, key=lambda one: (one.at, one.number), reverse=True)[:limit]

    async def refused_call(self, request_id: str) -> RefusedCall | None:
        return next((one for one in self.kept if one.request_id == request_id), None)
