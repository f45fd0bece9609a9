"""Makes one synced transaction of whatever waits when the loop has come round: no timer, no call left out.

Statements run on the loop's thread. The commit, which is what waits for the disk, runs there too where syncs are cheap,
and on one other thread elsewhere, while the next batch gathers. A thread that ran the statements as well would ask for
the interpreter's lock between any two of them, and wait for a busy loop each time.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from heliograph.store.port import Claimant, Unavailable
from heliograph.store.sqlite.accept import charges_of, written
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.figures import Figures
from heliograph.store.sqlite.pace import Pace
from heliograph.store.sqlite.recover import present
from heliograph.store.sqlite.rides import NO_RIDES, Rides, StandingBy, answer, under_way
from heliograph.store.sqlite.store_file import StoreFile
from heliograph.store.sqlite.transaction import Batch, Point, TransactionLost, ours
from heliograph.store.sqlite.work import Work

#: The kinds in their order within a transaction: what carriers said first, since their windows wait for it.
ORDER = (
    "settle",
    "receipts",
    "wake",
    "reroute",
    "accept",
    "cancel",
    "claim",
    "inbound",
    "tell",
    "records",
    "conversions",
    "blocks",
    "balances",
    "orphans",
    "refused_calls",
)

#: How often the loop comes round between the first call that waits and the transaction, so that what sockets have
#: brought meanwhile shares its sync. Each costs a call that is alone some 10 µs; three spare a loaded server 60 of 100
#: transactions, and each of its messages a tenth of its processor time.
ROUNDS = 3

#: Rows of one kind in one transaction: the loop is held up for some 50 ms at most, and beyond 256 rows a sync is
#: shared by enough.
ROWS_MAX = 1_000


class GroupCommit:
    """The queue in front of the file."""

    def __init__(
        self,
        file: StoreFile,
        pace: Pace,
        figures: Figures,
        point: Point,
        stopwatch: Callable[[], float],
        on_durable: Callable[[Work], None],
    ) -> None:
        self._file = file
        self._pace = pace
        self._figures = figures
        self._point = point
        self._stopwatch = stopwatch
        self._on_durable = on_durable
        self._waiting: dict[str, list[Command[Any]]] = {kind: [] for kind in ORDER}
        self._scheduled = False
        self._rounds_left = 0
        self._busy = False
        self._dead = False
        self._standing_by = StandingBy()
        self._drained: asyncio.Future[None] | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._mover: ThreadPoolExecutor | None = None
        self._moved = False
        self.commands = 0
        """Calls that wait, those of the transaction under way included; likewise the rows they brought, and octets."""
        self.rows = 0
        self.octets = 0

    # --- in ---

    def submit(self, kind: str, payload: object, rows: int, size: int, *, room: bool = False) -> "asyncio.Future[Any]":
        """Let a call wait for the next transaction; the future is done once that is durable. `room`: it has room for so
        many rows, and takes those that are there."""
        loop = asyncio.get_running_loop()
        command = Command(payload, rows, size, loop.create_future(), room)
        self._waiting[kind].append(command)
        self.commands += 1
        self.rows += command.brought
        self.octets += size
        self._soon(loop)
        return command.future

    def stand_by(self, lane: str, claimant: Claimant | None) -> None:
        """Let this claimant take what is accepted for the lane, as the port says."""
        self._standing_by.set(lane, claimant)

    def probe(self) -> None:
        """Measure a sync. Raises sqlite3.Error."""
        samples = []
        for _ in range(5):
            begun = self._stopwatch()
            self._file.probe(1)
            samples.append(self._stopwatch() - begun)
        self._pace.probed(sorted(samples)[2])

    async def drain(self) -> None:
        """Commit all that waits."""
        while (self.commands or self._busy) and not self._dead:
            self._drained = asyncio.get_running_loop().create_future()
            await self._drained
        # A move that ends now has nobody to go on with it; closing the file moves the rest.
        self._dead = True
        self._end_threads()

    def abandon(self) -> None:
        """Answer nobody any more, as if the process had ended here."""
        self._dead = True
        self._end_threads()

    def _end_threads(self) -> None:
        for thread in (self._thread, self._mover):
            if thread is not None:
                thread.shutdown()

    # --- the transaction ---

    def _soon(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._scheduled and not self._busy:
            self._scheduled, self._rounds_left = True, ROUNDS
            loop.call_soon(self._round)

    def _round(self) -> None:
        self._rounds_left -= 1
        if self._rounds_left:
            asyncio.get_running_loop().call_soon(self._round)
        else:
            self._tick()

    def _tick(self) -> None:
        self._scheduled = False
        if self._busy or self._dead or not self.commands:
            return
        self._transact(self._take())

    def _take(self) -> dict[str, list[Command[Any]]]:
        batch: dict[str, list[Command[Any]]] = {}
        for kind, commands in self._waiting.items():
            if commands:
                count = _fitting(commands)
                batch[kind] = commands[:count]
                del commands[:count]
        return batch

    def _transact(self, batch: Batch) -> None:
        if not self._file.usable():
            self._refuse(batch, Unavailable(f"the store cannot be written: {self._file.trouble}"))
            return
        begun = self._stopwatch()
        rides = self._rides(batch)
        try:
            work = self._file.run(batch, rides)
        except TransactionLost as lost:
            self._lost(batch, lost)
            answer(rides, durable=False)
            return
        ready = self._stopwatch()
        self._figures.spent("statements", ready - begun)
        try:
            self._point("commit")
        except Exception as error:
            self._done(batch, work, begun, ready, error)
            return
        if self._pace.threaded:
            self._elsewhere(self._file.commit, lambda error: self._done(batch, work, begun, ready, error))
        else:
            self._done(batch, work, begun, ready, _error_of(self._file.commit))

    def _done(self, batch: Batch, work: Work, begun: float, ready: float, error: Exception | None) -> None:
        """The commit is over: durable, or nobody knows."""
        if error is None:
            try:
                self._point("committed")
            except Exception as raised:
                error = raised
        if error is not None:
            self._unknown(batch, work, error)
            return
        ended = self._stopwatch()
        self._file.keep(work)
        rows = {kind: sum(command.came for command in commands) for kind, commands in batch.items()}
        total = sum(rows.values())
        self._figures.spent("sync", ended - ready)
        self._figures.committed("thread" if self._pace.threaded else "loop", rows)
        self._pace.committed(total, total * _CHANGES_PER_ROW, ended - ready, ended - begun)
        self._answer(batch)
        try:
            answer(work.rides, durable=True)
            self._on_durable(work)
        finally:
            if self._moved or (self._pace.checkpoint_due() and not self._file.moving):
                self._relieve()
            self._again()

    def _rides(self, batch: Batch) -> Rides:
        """What owners of lanes offer to take of the messages that the batch accepts."""
        accepts = batch.get("accept")
        if not accepts:
            return NO_RIDES
        return self._standing_by.offers({message.lane for command in accepts for message, _ in command.payload[0]})

    # --- failure ---

    def _lost(self, batch: Batch, lost: TransactionLost) -> None:
        """Surely not committed. The kind that failed is answered with its error, the others go round again."""
        self._figures.failed()
        error = ours(lost.cause)
        again: dict[str, list[Command[Any]]] = {}
        for kind, commands in batch.items():
            if lost.kind in (kind, ""):
                for command in commands:
                    command.answer, command.error = None, error
            else:
                again[kind] = list(commands)
        self._file.fail(str(error))
        self._answer({kind: commands for kind, commands in batch.items() if kind not in again})
        for kind, commands in again.items():
            for command in commands:
                command.answer, command.error = None, None
            self._waiting[kind][:0] = commands
        self._again()

    def _unknown(self, batch: Batch, work: Work, error: Exception) -> None:
        """The commit failed, or what came after it: what it wrote is looked up before anything else is done."""
        self._figures.failed()
        accepts = [command for command in batch.get("accept", ()) if command.error is None]
        wanted = {c: [(m.id, m.request_id) for m in written(c)] for c in accepts}
        charges = {message_id: taken for c in accepts for message_id, taken in charges_of(c).items()}
        claimed = [
            (claim.message.id, claim.segment, claim.attempt)
            for command in batch.get("claim", ())
            for claim in command.answer or ()
        ]
        claimed += under_way(work.rides)
        pairs = {message_id: request_id for ids in wanted.values() for message_id, request_id in ids}
        unavailable = Unavailable(f"the store cannot write: {error}")
        found = self._file.fail(str(error), pairs, claimed, charges)
        for command in (command for commands in batch.values() for command in commands):
            if command.error is None and not (wanted.get(command) and present(found, wanted[command])):
                command.answer, command.error = None, unavailable
        self._answer(batch)
        answer(work.rides, durable=False)
        self._again()

    def _refuse(self, batch: Batch, error: Exception) -> None:
        for commands in batch.values():
            for command in commands:
                command.error = error
        self._answer(batch)
        self._again()

    # --- out ---

    def _answer(self, batch: Batch) -> None:
        for commands in batch.values():
            for command in commands:
                self.commands -= 1
                self.rows -= command.brought
                self.octets -= command.size
                command.resolve()

    def _again(self) -> None:
        if self.commands:
            self._soon(asyncio.get_running_loop())
        elif self._drained is not None and not self._busy and not self._drained.done():
            self._drained.set_result(None)

    def _relieve(self) -> None:
        """Begin to move a WAL that is long; where most of it is moved, move the rest while commits wait."""
        if self._pace.may_use_thread and not self._moved:
            self._move()
        else:
            self._moved = False
            self._checkpoint()

    def _move(self) -> None:
        """Move what there is while commits go on: all of it at once would hold them up for as long as it takes."""
        if self._mover is None:
            self._mover = ThreadPoolExecutor(1, "heliograph-store-mover")
        self._file.moving = True

        def back(done: "asyncio.Future[Exception | None]") -> None:
            # An error of the disk is told by the checkpoint that follows, which has the means to deal with it.
            self._file.moving, self._moved = False, True
            if not self._dead and not self._busy:
                self._relieve()

        asyncio.get_running_loop().run_in_executor(self._mover, _error_of, self._file.move).add_done_callback(back)

    def _checkpoint(self) -> None:
        begun = self._stopwatch()
        pages = 0

        def move_the_rest() -> None:
            nonlocal pages
            pages = self._file.checkpoint()

        def ended(error: Exception | None) -> None:
            self._figures.spent("checkpoint", self._stopwatch() - begun)
            if error is None:
                self._pace.checkpointed(pages)
            else:
                self._figures.failed()
                self._file.fail(str(error))
            self._again()

        if not self._file.usable():
            self._again()
        elif self._pace.may_use_thread:
            self._elsewhere(move_the_rest, ended)
        else:
            ended(_error_of(move_the_rest))

    def _elsewhere(self, act: Callable[[], None], then: Callable[[Exception | None], None]) -> None:
        """Do it on the other thread, which has the writer's connection for so long; `then` is called on the loop."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "heliograph-store")
        self._busy = self._file.committing = True

        def back(done: "asyncio.Future[Exception | None]") -> None:
            self._busy = self._file.committing = False
            if not self._dead:
                then(done.result())

        asyncio.get_running_loop().run_in_executor(self._thread, _error_of, act).add_done_callback(back)


#: An accepted message is three rows in tables with three indexes; a step is one, with its outbox or directory row.
_CHANGES_PER_ROW = 3


def _error_of(act: Callable[[], None]) -> Exception | None:
    try:
        act()
    except Exception as error:
        return error
    return None


def _fitting(commands: list[Command[Any]]) -> int:
    """How many of the commands go into one transaction; one always does, however many rows it has."""
    rows = 0
    for count, command in enumerate(commands):
        rows += command.rows
        if rows > ROWS_MAX and count:
            return count
    return len(commands)
