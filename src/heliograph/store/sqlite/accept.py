"""Stores new messages with their bodies, outbox rows and nonces."""

import sqlite3
from collections.abc import Sequence
from typing import Any, TypeAlias

import msgspec

from heliograph.sms.message import Body, Message, State, summarise
from heliograph.sms.timeline import accepted_line, append
from heliograph.store.port import IdTaken, Nonce, Unavailable
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.rows import ManyRows, Row, encode_life, id_list
from heliograph.store.sqlite.work import Work

Accept: TypeAlias = Command[tuple[Sequence[tuple[Message, Body]], Nonce | None]]

#: Highest priority number; the outbox and the claim know these and no others.
PRIORITY_MAX = 2

_INSERT_MESSAGE = ManyRows(
    "INSERT INTO message (id, partition, account, request_id, recipient, lane, priority, accepted_at, validity_until, "
    "wake_at, state, code, sent_at, received_at, life, timeline) VALUES {rows}",
    16,
)
_INSERT_BODY = ManyRows(
    "INSERT INTO body (id, partition, text, sender, type, task_id, channel_id, country, region, carrier, segments, "
    "action) VALUES {rows}",
    12,
)

#: Both questions of the fence in one statement: is the token still ours, and how high may ids have gone.
_RAISE_FLOOR = "UPDATE fence SET id_floor = max(id_floor, ?) WHERE partition = ? AND token = ? RETURNING id_floor"

_BURN = "INSERT INTO nonce_log (expires_at, blob) VALUES (?, ?)"

#: Two rows are forgotten for each that is written, oldest first, so that the log shrinks without ever being scanned.
_FORGET = "DELETE FROM nonce_log WHERE expires_at < ? AND seq IN (SELECT seq FROM nonce_log ORDER BY seq LIMIT 2)"

_encode_nonces = msgspec.json.Encoder().encode


class Acceptor:
    """The kind `accept`, with the token that this process holds."""

    def __init__(self, token: int) -> None:
        self._token = token

    def apply(self, work: Work, directory: Directory, commands: Sequence[Accept]) -> None:
        """All of them at once; where an id is met again, one by one, so that each call gets its own answer."""
        highest = max(message.id for command in commands for message, _ in command.payload[0])
        fence = work.connection.execute(_RAISE_FLOOR, (highest, work.partition, self._token)).fetchone()
        if fence is None:
            raise Unavailable("another process has taken over this partition")
        work.connection.execute("SAVEPOINT together")
        try:
            _insert(work, [pair for command in commands for pair in command.payload[0]])
        except sqlite3.IntegrityError:
            work.connection.execute("ROLLBACK TO together")
            for command in commands:
                _accept_one(work, command)
        finally:
            if work.connection.in_transaction:
                work.connection.execute("RELEASE together")
        burn(work, [c.payload[1] for c in commands if c.error is None and c.payload[1] is not None])


def burn(work: Work, nonces: Sequence[Nonce]) -> None:
    """Write the nonces that this transaction uses up, and forget some that have expired."""
    if nonces:
        lines = [(nonce.access_key_id, nonce.value, nonce.expires_at) for nonce in nonces]
        expires_at = max(nonce.expires_at for nonce in nonces)
        work.connection.execute(_BURN, (expires_at, _encode_nonces(lines)))
        work.connection.execute(_FORGET, (work.now,))


def _accept_one(work: Work, command: Accept) -> None:
    pairs = command.payload[0]
    stored = request_ids(work.connection, [message.id for message, _ in pairs])
    if any(stored.get(message.id, message.request_id) != message.request_id for message, _ in pairs):
        command.error = IdTaken("A message id is already there with another request_id.")
        return
    _insert(work, [pair for pair in pairs if pair[0].id not in stored])


def request_ids(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    """The request_id of each of these messages that exists."""
    rows = connection.execute(
        "SELECT id, request_id FROM message WHERE id IN (SELECT value FROM json_each(?))", (id_list(ids),)
    )
    return dict(rows.fetchall())


def _insert(work: Work, pairs: Sequence[tuple[Message, Body]]) -> None:
    messages: list[Row] = []
    bodies: list[Row] = []
    waiting: list[Row] = []
    added: list[Message] = []
    for given, body in pairs:
        message, line = append(given, [accepted_line(given)])
        added.append(message)
        messages.append(_message_row(work.partition, message, line))
        bodies.append((message.id, work.partition, *msgspec.structs.astuple(body)))
        waiting += [
            (work.partition, message.lane, message.priority, segment.due, message.id, segment.number)
            for segment in message.life.segments
            if segment.work is State.ACCEPTED
        ]
    _INSERT_MESSAGE.run(work.connection, messages)
    _INSERT_BODY.run(work.connection, bodies)
    work.accepted(waiting)
    for message in added:
        work.add(message)
        work.wakes_at(message.wake_at)


def _message_row(partition: int, message: Message, line: bytes) -> Row:
    told = summarise(message)
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


def octets_of(pairs: Sequence[tuple[Message, Body]]) -> int:
    """About what a waiting call holds in memory: objects and strings of a message, and four octets a character."""
    return sum(2_000 + 4 * len(body.text) for _, body in pairs)


def check(pairs: Sequence[tuple[Message, Body]]) -> None:
    """Refuse what no table could hold, before it shares a transaction with others. Raises ValueError."""
    for message, _ in pairs:
        if not 0 <= message.priority <= PRIORITY_MAX:
            raise ValueError(f"Priority {message.priority} is not between 0 and {PRIORITY_MAX}.")
    if len({message.request_id for message, _ in pairs}) > 1:
        raise ValueError("The messages of one accept carry one request_id.")


def nonces_of(connection: sqlite3.Connection, now: int) -> list[Nonce]:
    """What `used_nonces` answers: those that have not expired."""
    decode: Any = msgspec.json.Decoder(list[tuple[str, str, int]]).decode
    rows = connection.execute("SELECT blob FROM nonce_log WHERE expires_at >= ? ORDER BY seq", (now,))
    return [Nonce(*fields) for (blob,) in rows for fields in decode(blob) if fields[2] >= now]
