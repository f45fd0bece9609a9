"""If these fail, a list shows what is not known as if it were empty, or leaves out what is."""

from heliograph.operations.description import Field, Shape
from heliograph.operations.heliograph_2026_11_01.message_fields import (
    ROW,
    SEGMENT_PARTS,
    TIMELINE,
    row,
    segment_part,
    timeline,
)
from heliograph.sms.message import Attempt, Life, Message, Segment, State
from heliograph.store.port import Stored

T = 1_545_641_902_000


def test_a_row_has_only_declared_fields_and_none_that_is_empty(held) -> None:
    attempt = Attempt(1, "c", State.DELIVERED, "x", T, T, "DELIVERED", price=7_500, currency="EUR", taken=True)
    for segment in (Segment(1), Segment(1, None, (attempt,))):
        shown = held(segment)
        assert not row(Stored(shown.message, shown.body), 480).keys() & {"Cost", "Currency"}
        fields = row(Stored(shown.message, shown.body), 480, costs=True)
        assert set(fields) <= {field.name for field in ROW}
        assert all(fields.values())
    assert set(fields) == {field.name for field in ROW}, "a delivered one has them all"


def test_what_it_costs_is_written_with_its_currency_and_of_several_with_each(held) -> None:
    euro = Attempt(1, "c", State.FAILED, "x", T, T, "UNDELIV", price=7_500, currency="EUR", taken=True)
    dollar = Attempt(2, "d", State.DELIVERED, "y", T, T, "DELIVRD", price=10_000, currency="USD", taken=True)
    refused = Attempt(3, "e", State.REJECTED, "", T, T, "ESME_RSYSERR", price=99, currency="USD")
    one = row(Stored(held(Segment(1, None, (euro, refused))).message, held(Segment(1)).body), 480, costs=True)
    assert (one["Cost"], one["Currency"]) == ("0.0075", "EUR")
    both = row(Stored(held(Segment(1, None, (euro, dollar))).message, held(Segment(1)).body), 480, costs=True)
    assert both["Cost"] == "0.0075 EUR + 0.01 USD"
    assert "Currency" not in both
    several = held(Segment(1, None, (euro, refused))).message
    shown = segment_part(several, several.segments[0], 480, costs=True)["Attempts"]
    assert [attempt.get("Price") for attempt in shown] == ["0.0075", None]
    assert "Price" not in segment_part(several, several.segments[0], 480)["Attempts"][0]


def test_a_stray_and_fields_of_later_releases_stay_readable() -> None:
    message = Message(7, "1", "R", "85261234567", "net-one", 1, T, T + 1, Life((Segment(1),)))
    [event] = timeline(message, b'{"t":1545641902000,"e":"receipt","s":1,"!":"stray","new":[1]}\n', 480)
    assert event["Detail"] == '{"!":"stray","new":[1]}'


def test_every_described_list_says_what_is_in_it() -> None:
    def check(field: Field) -> None:
        assert field.says
        assert (field.shape is Shape.STRING) == (not field.fields)
        for inner in field.fields:
            check(inner)

    for field in (*ROW, SEGMENT_PARTS, TIMELINE):
        check(field)
