"""What the checkers know, and the store as they see it: every call goes through to the real one and is noted."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from heliograph.sms.events import Released, SubmitOk
from heliograph.sms.message import State, Summary
from heliograph.store.port import Claim, Claimant, Receipt, Settlement
from heliograph.store.sqlite import SqliteMessageStore


class Violation(AssertionError):
    """A promise of the engine does not hold."""


class Watch:
    """Facts seen from outside, over all lives of the process. Numbers of recipients are unique to a message."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.acknowledged: dict[int, tuple[str, str]] = {}
        """By message id: the recipient and text that its client was told OK for."""
        self.submitted: Counter[tuple[str, int]] = Counter()
        """submit_sm that reached the network, by recipient and part."""
        self.sent_as: dict[str, tuple[str, int]] = {}
        """By the network's message id: recipient and part."""
        self.proven: set[str] = set()
        """The network's ids whose DELIVRD receipt got ESME_ROK."""
        self.taken: set[tuple[int, int]] = set()
        """(message, segment) whose acceptance by the carrier is durably known."""
        self.refused: set[tuple[int, int]] = set()
        """Likewise those with a negative receipt, after which another attempt is right."""
        self.final: dict[int, State] = {}
        self.told: dict[int, list[str]] = {}
        """By message id what the subscriber was told of it, in order, without what only repeats."""
        self.counts: Counter[str] = Counter()
        self._trace = hashlib.sha256()

    def note(self, at: float, kind: str, *what: object) -> None:
        """Enter an event into the trace."""
        self.counts[kind] += 1
        self._trace.update(repr((round(at, 6), kind, what)).encode())

    def object(self, says: str) -> None:
        self.violations.append(says)

    @property
    def trace(self) -> str:
        return self._trace.hexdigest()[:16]

    def saw(self, message_id: int, summary: Summary) -> None:
        """A state as the store tells it now: a final one stays, but for proof of delivery (I2)."""
        before = self.final.get(message_id)
        state = summary.state
        if before is not None and state is not before and state is not State.DELIVERED:
            self.object(f"I2: message {message_id} went from {before} to {state}")
        if summary.final:
            self.final[message_id] = state


class WatchedStore:
    """A `MessageStore` that notes what passes through it."""

    def __init__(self, store: SqliteMessageStore, watch: Watch) -> None:
        self.store = store
        self.watch = watch
        self.window = 0
        self.held: Callable[[str], int] = lambda lane: 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    async def claim(self, lane: str, owner: str, segments_max: int) -> Sequence[Claim]:
        claims = await self.store.claim(lane, owner, segments_max)
        self._claimed(lane, claims)
        return claims

    def stand_by(self, lane: str, claimant: Claimant | None) -> None:
        if claimant is None:
            self.store.stand_by(lane, None)
            return
        take = claimant.take

        def watched(claims: Sequence[Claim]) -> None:
            self.watch.counts["rode"] += len(claims)
            self._claimed(lane, claims)
            take(claims)

        self.store.stand_by(lane, Claimant(claimant.owner, claimant.offer, watched))

    def _claimed(self, lane: str, claims: Sequence[Claim]) -> None:
        for claim in claims:
            key = claim.message.id, claim.segment
            if key in self.watch.taken and key not in self.watch.refused:
                self.watch.object(f"I4: segment {key} is claimed again though a carrier has it")
        if self.held(lane) + len(claims) > 2 * self.window:
            self.watch.object(
                f"I4: {self.held(lane) + len(claims)} claimed and unfinished with a window of {self.window}"
            )

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        await self.store.settle(settlements)
        for settlement in settlements:
            if isinstance(settlement.event, SubmitOk):
                self.watch.taken.add((settlement.message_id, settlement.event.segment))
            elif isinstance(settlement.event, Released):
                self.watch.counts["released"] += 1

    async def receipts(self, receipts: Sequence[Receipt]) -> None:
        # Noted before: what a carrier said counts from when it may have been stored.
        by_number = {to: message_id for message_id, (to, _) in self.watch.acknowledged.items()}
        for receipt in receipts:
            if receipt.state not in (State.DELIVERED, State.SUBMITTED) and receipt.key in self.watch.sent_as:
                to, part = self.watch.sent_as[receipt.key]
                if to in by_number:
                    self.watch.refused.add((by_number[to], part))
        await self.store.receipts(receipts)
