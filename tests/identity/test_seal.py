"""If this fails, a sealed secret could be moved from one record into another and be believed there."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.seal import bound_to_record

places = st.tuples(st.text(), st.text(), st.text())


@given(places, places)
def test_every_record_has_its_own(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert (bound_to_record(*one) == bound_to_record(*other)) is (one == other)


def test_records_whose_names_run_together_are_told_apart() -> None:
    assert bound_to_record("a", "bc", "d") != bound_to_record("ab", "c", "d")
    assert bound_to_record("a", "b", "") != bound_to_record("a", "", "b")
