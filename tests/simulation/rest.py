"""The promises that are checked by reading the store: while the world runs, and once it has come to rest."""

from collections.abc import Sequence
from typing import Any

from heliograph.sms.message import Message, Segment, State, Summary, message_state, rounds_of, segment_state, summarise
from heliograph.store.port import Unavailable
from recount import misses
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
    for wrong in misses(connection):
        watch.object(f"the figures are not those of the messages: {wrong}")
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
        _check_told(watch, message_id, summarise(stored.message))
        _check_way(watch, message_id, stored.message)
        by_part = parts_of(stored.message)
        once = all(
            len(segments) == 1 == segments[0].handed == watch.submitted[to, part] and (to, part) in proven
            for part, segments in by_part.items()
        )
        for part, segments in by_part.items():
            handed = sum(segment.handed for segment in segments) + _without_trace(stored.message)
            if watch.submitted[to, part] > handed:
                watch.object(
                    f"I4: part {part} of message {message_id} reached the network {watch.submitted[to, part]} times in "
                    f"{handed} attempts"
                )
            _check_part(watch, message_id, part, segments, proven.get((to, part), set()), once)


def parts_of(message: Message) -> dict[int, list[Segment]]:
    """By its place in the text, the segments that a part has at each carrier that the message was given to."""
    found: dict[int, list[Segment]] = {}
    for _, segments in rounds_of(message.life):
        for place, segment in enumerate(segments, 1):
            found.setdefault(place, []).append(segment)
    return found


def _check_way(watch: Watch, message_id: int, message: Message) -> None:
    """No carrier is given a message again that was left for another, and one brought all that is told as delivered."""
    carriers = [attempt.carrier for segment in message.segments for attempt in segment.attempts]
    turns = [name for place, name in enumerate(carriers) if not place or carriers[place - 1] != name]
    if len(turns) != len(set(turns)):
        watch.object(f"message {message_id} came back to a carrier that it had left: {turns}")
    watch.counts["went on"] += len(turns) > 1
    if message_state(message) is State.DELIVERED and not any(
        {segment_state(segment) for segment in segments} == {State.DELIVERED} for _, segments in rounds_of(message.life)
    ):
        watch.object(f"message {message_id} is delivered, and no carrier has delivered all of it")


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


def _without_trace(message: Message) -> int:
    """How many attempts there may have been at a carrier that throttled all of it, which is forgotten once it moved."""
    return message.life.failover.handed if message.life.failover is not None else 0


def _check_part(
    watch: Watch, message_id: int, part: int, segments: Sequence[Segment], proven: set[str], once: bool
) -> None:
    name = f"part {part} of message {message_id}"
    for segment in segments:
        known = {attempt.carrier_message_id for attempt in segment.attempts if attempt.carrier_message_id}
        # A proof whose attempt never got its id says only whose recipient it is. It settles a doubt where every part of
        # the message was handed over once and has its proof: then it does not matter which is whose.
        if segment_state(segment) is not State.DELIVERED and (proven & known or once):
            watch.object(f"I5: {name} has a proof of delivery but is {segment_state(segment)}: {segment}")
    if proven and not any(segment_state(segment) is State.DELIVERED for segment in segments):
        watch.counts["proof unmatched"] += 1
