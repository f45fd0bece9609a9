"""Says what a carrier needs to be told when it is asked for a receipt, of the hand-overs that a transaction named."""

import sqlite3
from collections.abc import Sequence

from heliograph.store.port import Inquiry
from heliograph.store.sqlite.rows import id_list
from heliograph.store.sqlite.work import Work

_SENDERS = "SELECT id, sender FROM body WHERE id IN (SELECT value FROM json_each(?))"


def inquiries(connection: sqlite3.Connection, work: Work) -> Sequence[Inquiry]:
    """Those of a transaction that is durable, in the order they were named."""
    senders = dict(connection.execute(_SENDERS, (id_list({message_id for message_id, _ in work.queries}),)).fetchall())
    found: list[Inquiry] = []
    for message_id, query in work.queries:
        message = work.messages[message_id]
        for attempt in message.segments[query.segment - 1].attempts:
            if attempt.number == query.attempt:
                named = (attempt.carrier, attempt.carrier_message_id)
                found.append(
                    Inquiry(message_id, query.segment, query.attempt, *named, message.to, senders.get(message_id, ""))
                )
    return found
