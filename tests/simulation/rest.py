"""The promises that are checked by reading the store: while the world runs, and once it has come to rest."""

from typing import Any

from heliograph.sms.message import Segment, State, Summary, segment_state, summarise
from heliograph.store.port import Unavailable
from simulation.watch import Watch, WatchedStore


async def look(store: WatchedStore, watch: Watch, account: str) -> int:
    """Every acknowledged message is there as it was acknowledged (I3), final states stay (I2); how many still go on."""
    going = 0
    for message_id, (to, text) in watch.acknowledged.items():
        try:
            stored = await store.get(account, message_id)
        except Unavailable:
            return going + 1
        if stored is None or (stored.message.to, stored.body.text) != (to, text):
            watch.object(f"I3: the acknowledged message {message_id} is not in the store as it was sent")
            continue
        summary = summarise(stored.message)
        watch.saw(message_id, summary)
        going += not summary.final
    return going


async def check_rest(store: WatchedStore, watch: Watch, account: str) -> None:
    """Everything has ended, no proof is lost (I5), and nothing was handed over more often than recorded (I4)."""
    connection: Any = store.store._file.reading()
    for table in ("outbox", "inflight"):
        rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if rows:
            watch.object(f"at rest the table {table} has {rows} rows")
    made = "SELECT recipient, count(*) FROM message WHERE state != 'cancelled' GROUP BY recipient HAVING count(*) > 1"
    for to, times in connection.execute(made):
        watch.object(f"I9: a request that was repeated made {times} messages to {to}")
    for key in watch.proven:
        if not connection.execute("SELECT 1 FROM carrier_ref WHERE key = ? AND state = 'delivered'", (key,)).fetchone():
            watch.object(f"I5: the acknowledged receipt for {key} is kept nowhere")
    proven: dict[tuple[str, int], set[str]] = {}
    for key in watch.proven:
        proven.setdefault(watch.sent_as[key], set()).add(key)
    for message_id, (to, _) in watch.acknowledged.items():
        stored = await store.get(account, message_id)
        if stored is None:
            continue
        if not summarise(stored.message).final:
            watch.object(f"at rest message {message_id} is not final: {stored.message.life}")
        segments = stored.message.segments
        once = all(
            segment.handed == 1 == watch.submitted[to, segment.number] and (to, segment.number) in proven
            for segment in segments
        )
        _check_told(watch, message_id, summarise(stored.message))
        for segment in segments:
            _check_segment(watch, message_id, to, segment, proven.get((to, segment.number), set()), once)


#: What a subscriber reads as `Status` of a message that arrived.
_ARRIVED = "1"


def _check_told(watch: Watch, message_id: int, summary: Summary) -> None:
    """The subscriber knows the truth, and was corrected at most once, by proof of delivery (I2)."""
    told = watch.told.get(message_id, [])
    if not told or (told[-1] == _ARRIVED) != (summary.status == 1):
        watch.object(f"message {message_id} is {summary.state} but the subscriber was told {told}")
    if len(told) > 2 or (len(told) == 2 and told[-1] != _ARRIVED):
        watch.object(f"I2: of message {message_id} the subscriber was told {told}")


async def untold(store: WatchedStore) -> int:
    """How many tellings the subscriber has still to get."""
    connection: Any = store.store._file.reading()
    count: int = connection.execute("SELECT count(*) FROM told").fetchone()[0]
    return count


def _check_segment(watch: Watch, message_id: int, to: str, segment: Segment, proven: set[str], once: bool) -> None:
    reached = watch.submitted[to, segment.number]
    name = f"segment {segment.number} of message {message_id}"
    if reached > segment.handed:
        watch.object(f"I4: {name} reached the network {reached} times in {segment.handed} attempts")
    known = {attempt.carrier_message_id for attempt in segment.attempts if attempt.carrier_message_id}
    delivered = segment_state(segment) is State.DELIVERED
    # A proof whose attempt never got its id says only whose recipient it is. It settles a doubt where every part of the
    # message was handed over once and has its proof: then it does not matter which is whose.
    told = proven & known or once
    if not delivered and told:
        watch.object(f"I5: {name} has a proof of delivery but is {segment_state(segment)}: {segment}")
    if proven and not delivered:
        watch.counts["proof unmatched"] += 1
