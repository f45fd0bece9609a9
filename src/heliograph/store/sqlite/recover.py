"""Puts right what a former process, or a commit of unknown outcome, left behind: before anything is claimed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from heliograph.sms.events import Cancelled, Doubted, Leave, Released, SubmitLost
from heliograph.sms.message import Message, State
from heliograph.store.port import Recovery
from heliograph.store.sqlite.lines import count_waiting
from heliograph.store.sqlite.reserve import Charge, give_back
from heliograph.store.sqlite.work import Work

#: The row is made again if it is missing, and never stands below an id that exists.
_RESTORE_FENCE = "INSERT OR IGNORE INTO fence (partition, token, id_floor) VALUES (?, 0, 0)"
_TAKE_FENCE = (
    "UPDATE fence SET token = token + 1, "
    "id_floor = max(id_floor, ifnull((SELECT id FROM message ORDER BY id DESC LIMIT 1), 0)) "
    "WHERE partition = ? RETURNING token, id_floor"
)
_UNDER_WAY = "SELECT id, segment, attempt FROM inflight WHERE partition = ?"
_CONFIRM = "UPDATE fence SET id_floor = id_floor WHERE partition = ? AND token = ? RETURNING token"


@dataclass(slots=True)
class Withdrawals:
    """What was answered with an error, or never answered, by a commit whose outcome is not known."""

    accepted: dict[int, str] = field(default_factory=dict)
    """By message id its request_id: to be cancelled if it is there."""
    charges: dict[int, Sequence[Charge]] = field(default_factory=dict)
    """By message id what it has taken from its limits: to be given back with it."""
    claimed: set[tuple[int, int, int]] = field(default_factory=set)
    """(id, segment, attempt): to be released if it is there, since nobody was given it."""

    def clear(self) -> None:
        self.accepted.clear()
        self.charges.clear()
        self.claimed.clear()


def take_over(work: Work) -> tuple[int, Recovery]:
    """Take the fence's next token and put every hand-over of a former process in doubt; returns the token too."""
    work.connection.execute(_RESTORE_FENCE, (work.partition,))
    token, id_floor = work.connection.execute(_TAKE_FENCE, (work.partition,)).fetchone()
    under_way = work.connection.execute(_UNDER_WAY, (work.partition,)).fetchall()
    work.load({message_id for message_id, _, _ in under_way})
    doubted = settled = 0
    for message_id, segment, attempt in under_way:
        effects = work.apply(message_id, SubmitLost(segment, attempt))
        if any(isinstance(effect, Doubted) for effect in effects):
            doubted += 1
        elif any(isinstance(effect, Leave) for effect in effects):
            settled += 1
    work.flush()
    # Also what no message knows of: nothing of a former process is under way any more.
    work.connection.execute("DELETE FROM inflight WHERE partition = ?", (work.partition,))
    waiting = sum(count_waiting(work.connection, work.partition).values())
    return token, Recovery(doubted, settled, waiting, id_floor)


def confirm(work: Work, token: int, withdrawals: Withdrawals) -> bool:
    """Cancel and release what was withdrawn, and write, so that the commit after it syncs all there is.

    False where another process holds the fence now.
    """
    if work.connection.execute(_CONFIRM, (work.partition, token)).fetchone() is None:
        return False
    work.load({*withdrawals.accepted, *(message_id for message_id, _, _ in withdrawals.claimed)})
    for message_id, segment, attempt in sorted(withdrawals.claimed):
        if _is_under_way(work, message_id, segment, attempt):
            work.apply(message_id, Released(segment, attempt, work.now))
    for message_id, request_id in withdrawals.accepted.items():
        message = work.messages.get(message_id)
        if message is not None and message.request_id == request_id:
            if _waits(message):
                give_back(work, withdrawals.charges.get(message_id, ()))
            for part in message.life.segments:
                work.apply(message_id, Cancelled(part.number))
            work.count("withdrawn")
    work.flush()
    return True


def _waits(message: Message) -> bool:
    """Whether it is as it was accepted: once cancelled, it has given back what it took."""
    return all(segment.work is State.ACCEPTED for segment in message.life.segments)


def _is_under_way(work: Work, message_id: int, segment: int, attempt: int) -> bool:
    found = work.connection.execute(
        "SELECT 1 FROM inflight WHERE partition = ? AND id = ? AND segment = ? AND attempt = ?",
        (work.partition, message_id, segment, attempt),
    )
    return found.fetchone() is not None


def present(stored: dict[int, str], wanted: Sequence[tuple[int, str]]) -> bool:
    """Whether every (id, request_id) is among those stored."""
    return all(stored.get(message_id) == request_id for message_id, request_id in wanted)
