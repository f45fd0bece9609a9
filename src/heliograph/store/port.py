"""The port of the message store: what every adapter promises.

- **Batches.** Every call takes a sequence and costs one round of statements, however long the sequence.
- **Durable.** A call that changes something returns after its commit is synced to disk (and replicated, where the
  store replicates). It raises `Unavailable` when that cannot be had; then nothing of the call has happened, or what
  has is withdrawn by the adapter before anything is claimed again.
- **Idempotent.** Repeating a call with the same arguments changes nothing more.
- **Concurrent.** Calls may be made together from one event loop; the adapter groups what waits into one commit.
- **Cancellation.** Cancelling a call never cancels its commit.

Times are UTC milliseconds of the store's own clock, except those inside events.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import msgspec

from heliograph.sms.block_list import BlockChange
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.events import Event
from heliograph.sms.message import Body, Message, State
from heliograph.store.holds import Hold, Refusals


class Unavailable(Exception):
    """The store cannot take this now: disk full or failing, or its backlog is over its bound. Try again later."""


class IdTaken(Exception):
    """A message id is already there with another request_id: take a new id. Nothing of the call has happened."""


class Nonce(msgspec.Struct, frozen=True, gc=False):
    """A nonce to burn with a write (I9)."""

    access_key_id: str
    value: str
    expires_at: int
    """UTC milliseconds when the request's own timestamp leaves the window."""


class Claim(msgspec.Struct, frozen=True, gc=False):
    """One segment handed to a link: the attempt is on disk as submitting."""

    message: Message
    """After the claim."""
    body: Body
    segment: int
    attempt: int


#: A place in the outbox of a lane: priority, account, due, message id, segment.
Mark: TypeAlias = tuple[int, str, int, int, int]


class Rerouted(msgspec.Struct, frozen=True, gc=False):
    """What came of looking at some of what waits for a carrier."""

    moved: int
    """Messages that went on to another carrier."""
    again_in_ms: int
    """In how long the first of those that stay may go on, as their terms say; 0 where none ever may as things stand."""
    mark: Mark | None
    """Where to look on; None at the end."""


class Settlement(msgspec.Struct, frozen=True, gc=False):
    """An event of the lifecycle for one message, by its id."""

    message_id: int
    event: Event


class Receipt(msgspec.Struct, frozen=True, gc=False):
    """A receipt (DLR) as a carrier sent it, before it is known which attempt it belongs to."""

    carrier: str
    key: str
    """The carrier's id in the carrier's canonical form."""
    to: str
    """MSISDN the receipt speaks of, digits only; empty when the carrier does not say."""
    state: State
    """A final state, or `submitted` for one that is no verdict."""
    code: str
    received_at: int
    raw: bytes = b""
    """The short_message and TLVs as received, for people to look at; bounded by the sender of this value."""
    words: CarrierWords = CarrierWords()
    asked: bool = False
    """Whether it is the carrier's answer to query_sm."""


class Inquiry(msgspec.Struct, frozen=True, gc=False):
    """A hand-over whose receipt is overdue: the carrier is to be asked what became of it."""

    message_id: int
    segment: int
    attempt: int
    carrier: str
    carrier_message_id: str
    """As received, to be given back so."""
    to: str
    sender: str
    """Sender ID of the message; empty when none was given."""


class Said(msgspec.Struct, frozen=True, gc=False):
    """What a person wrote, or one part of it."""

    source: str
    """Who wrote: MSISDN, digits only."""
    destination: str
    """What they wrote to: a number, short code or sender ID of ours, as the carrier sent it."""
    octets: bytes
    """The user data without its header."""
    data_coding: int = 0
    reference: int = 0
    total: int = 1
    number: int = 1


class Inbound(msgspec.Struct, frozen=True, gc=False):
    """A deliver_sm that is no receipt, stored whole."""

    carrier: str
    key: str
    """Unique per carrier and message, made from its addresses, reference and part, so that a repeat is one row."""
    received_at: int
    pdu: bytes
    said: Said | None = None
    """None where it is no message of a person: a receipt that names no hand-over."""
    opt_out: BlockChange | None = None
    """What it changes of a block list, made with the row that stores it: a repeat changes nothing."""


class Stored(msgspec.Struct, frozen=True, gc=False):
    """A message with its body, as QueryMessage and lists read it."""

    message: Message
    body: Body


class Timeline(msgspec.Struct, frozen=True, gc=False):
    """A message with everything that happened to it."""

    message: Message
    body: Body
    lines: bytes
    """JSON lines, see `sms.timeline`."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a start found left behind by the process before."""

    doubted: int
    """Hand-overs that were under way and may have gone out (I4)."""
    settled: int
    """Of the attempts under way, those that a receipt had already settled."""
    waiting: int
    """Segments waiting in the outbox."""
    id_floor: int
    """The highest message id ever handed out in this partition: new ids are made above it."""


class Claimant(msgspec.Struct, frozen=True):
    """The owner of a lane, who takes new messages in the commit that accepts them, while it has room for them."""

    owner: str
    offer: Callable[[], int]
    """How many segments it has room for, asked as a transaction that accepts messages for its lane begins; 0 for none.
    The room is promised until `take` is called, once for each offer that was not 0."""
    take: Callable[[Sequence[Claim]], None]
    """What was accepted and claimed for it, durably; nothing where something waited before it, there was more than room
    for, or the commit failed."""


class MessageStore(Protocol):
    """The queue and the record of all messages."""

    async def start(self) -> Recovery:
        """Open, migrate, take the lock, and put every hand-over of a former process in doubt. Call once, first."""
        ...

    async def accept(
        self,
        messages: Sequence[tuple[Message, Body]],
        nonce: Nonce | None = None,
        holds: Sequence[Sequence[Hold]] = (),
    ) -> Refusals:
        """Store new messages with their outbox rows and burn the nonce, all or nothing.

        All carry one `request_id`. `holds` has what each message takes from its limits, in the order of the messages,
        or is empty where none takes any. A message over a limit, or to a number that its account blocks, is not stored
        and takes nothing; the others are. What a stored message takes is written in the same commit, once however often
        the call is repeated, and given back where the message is withdrawn. Returns what was refused, by position.

        Raises `IdTaken`, `Unavailable` (full, failing, or over its bound: I6).
        """
        ...

    async def get(self, account: str, message_id: int) -> Stored | None:
        """One message of this account; None for an unknown or a foreign id alike (I7)."""
        ...

    async def timeline(self, account: str, message_id: int) -> Timeline | None:
        """One message of this account with its timeline."""
        ...

    async def find(
        self, account: str, *, before: int = 0, after: int = 0, to: str = "", limit: int = 50
    ) -> Sequence[Stored]:
        """Messages of an account by id, newest first: those below `before` (0: from the top), or above `after`
        (then the oldest of those first is still returned newest first). `to` narrows to one recipient."""
        ...

    async def cancel(self, account: str, message_ids: Sequence[int], nonce: Nonce | None = None) -> Sequence[bool]:
        """Cancel these messages of the account and burn the nonce; for each, whether it was cancelled.

        Only one of which no part was ever handed to a carrier can be; unknown and foreign ones are False alike (I7).
        Repeated, a cancelled one is False.
        """
        ...

    async def claim(self, lane: str, owner: str, segments_max: int) -> Sequence[Claim]:
        """Take at most `segments_max` due segments of a lane, in the order in which they go out.

        Priority first, then the accounts by turns, each by its weight; of one account by due time, then id. A lower
        priority that waits behind a higher one keeps a small part of the turns (`sms.fair_share`).

        Each is moved from the outbox to `inflight` and its attempt written as submitting, durably, before this
        returns: only then may it go out (I4).
        """
        ...

    def stand_by(self, lane: str, claimant: Claimant | None) -> None:
        """Let this claimant take new messages of the lane as they are accepted; None ends that.

        They never wait in the outbox: accepted and claimed is one commit. It happens only while nothing that is due
        waits in the lane, and only if all that a commit brings for the lane fits into the room, so that nobody is
        passed by and turns are not needed.
        """
        ...

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Apply events to messages, in order. Unknown ids and strays are counted, never raised.

        A `SubmitOk` also writes the directory entry and applies a receipt that waits there (I5).
        """
        ...

    async def receipts(self, receipts: Sequence[Receipt]) -> None:
        """Store receipts and apply those whose attempt is known; the others wait in the directory (I5)."""
        ...

    async def inbound(self, messages: Sequence[Inbound]) -> None:
        """Store inbound messages, once each, and make the changes that they ask for in the same commit.

        One that is whole now is told to its account's subscribers.
        """
        ...

    async def wake(self, limit: int) -> int:
        """Apply what time alone has brought to at most `limit` messages whose `wake_at` has come; return how many.

        A doubt that is due looks first for unmatched receipts of its carrier and recipient since its hand-over: one
        candidate settles it, and as many as the message has doubts settle them all if they say the same. Fewer are
        looked at again; more, or different ones, are marked ambiguous; none lets the route's `on_unknown` decide (I4).
        """
        ...

    async def reroute(self, lane: str, limit: int, behind: Mark | None = None) -> Rerouted:
        """Look at no more than `limit` segments that wait in a lane, behind a mark of the answer before, and let those
        messages go on to the next carrier of their plan whose terms say so, now that their own takes nothing."""
        ...

    async def next_due(self, lane: str) -> int | None:
        """When the lane's next segment is due; None when nothing waits."""
        ...

    def backlog(self) -> Mapping[str, int]:
        """By lane, how many segments wait to be claimed, as counted by commits; asked as often as anybody likes."""
        ...

    async def next_wake(self) -> int | None:
        """When `wake` has work next; None when nothing waits."""
        ...

    async def used_nonces(self) -> Sequence[Nonce]:
        """The nonces burnt durably that have not expired; read once at start."""
        ...

    async def close(self) -> None:
        """Commit what waits, then close. Calls after it raise `Unavailable`."""
        ...
