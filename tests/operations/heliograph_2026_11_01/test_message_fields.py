"""If these fail, a list shows what is not known as if it were empty, or leaves out what is."""

from heliograph.operations.description import Field, Shape
from heliograph.operations.heliograph_2026_11_01.message_fields import ROW, SEGMENT_PARTS, TIMELINE, row, timeline
from heliograph.sms.message import Attempt, Segment, State
from heliograph.store.port import Stored

T = 1_545_641_902_000


def test_a_row_has_only_declared_fields_and_none_that_is_empty(held) -> None:
    for segment in (Segment(1), Segment(1, None, (Attempt(1, "c", State.DELIVERED, "x", T, T, "DELIVERED"),))):
        shown = held(segment)
        fields = row(Stored(shown.message, shown.body), 480)
        assert set(fields) <= {field.name for field in ROW}
        assert all(fields.values())
    assert set(fields) == {field.name for field in ROW}, "a delivered one has them all"


def test_a_stray_and_fields_of_later_releases_stay_readable() -> None:
    [event] = timeline(b'{"t":1545641902000,"e":"receipt","s":1,"!":"stray","new":[1]}\n', 480)
    assert event["Detail"] == '{"!":"stray","new":[1]}'


def test_every_described_list_says_what_is_in_it() -> None:
    def check(field: Field) -> None:
        assert field.says
        assert (field.shape is Shape.STRING) == (not field.fields)
        for inner in field.fields:
            check(inner)

    for field in (*ROW, SEGMENT_PARTS, TIMELINE):
        check(field)
