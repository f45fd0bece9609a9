"""Stores new messages with their bodies, outbox rows and nonces, and what they take from their limits."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeAlias

import msgspec

from heliograph.sms.fair_share import PRIORITY_MAX
from heliograph.sms.lifecycle import step
from heliograph.sms.message import Body, Message, State, Summary, summarise
from heliograph.sms.timeline import accepted_line, append
from heliograph.sms.timeline import line as line_of
from heliograph.store.holds import Hold, Limit
from heliograph.store.port import Claim, IdTaken, Nonce, Unavailable
from heliograph.store.sqlite.claim import PriceOf, claimed, no_price, write_inflight
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.reserve import Charge, Reservation, Taken
from heliograph.store.sqlite.rows import ManyRows, Row, encode_life, id_list
from heliograph.store.sqlite.work import Place, Work, place_of

Pair: TypeAlias = tuple[Message, Body]
#: The messages, the nonce, and what each message takes; no holds at all where none takes any.
Accept: TypeAlias = Command[tuple[Sequence[Pair], Nonce | None, Sequence[Sequence[Hold]]]]

_INSERT_MESSAGE = ManyRows(
    "INSERT INTO message (id, partition, account, request_id, recipient, lane, priority, accepted_at, validity_until, "
    "wake_at, state, code, sent_at, received_at, life, timeline) VALUES {rows}",
    16,
)
_INSERT_BODY = ManyRows(
    "INSERT INTO body (id, partition, text, sender, type, task_id, channel_id, country, region, carrier, segments, "
    "action, given) VALUES {rows}",
    13,
)

#: Both questions of the fence in one statement: is the token still ours, and how high may ids have gone.
_RAISE_FLOOR = "UPDATE fence SET id_floor = max(id_floor, ?) WHERE partition = ? AND token = ? RETURNING id_floor"

_BURN = "INSERT INTO nonce_log (expires_at, blob) VALUES (?, ?)"

#: Two rows are forgotten for each that is written, oldest first, so that the log shrinks without ever being scanned.
_FORGET = "DELETE FROM nonce_log WHERE expires_at < ? AND seq IN (SELECT seq FROM nonce_log ORDER BY seq LIMIT 2)"

_encode_nonces = msgspec.json.Encoder().encode


class Acceptor:
    """The kind `accept`, with the token that this process holds and the accounts that have a block list."""

    def __init__(self, token: int, blocking: set[str], price_of: PriceOf = no_price) -> None:
        self._token = token
        self._blocking = blocking
        self._price_of = price_of

    def apply(self, work: Work, directory: Directory, commands: Sequence[Accept]) -> None:
        """All of them at once; where an id is met again, one by one, so that each call gets its own answer."""
        highest = max(message.id for command in commands for message, _ in command.payload[0])
        fence = work.connection.execute(_RAISE_FLOOR, (highest, work.partition, self._token)).fetchone()
        if fence is None:
            raise Unavailable("another process has taken over this partition")
        if self._limited(commands):
            self._insert(work, _within_limits(work, commands, self._blocking))
        else:
            self._insert_all(work, commands)
        burn(work, [c.payload[1] for c in commands if c.error is None and c.payload[1] is not None])

    def _limited(self, commands: Sequence[Accept]) -> bool:
        """Whether any message has limits; nothing is read for a batch in which none has."""
        if any(command.payload[2] for command in commands):
            return True
        blocking = self._blocking
        return bool(blocking) and any(m.account in blocking for command in commands for m, _ in command.payload[0])

    def _insert_all(self, work: Work, commands: Sequence[Accept]) -> None:
        work.connection.execute("SAVEPOINT together")
        try:
            self._insert(work, [pair for command in commands for pair in command.payload[0]])
        except sqlite3.IntegrityError:
            work.connection.execute("ROLLBACK TO together")
            for command in commands:
                self._accept_one(work, command)
        finally:
            if work.connection.in_transaction:
                work.connection.execute("RELEASE together")

    def _accept_one(self, work: Work, command: Accept) -> None:
        pairs = command.payload[0]
        stored = request_ids(work.connection, [message.id for message, _ in pairs])
        if any(stored.get(message.id, message.request_id) != message.request_id for message, _ in pairs):
            command.error = _taken()
            return
        self._insert(work, [pair for pair in pairs if pair[0].id not in stored])

    def _insert(self, work: Work, pairs: Sequence[Pair]) -> None:
        """Write them; those that ride are claimed before they are written, the others wait in the outbox."""
        riding = _riding(work, pairs) if work.rides else frozenset()
        messages: list[Row] = []
        bodies: list[Row] = []
        waiting: list[Place] = []
        added: list[tuple[Message, Summary]] = []
        taken: list[tuple[Message, Body]] = []
        for given, body in pairs:
            lines = [accepted_line(given)]
            if given.lane in riding and work.now < given.validity_until:
                claimed_one, lines = self._claim(work, given, lines)
                message, line = append(claimed_one, lines)
                taken.append((message, body))
            else:
                message, line = append(given, lines)
                waiting += [
                    place_of(message, segment.due, segment.number)
                    for segment in message.life.segments
                    if segment.work is State.ACCEPTED
                ]
            told = summarise(message)
            added.append((message, told))
            messages.append(_message_row(work.partition, message, told, line))
            bodies.append((message.id, work.partition, *msgspec.structs.astuple(body)))
        _INSERT_MESSAGE.run(work.connection, messages)
        _INSERT_BODY.run(work.connection, bodies)
        work.accepted(waiting)
        _ride(work, taken)
        for message, told in added:
            work.accepted_message(message, told)
            work.wakes_at(message.wake_at)

    def _claim(self, work: Work, message: Message, told: list[bytes]) -> tuple[Message, list[bytes]]:
        """The message with all its segments claimed, and the lines of its timeline."""
        for segment in message.life.segments:
            event = claimed(message.lane, message, segment.number, self._price_of)
            message, effects = step(message, event, work.now)
            told.append(line_of(event, message, effects, work.now))
        return message, told


def _riding(work: Work, pairs: Sequence[Pair]) -> frozenset[str]:
    """The lanes whose owner takes all of these that are for it, with nothing due that waits before them."""
    wanted: Counter[str] = Counter()
    for message, _ in pairs:
        wanted[message.lane] += len(message.life.segments)
    return frozenset(
        lane
        for lane, ride in work.rides.items()
        if 0 < wanted[lane] <= ride.left and work.lines.of(lane).is_idle(work.now)
    )


def _ride(work: Work, taken: Sequence[Pair]) -> None:
    """Note the hand-overs of messages that were claimed as they were written."""
    by_lane: dict[str, list[Claim]] = {}
    for message, body in taken:
        by_lane.setdefault(message.lane, []).extend(
            Claim(message, body, segment.number, segment.handed) for segment in message.life.segments
        )
    for lane, claims in by_lane.items():
        ride = work.rides[lane]
        keys = [(claim.message.id, claim.segment, claim.attempt) for claim in claims]
        write_inflight(work, lane, ride.claimant.owner, keys)
        ride.claims += claims


def burn(work: Work, nonces: Sequence[Nonce]) -> None:
    """Write the nonces that this transaction uses up, and forget some that have expired."""
    if nonces:
        lines = [(nonce.access_key_id, nonce.value, nonce.expires_at) for nonce in nonces]
        expires_at = max(nonce.expires_at for nonce in nonces)
        work.connection.execute(_BURN, (expires_at, _encode_nonces(lines)))
        work.connection.execute(_FORGET, (work.now,))


def _within_limits(work: Work, commands: Sequence[Accept], blocking: set[str]) -> list[Pair]:
    """The messages to store, those refused left out and what the others take written; answers every command.

    Ids that are met again are found before anything is taken, so that a repeat counts once and a call whose id is taken
    counts nothing.
    """
    known = request_ids(work.connection, [m.id for command in commands for m, _ in command.payload[0]])
    fresh: list[list[tuple[int, Pair, Sequence[Hold]]]] = []
    for command in commands:
        pairs, _, holds_of = command.payload
        if any(known.get(message.id, message.request_id) != message.request_id for message, _ in pairs):
            command.error = _taken()
            fresh.append([])
            continue
        new = [(n, pair, holds_of[n] if holds_of else ()) for n, pair in enumerate(pairs) if pair[0].id not in known]
        known.update((message.id, message.request_id) for _, (message, _), _ in new)
        fresh.append(new)
    wanted = [(*pair, holds) for new in fresh for _, pair, holds in new]
    reservation = Reservation(work, wanted, blocking)
    stored: list[Pair] = []
    for command, new in zip(commands, fresh, strict=True):
        refused: dict[int, Limit] = {}
        charges: dict[int, Sequence[Charge]] = {}
        for position, pair, holds in new:
            taken = reservation.take(*pair, holds)
            if isinstance(taken, Limit):
                refused[position] = taken
                work.count(f"refused_{taken}")
            else:
                charges[pair[0].id] = taken
                stored.append(pair)
        command.answer = Taken(refused, charges)
    reservation.write()
    return stored


def written(command: Accept) -> list[Message]:
    """The messages that the command has stored, or met as stored already."""
    taken: Taken | None = command.answer
    refused = taken.refused if taken is not None else {}
    return [message for position, (message, _) in enumerate(command.payload[0]) if position not in refused]


def charges_of(command: Accept) -> dict[int, Sequence[Charge]]:
    """What each message of the command has taken from its limits, by its id."""
    taken: Taken | None = command.answer
    return {i: charges for i, charges in taken.charges.items() if charges} if taken is not None else {}


def _taken() -> IdTaken:
    return IdTaken("A message id is already there with another request_id.")


def request_ids(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    """The request_id of each of these messages that exists."""
    rows = connection.execute(
        "SELECT id, request_id FROM message WHERE id IN (SELECT value FROM json_each(?))", (id_list(ids),)
    )
    return dict(rows.fetchall())


def _message_row(partition: int, message: Message, told: Summary, line: bytes) -> Row:
    return (
        message.id,
        partition,
        message.account,
        message.request_id,
        message.to,
        message.lane,
        message.priority,
        message.accepted_at,
        message.validity_until,
        message.wake_at or None,
        told.state,
        told.code,
        told.sent_at,
        told.received_at,
        encode_life(message.life),
        line,
    )


def octets_of(pairs: Sequence[Pair]) -> int:
    """About what a waiting call holds in memory: objects and strings of a message, and four octets a character."""
    return sum(2_000 + 4 * len(body.text) + len(body.given) for _, body in pairs)


def check(pairs: Sequence[Pair], holds: Sequence[Sequence[Hold]] = ()) -> None:
    """Refuse what no table could hold, before it shares a transaction with others. Raises ValueError."""
    for message, _ in pairs:
        if not 0 <= message.priority <= PRIORITY_MAX:
            raise ValueError(f"Priority {message.priority} is not between 0 and {PRIORITY_MAX}.")
    if len({message.request_id for message, _ in pairs}) > 1:
        raise ValueError("The messages of one accept carry one request_id.")
    if holds and len(holds) != len(pairs):
        raise ValueError(f"There are holds of {len(holds)} messages for {len(pairs)}.")


def nonces_of(connection: sqlite3.Connection, now: int) -> list[Nonce]:
    """What `used_nonces` answers: those that have not expired."""
    decode: Any = msgspec.json.Decoder(list[tuple[str, str, int]]).decode
    rows = connection.execute("SELECT blob FROM nonce_log WHERE expires_at >= ? ORDER BY seq", (now,))
    return [Nonce(*fields) for (blob,) in rows for fields in decode(blob) if fields[2] >= now]
