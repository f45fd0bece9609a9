"""Without its timeline nobody can say why a message came late, twice or not at all."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.events import Claimed, Event, ReceiptArrived, Released, Resolve, SubmitError, SubmitLost, SubmitOk
from heliograph.sms.lifecycle import step
from heliograph.sms.message import Life, Message, Segment, State
from heliograph.sms.timeline import ENTRIES_KEPT, ENTRIES_MAX, accepted_line, append, line

NOW = 1_800_000_000_000


def message(entries: int = 0) -> Message:
    life = Life((Segment(1), Segment(2)), entries=entries)
    return Message(7, "1000", "R", "4915112345678", "lane", 1, NOW, NOW + 60_000, life)


def written(event: Event, before: Message) -> dict[str, object]:
    changed, effects = step(before, event, NOW)
    encoded = line(event, changed, effects, NOW)
    assert encoded.endswith(b"\n")
    assert encoded.count(b"\n") == 1
    return msgspec.json.decode(encoded, type=dict[str, object])


def test_the_first_line_tells_the_lane():
    assert msgspec.json.decode(accepted_line(message())) == {"t": NOW, "e": "accepted", "lane": "lane", "segments": 2}


def test_a_line_tells_the_event_its_fields_and_the_state_after_it():
    claimed, _ = step(message(), Claimed(1, "lane"), NOW)
    assert written(Claimed(1, "lane"), message()) == {
        "t": NOW,
        "e": "claimed",
        "s": 1,
        "carrier": "lane",
        "to": "submitting",
    }
    assert written(SubmitOk(1, 1, "c1", NOW), claimed) == {
        "t": NOW,
        "e": "submit_ok",
        "s": 1,
        "a": 1,
        "carrier_message_id": "c1",
        "handed_at": NOW,
        "to": "submitted",
    }


@pytest.mark.parametrize("event", [Resolve(1, 1), SubmitLost(9, 1), Released(0, 1, NOW)], ids=repr)
def test_a_stray_is_marked(event: Event):
    assert written(event, message())["!"] == "stray"


THROTTLED = [Claimed(1, "lane"), SubmitError(1, 1, "ESME_RTHROTTLED", NOW, NOW + 900, False)]
ENDING = [SubmitOk(1, 1, "c1", NOW), ReceiptArrived(1, 1, State.DELIVERED, "DELIVERED", NOW)]


def lines(events: list[Event]) -> list[bytes]:
    return [line(event, message(), (), NOW) for event in events]


def test_a_message_that_a_carrier_throttles_for_hours_still_shows_its_end():
    found, stored = message(), b""
    for _ in range(200):
        found, more = append(found, lines(THROTTLED))
        stored += more
    assert found.life.entries == ENTRIES_MAX - ENTRIES_KEPT
    found, more = append(found, lines(ENDING))
    assert more == b"".join(lines(ENDING))
    assert found.life.entries == ENTRIES_MAX - ENTRIES_KEPT + 2 == stored.count(b"\n") + 2


@given(st.lists(st.lists(st.sampled_from([*lines(THROTTLED), *lines(ENDING)]), max_size=9), max_size=40))
def test_a_timeline_is_bounded_and_its_lines_are_counted(batches: list[list[bytes]]):
    found, stored = message(), b""
    for batch in batches:
        found, more = append(found, batch)
        stored += more
    assert stored.count(b"\n") == found.life.entries <= ENTRIES_MAX


def test_a_full_timeline_leaves_the_message_as_it_is():
    full = message(ENTRIES_MAX)
    assert append(full, lines(ENDING)) == (full, b"")
    assert append(full, []) == (full, b"")


def test_what_a_carrier_said_in_its_own_words_is_in_the_line():
    claimed, _ = step(message(), Claimed(1, "lane"), NOW)
    submitted, _ = step(claimed, SubmitOk(1, 1, "c1", NOW), NOW)
    words = CarrierWords("UNDELIV", "069", "3:27", "2611241201", 0, "00C1")
    said = written(ReceiptArrived(1, 1, State.FAILED, "UNDELIV", NOW, "c1", words), submitted)
    assert {name: said[name] for name in ("stat", "err", "network_error", "done_date", "named")} == {
        "stat": "UNDELIV",
        "err": "069",
        "network_error": "3:27",
        "done_date": "2611241201",
        "named": "00C1",
    }
