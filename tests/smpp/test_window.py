"""A sequence number used twice gives one message's answer to another."""

from heliograph.smpp.pdu import QUERY_SM, SUBMIT_SM
from heliograph.smpp.window import LATE_MAX, LATE_MS, SEQUENCE_MAX, Waiting, Window


def opened(window: Window, handle: str, due: int = 100) -> int:
    sequence = window.next_sequence()
    window.open(sequence, SUBMIT_SM, handle, due)
    return sequence


def test_slots_are_taken_and_come_free() -> None:
    window = Window(2)
    first = opened(window, "a")
    assert window.free() == 1
    opened(window, "b")
    assert window.free() == 0
    assert window.answer(first, SUBMIT_SM) == (Waiting(SUBMIT_SM, "a", 100), False)
    assert window.free() == 1
    assert window.answer(first, SUBMIT_SM) is None


def test_sequence_numbers_wrap_past_what_is_open() -> None:
    window = Window(10, last_sequence=SEQUENCE_MAX - 2)
    assert [opened(window, "a"), opened(window, "b"), opened(window, "c")] == [SEQUENCE_MAX - 1, SEQUENCE_MAX, 1]
    again = Window(10, last_sequence=SEQUENCE_MAX)
    again.waiting = {1: Waiting(SUBMIT_SM, "a", 1), 3: Waiting(SUBMIT_SM, "b", 1)}
    assert [again.next_sequence(), again.next_sequence()] == [2, 4]


def test_a_number_stays_taken_while_its_late_response_may_come() -> None:
    window = Window(10, last_sequence=0)
    late = opened(window, "a", due=100)
    assert window.expire(100) == [(late, Waiting(SUBMIT_SM, "a", 100))]
    window._last = 0
    assert window.next_sequence() != late
    assert window.free() == 10
    assert window.answer(late, SUBMIT_SM) == (Waiting(SUBMIT_SM, "a", 100), True)


def test_a_response_of_another_command_answers_nothing() -> None:
    window = Window(10)
    sequence = opened(window, "a")
    assert window.answer(sequence, QUERY_SM) is None
    assert window.answer(sequence, None) == (Waiting(SUBMIT_SM, "a", 100), False)


def test_only_what_is_due_expires_and_late_ones_are_forgotten_in_time() -> None:
    window = Window(10)
    early, later = opened(window, "a", 100), opened(window, "b", 200)
    assert window.next_due() == 100
    assert [sequence for sequence, _ in window.expire(150)] == [early]
    assert window.next_due() == 200
    assert [sequence for sequence, _ in window.expire(100 + LATE_MS)] == [later]
    assert window.answer(early, SUBMIT_SM) is None
    assert window.answer(later, SUBMIT_SM) is not None
    assert window.next_due() is None


def test_not_more_late_ones_are_known_than_there_is_room_for() -> None:
    window = Window(LATE_MAX + 5)
    sequences = [opened(window, "a", 100) for _ in range(LATE_MAX + 5)]
    window.expire(100)
    known = [sequence for sequence in sequences if window.answer(sequence, SUBMIT_SM)]
    assert known == sequences[5:]


def test_one_that_was_never_written_is_forgotten() -> None:
    window = Window(1)
    sequence = opened(window, "a", 100)
    window.expire(100)
    window.forget(sequence)
    assert window.answer(sequence, SUBMIT_SM) is None
