"""Why a message has no receipt, or has not gone out: facts in, findings out, in words with what to do.

Pure: whoever gathers the facts reads the store and asks the carriers. The findings come in the order in which a person
should read them: what is surely the cause first, what is merely so last.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from heliograph.sms.command_status import status_named
from heliograph.sms.message import Attempt, Message, Segment, State, decision, route_of
from heliograph.sms.orphan_guess import form_between

#: A carrier that has taken so many messages and sent no receipt since the start is silent.
SILENT_FROM = 5

#: Most receipts come within this time; before it nothing is wrong yet.
USUAL_MS = 120_000


class CarrierFacts(msgspec.Struct, frozen=True, gc=False):
    """What is known of a carrier now."""

    up: bool = True
    """Whether messages can be handed to it."""
    receives: bool = True
    """Whether a session that receipts can come over is bound; a carrier bound as transmitter only has none."""
    last_error: str = ""
    receipts: bool = True
    """Whether its settings say that it sends receipts."""
    registered_delivery: int = 1
    id_form: str = "exact"
    taken: int = 0
    """Messages that it took since the server started."""
    receipts_seen: int = 0
    """Receipts that it sent since the server started."""
    throttled_until: int = 0
    order: str = ""
    """By whose order it does not run as usual: "paused by order of ann"; empty where it does."""
    circuit_open: bool = False
    """Whether it failed again and again, so that it gets nothing or a few to probe it."""


class OrphanFacts(msgspec.Struct, frozen=True, gc=False):
    """A receipt that waits for its message."""

    carrier: str
    carrier_message_id: str
    """As received."""
    to: str
    state: State
    received_at: int


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One thing that was found."""

    code: str
    says: str
    evidence: str = ""
    advice: str = ""


def diagnose(
    message: Message,
    carriers: Mapping[str, CarrierFacts],
    orphans: Sequence[OrphanFacts],
    now: int,
    refused: Sequence[tuple[int, str]] = (),
) -> tuple[Finding, ...]:
    """What there is to say of the message. `refused` has (attempt, code) of queries that carriers did not answer."""
    state, final, _ = decision(message.life)
    if state is State.DELIVERED:
        return (Finding("delivered", "A receipt proved the delivery; nothing is wrong."),)
    found: list[Finding] = []
    for segment in message.segments:
        found += _of_segment(message, segment, carriers, orphans, now)
    found += [
        Finding("carrier_does_not_know", f"The carrier was asked and did not tell: {code}.", f"attempt {attempt}")
        for attempt, code in refused
    ]
    if final and not found:
        found.append(Finding("ended", f"It has ended as {state}."))
    seen: dict[tuple[str, str, str], Finding] = {}
    for one in found:
        seen.setdefault((one.code, one.says, one.evidence), one)
    return tuple(sorted(seen.values(), key=lambda one: _ORDER.index(one.code)))


_ORDER = (
    "delivered",
    "refused",
    "negative_receipt",
    "cancelled",
    "expired_unsent",
    "other_base",
    "orphan_of_recipient",
    "receipts_off",
    "failures_only",
    "carrier_unknown",
    "ordered",
    "transmitter_only",
    "link_down",
    "circuit_open",
    "throttled",
    "waits_until",
    "waits",
    "under_way",
    "in_doubt",
    "carrier_silent",
    "no_id",
    "carrier_does_not_know",
    "deadline_passed",
    "still_usual",
    "overdue",
    "failed_over",
    "ended",
)


def _of_segment(
    message: Message,
    segment: Segment,
    carriers: Mapping[str, CarrierFacts],
    orphans: Sequence[OrphanFacts],
    now: int,
) -> Iterator[Finding]:
    where = f"part {segment.number}" if len(message.segments) > 1 else ""
    if segment.verdict is not None:
        yield _ended_unsent(segment, where)
    if segment.work is State.ACCEPTED:
        yield _waiting(message, segment, carriers, now, where)
    elif segment.work is State.SUBMITTING:
        yield Finding("under_way", "It is being handed over just now.", where)
    if len({attempt.carrier for attempt in segment.attempts} | {message.lane}) > 1:
        names = ", ".join(dict.fromkeys([*(attempt.carrier for attempt in segment.attempts), message.lane]))
        yield Finding("failed_over", "It has gone on from one carrier to another.", f"carriers: {names}")
    for attempt in segment.attempts:
        yield from _of_attempt(message, segment, attempt, carriers.get(attempt.carrier), orphans, now)


def _ended_unsent(segment: Segment, where: str) -> Finding:
    if segment.verdict is State.EXPIRED:
        return Finding(
            "expired_unsent",
            "Its validity was over before any carrier took it.",
            where,
            "See in the timeline what it waited for; a longer ValidityPeriod gives it more time.",
        )
    if segment.verdict is State.CANCELLED:
        return Finding("cancelled", "It was withdrawn before it was handed over.", where)
    return Finding("refused", f"No carrier was given it: {segment.code}.", where, _advice(segment.code))


def _waiting(message: Message, segment: Segment, carriers: Mapping[str, CarrierFacts], now: int, where: str) -> Finding:
    name = message.lane
    carrier = carriers.get(name)
    if carrier is None:
        return Finding(
            "carrier_unknown",
            f"It waits for {name}, which is in the configuration no more.",
            where,
            "Write the carrier back, or let the message expire.",
        )
    if carrier.order:
        return Finding(
            "ordered",
            f"It waits: {name} is {carrier.order}.",
            where,
            "`heliograph carriers` shows every order; `heliograph carriers resume` ends one.",
        )
    if not carrier.up:
        return Finding(
            "link_down",
            f"It waits: no link to {name} is up.",
            carrier.last_error,
            "See the log for why the link is down; it is tried again by itself.",
        )
    if carrier.circuit_open:
        return Finding(
            "circuit_open",
            f"It waits: {name} failed again and again, so it gets nothing but a few probes.",
            carrier.last_error or where,
            "Nothing, if it passes: the circuit closes by itself. See the log for what it answered.",
        )
    if carrier.throttled_until > now:
        return Finding(
            "throttled",
            f"It waits: {name} takes no more just now.",
            f"for {(carrier.throttled_until - now) / 1000:.0f} s more",
            "Nothing, if it passes; else ask the carrier for a higher rate.",
        )
    if segment.due > now:
        last = next((attempt.code for attempt in reversed(segment.attempts) if attempt.code), "")
        return Finding(
            "waits_until",
            f"It is tried again in {(segment.due - now) / 1000:.0f} s.",
            f"the last answer was {last}" if last else where,
            _advice(last),
        )
    return Finding("waits", f"It waits its turn in the queue of {name}.", where)


def _of_attempt(
    message: Message,
    segment: Segment,
    attempt: Attempt,
    carrier: CarrierFacts | None,
    orphans: Sequence[OrphanFacts],
    now: int,
) -> Iterator[Finding]:
    name = attempt.carrier
    if attempt.state is State.REJECTED and not attempt.received_at:
        yield Finding(
            "refused", f"{name} refused it: {attempt.code}{_meaning(attempt.code)}.", "", _advice(attempt.code)
        )
        return
    if attempt.received_at and attempt.state is not State.DELIVERED:
        words = attempt.words
        said = f"stat:{words.stat} err:{words.err}" if words is not None and words.stat else ""
        yield Finding(
            "negative_receipt",
            f"{name} says that it was not delivered: {attempt.code}.",
            said,
            "Ask the carrier what its error code means." if words is not None and words.err.strip("0") else "",
        )
        return
    if attempt.state not in (State.SUBMITTED, State.IN_DOUBT, State.UNKNOWN):
        return
    yield from _without_receipt(message, segment, attempt, carrier, orphans, now)


def _without_receipt(
    message: Message,
    segment: Segment,
    attempt: Attempt,
    carrier: CarrierFacts | None,
    orphans: Sequence[OrphanFacts],
    now: int,
) -> Iterator[Finding]:
    name, route = attempt.carrier, route_of(message.life, segment.number)
    if attempt.state is State.IN_DOUBT:
        yield Finding(
            "in_doubt",
            f"{name} did not answer the hand-over: nobody knows whether it has the message.",
            "",
            "It is resent or held as `on_unknown` of the carrier says; a receipt that comes settles it.",
        )
    mine = [one for one in orphans if one.carrier == name and one.received_at >= attempt.claimed_at]
    yield from _orphans_of(message, attempt, mine, carrier)
    if not route.receipts or (carrier is not None and not carrier.receipts):
        yield Finding(
            "receipts_off",
            f"No receipt was asked for: {name} is set to send none.",
            "receipts = false",
            "Leave `receipts` out if the carrier does send receipts.",
        )
        return
    if carrier is None:
        yield Finding("carrier_unknown", f"{name} is in the configuration no more.", "", "Its receipts cannot come.")
        return
    if carrier.registered_delivery & 3 == 2:
        yield Finding(
            "failures_only",
            f"{name} is asked for receipts of failures only.",
            f"registered_delivery = {carrier.registered_delivery}",
            "Set registered_delivery = 1 to be told of deliveries as well.",
        )
    if carrier.up and not carrier.receives:
        yield Finding(
            "transmitter_only",
            f"No session with {name} can receive: it is bound as transmitter only.",
            carrier.last_error,
            "Set `bind` to transceiver or pairs, or see why the receiver is not bound.",
        )
    elif not carrier.up and carrier.order:
        yield Finding(
            "ordered",
            f"{name} is {carrier.order}, so no receipt can come.",
            "",
            "The carrier sends its receipts once the link is back: `heliograph carriers resume`.",
        )
    elif not carrier.up:
        yield Finding(
            "link_down",
            f"No link to {name} is up, so no receipt can come.",
            carrier.last_error,
            "See the log for why; the carrier sends its receipts once the link is back.",
        )
    elif carrier.taken >= SILENT_FROM and not carrier.receipts_seen:
        yield Finding(
            "carrier_silent",
            f"{name} has sent no receipt at all since the server started.",
            f"it took {carrier.taken} messages",
            "Ask the carrier whether receipts are switched on for your account.",
        )
    if attempt.state is State.SUBMITTED and not attempt.carrier_message_id:
        yield Finding(
            "no_id",
            f"{name} named no id for it, so no receipt can be told to be its own.",
            "",
            "Ask the carrier for message ids in submit_sm_resp.",
        )
    yield _by_time(attempt, now)


def _by_time(attempt: Attempt, now: int) -> Finding:
    waited = now - (attempt.handed_at or attempt.claimed_at)
    if attempt.state is State.UNKNOWN:
        return Finding(
            "deadline_passed",
            "No receipt came before its deadline; one that still comes and proves the delivery counts.",
            f"handed over {waited / 1000:.0f} s ago",
        )
    if waited < USUAL_MS:
        return Finding(
            "still_usual", "Receipts often take a minute or two.", f"handed over {waited / 1000:.0f} s ago", "Wait."
        )
    return Finding("overdue", "Its receipt is late; it is still waited for.", f"handed over {waited / 1000:.0f} s ago")


def _orphans_of(
    message: Message, attempt: Attempt, orphans: Sequence[OrphanFacts], carrier: CarrierFacts | None
) -> Iterator[Finding]:
    for one in orphans:
        form = form_between(attempt.carrier_message_id, one.carrier_message_id)
        if form:
            yield Finding(
                "other_base",
                f"A receipt ({one.state}) waits under the same id written in another form.",
                f"{attempt.carrier_message_id} in submit_sm_resp, {one.carrier_message_id} in the receipt",
                f'Set id_form = "{form}" for {attempt.carrier}'
                + (f' (it is "{carrier.id_form}").' if carrier is not None else "."),
            )
        elif one.to == message.to:
            yield Finding(
                "orphan_of_recipient",
                f"A receipt ({one.state}) for this recipient waits that matches no message.",
                f"it names {one.carrier_message_id}",
                "Compare it with the carrier's id; `heliograph orphans` lists what else waits.",
            )


def _meaning(code: str) -> str:
    status = status_named(code)
    return f", {status.meaning}" if status is not None else ""


def _advice(code: str) -> str:
    return f"`heliograph explain {code}` says what to do." if code else ""
