"""If this fails, one recipient's full queue stops a whole carrier, or a carrier that throttles is not left alone."""

from heliograph.carriers.port import Accepted, Answer, Circuit, HandOver, Lost, NotSent, RefusedByCarrier
from heliograph.delivery.flow import Flow, FlowTerms
from heliograph.sms.refusal import refusal_of_status

THROTTLED, QUEUE_FULL, SYSTEM_ERROR, NO_SUCH_NUMBER = 0x58, 0x14, 0x08, 0x0B


def segment(number: int) -> HandOver:
    return HandOver(number, 1, 1, "12025550100", "", "text", False, 0, 1, 60)


def refused(number: int, status: int, handed_at: int) -> RefusedByCarrier:
    return RefusedByCarrier(segment(number), refusal_of_status(status), handed_at)


class Heard:
    """A flow, and what it noticed."""

    def __init__(self, terms: FlowTerms | None = None) -> None:
        self.notices: list[str] = []
        self.flow = Flow(terms, self.notices.append)

    def hear(self, answer: Answer, now: int, slowed_ms: int = 0) -> bool:
        return self.flow.heard(answer, slowed_ms, now)

    def take(self, number: int, handed_at: int, now: int) -> None:
        assert not self.hear(Accepted(segment(number), f"{number}", handed_at), now)


def test_throttling_pauses_and_slows_the_carrier_and_the_segment_keeps_its_place() -> None:
    heard = Heard(FlowTerms(rate=100.0))
    assert heard.hear(refused(1, THROTTLED, 5), 10, slowed_ms=500)
    assert (heard.flow.resume_at, heard.flow.room(509, 0), heard.flow.shut(509)) == (510, 0, True)
    assert heard.flow.opens_at(10) == 510
    assert heard.flow.room(510, 0) == 1
    assert heard.flow.rate(510) == 1.0
    assert heard.notices == ["slowed"]


def test_a_full_queue_there_is_throttling_too() -> None:
    heard = Heard()
    assert heard.hear(refused(1, QUEUE_FULL, 5), 10, slowed_ms=500)
    assert heard.flow.shut(100)


def test_what_was_thrown_at_it_together_counts_once() -> None:
    heard = Heard()
    for number in range(10):
        assert heard.flow.throttles(refused(number, THROTTLED, 5)) == (1 if number == 0 else 2)
        assert heard.hear(refused(number, THROTTLED, 5), 10, slowed_ms=500)
    assert heard.notices == ["slowed"]
    assert heard.flow.resume_at == 510


def test_a_recipient_whose_queue_is_full_waits_alone_while_others_are_taken() -> None:
    heard, now = Heard(), 0
    places = []
    for _ in range(6):
        now += 60_000
        heard.take(1, now - 5, now)
        places.append(heard.hear(refused(2, QUEUE_FULL, now), now + 1, slowed_ms=500))
    assert places == [True, True, False, False, False, False]
    assert heard.notices == ["slowed", "slowed"]
    assert heard.flow.throttles(refused(2, QUEUE_FULL, now)) == 7, "it waits longer each time"
    assert heard.flow.throttles(refused(3, QUEUE_FULL, now)) == 1


def test_a_segment_that_is_alone_and_throttled_does_not_stop_the_carrier_for_long() -> None:
    heard, now = Heard(), 0
    for _ in range(4):
        now += 100_000
        heard.hear(refused(2, QUEUE_FULL, now), now + 1, slowed_ms=30_000)
    assert heard.flow.resume_at == now + 1 + 2_000


def test_one_that_is_taken_at_last_is_not_remembered() -> None:
    heard = Heard()
    for at in (100, 10_000):
        heard.hear(refused(2, THROTTLED, at), at + 1, slowed_ms=500)
    heard.take(2, 20_000, 20_001)
    assert heard.flow.throttles(refused(2, THROTTLED, 30_000)) == 1


def test_system_errors_and_silence_open_the_circuit_and_probes_close_it() -> None:
    heard = Heard(FlowTerms(circuit_failures=4, circuit_ms=1_000))
    for number in range(2):
        heard.hear(refused(number, SYSTEM_ERROR, 5), 10)
        heard.hear(Lost(segment(number), 5), 10)
    assert heard.flow.circuit(10) is Circuit.OPEN
    assert (heard.flow.closed, heard.flow.wants_probe(10, 0), heard.flow.shut(10)) == (False, False, True)
    assert heard.flow.opens_at(10) == 1_010
    assert (heard.flow.failing_since, heard.flow.open_for_ms(900), heard.flow.open_for_ms(1_010)) == (10, 890, None)
    assert heard.flow.wants_probe(1_010, 0)
    assert not heard.flow.wants_probe(1_010, 3)
    for number in range(3):
        heard.take(number, 1_020, 1_030)
    assert heard.flow.closed
    assert heard.flow.failing_since == 0
    assert heard.notices == ["open", "probing", "closed"]


def test_what_is_refused_for_a_reason_of_its_own_shows_a_carrier_that_works() -> None:
    heard = Heard(FlowTerms(circuit_failures=2, circuit_ms=1_000))
    heard.hear(refused(1, SYSTEM_ERROR, 5), 10)
    for number in range(4):
        heard.hear(refused(number, NO_SUCH_NUMBER, 5), 10)
        heard.hear(NotSent(segment(number)), 10)
    heard.hear(refused(1, SYSTEM_ERROR, 5), 10)
    assert heard.flow.circuit(10) is Circuit.CLOSED


def test_a_session_that_stalls_while_others_answer_does_not_open_the_circuit() -> None:
    heard = Heard(FlowTerms(circuit_failures=4))
    for number in range(50):
        heard.take(number, 9_000, 9_900)
        heard.hear(Lost(segment(100 + number), 0), 10_000)
    assert heard.flow.circuit(10_000) is Circuit.CLOSED
    for number in range(4):
        heard.hear(Lost(segment(200 + number), 9_850), 19_850)
    assert heard.flow.circuit(19_850) is Circuit.OPEN, "nothing was answered since"


def test_a_whole_window_that_goes_down_with_its_link_is_one_failure() -> None:
    heard = Heard(FlowTerms(circuit_failures=2))
    for number in range(100):
        heard.hear(Lost(segment(number), 5, link_fell=True), 10)
    heard.flow.links_fell_under_way(10)
    assert heard.flow.circuit(10) is Circuit.CLOSED


def test_failed_binds_count_only_where_no_other_link_stands() -> None:
    heard = Heard(FlowTerms(circuit_failures=2, circuit_ms=1_000))
    for _ in range(50):
        heard.flow.link_lost(10, window=20)
    assert heard.flow.circuit(10) is Circuit.CLOSED
    for _ in range(2):
        heard.flow.link_lost(10, window=0)
    assert heard.flow.circuit(10) is Circuit.OPEN
    heard.flow.link_there(window=0)
    assert heard.flow.circuit(10) is Circuit.OPEN
    heard.flow.link_there(window=10)
    assert heard.flow.circuit(10) is Circuit.PROBING


def test_slots_that_come_free_do_not_end_an_open_circuit() -> None:
    heard = Heard(FlowTerms(circuit_failures=1, circuit_ms=1_000))
    heard.hear(Lost(segment(1), 5), 10)
    heard.flow.link_there(window=10)
    assert heard.flow.circuit(10) is Circuit.OPEN


def test_throttled_segments_are_counted_within_bounds() -> None:
    heard = Heard()
    for number in range(10_100):
        heard.hear(refused(number, THROTTLED, 5), 10, slowed_ms=500)
    assert len(heard.flow._throttled) == 10_000


def test_since_when_it_answers_nothing_else_than_throttling_is_known() -> None:
    heard = Heard()
    for at in (100, 5_000):
        heard.hear(refused(at, THROTTLED, at), at, slowed_ms=500)
    assert heard.flow.throttled_since == 100
    heard.hear(refused(1, NO_SUCH_NUMBER, 6_000), 6_001)
    assert heard.flow.throttled_since == 0
    heard.hear(refused(2, THROTTLED, 7_000), 7_001, slowed_ms=500)
    assert heard.flow.throttled_since == 7_001
    heard.take(3, 8_000, 8_001)
    assert heard.flow.throttled_since == 0
