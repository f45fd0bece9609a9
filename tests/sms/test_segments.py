"""A wrong cut shows the recipient a broken character; a wrong count bills the sender for a segment too many."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms import gsm7
from heliograph.sms.segments import (
    PARTS_MAX,
    TEXT_MAX,
    DataCoding,
    Part,
    TooLong,
    coding_of,
    count_segments,
    forcing_character,
    octets_of,
    split_into_segments,
    text_of,
)

GSM = st.text(st.sampled_from("aB1 @£\nΔé€^{}[]~|\\\f"), max_size=TEXT_MAX)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=600)
HARD = st.text(st.sampled_from("a你😀€é\u0301"), max_size=TEXT_MAX)


def units(text: str, coding: DataCoding) -> int:
    return gsm7.septets(text) if coding is DataCoding.GSM7 else len(text.encode("utf-16-be")) // 2


@given(st.one_of(GSM, ANY, HARD))
def test_parts_joined_are_the_text_and_each_fits_its_segment(text: str):
    coding = coding_of(text)
    parts = split_into_segments(text)
    single, several = (160, 153) if coding is DataCoding.GSM7 else (70, 67)
    assert "".join(part.text for part in parts) == text
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert {part.total for part in parts} == {len(parts)}
    assert len(parts) == count_segments(text)
    assert all(units(part.text, coding) <= (single if len(parts) == 1 else several) for part in parts)
    # Every part but the last is full: the next character would not have fitted.
    for part, following in itertools.pairwise(parts):
        assert units(part.text + following.text[0], coding) > several


@given(st.one_of(GSM, ANY, HARD))
def test_no_part_begins_or_ends_inside_a_pair(text: str):
    coding = coding_of(text)
    parts = split_into_segments(text)
    octets = [octets_of(part.text, coding) for part in parts]
    if coding is DataCoding.GSM7:
        assert not any(part.endswith(b"\x1b") for part in octets)
        assert "".join(gsm7.decode(part) for part in octets) == text
    else:
        assert "".join(part.decode("utf-16-be") for part in octets) == text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 350, 3),  # the example of the API's page: 153 + 153 + 44
        ("a" * TEXT_MAX, 10),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 152, 2),  # 76 pairs a part: the 153rd septet stays free
        ("€" * 153, 3),
        ("a" * 152 + "€" + "a" * 153, 3),
        ("你" * 70, 1),
        ("你" * 71, 2),
        ("你" * 134, 2),
        ("你" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),  # 33 pairs a part: the 67th unit stays free
        ("😀" * 67, 3),
        ("€" * 70 + "你", 2),  # in UCS-2 an extension character is one unit like any other
        ("€" * 69 + "你", 1),
    ],
)
def test_every_boundary_counts_exactly(text: str, count: int):
    assert count_segments(text) == count
    assert len(split_into_segments(text)) == count


def test_an_escape_pair_at_the_edge_moves_to_the_next_part():
    parts = split_into_segments("a" * 152 + "€" + "b" * 10)
    assert [part.text for part in parts] == ["a" * 152, "€" + "b" * 10]


def test_a_surrogate_pair_at_the_edge_moves_to_the_next_part():
    parts = split_into_segments("你" * 66 + "😀" + "好" * 5)
    assert [part.text for part in parts] == ["你" * 66, "😀" + "好" * 5]


def test_a_plain_text_can_be_sent_as_ucs2():
    assert split_into_segments("a" * 71, DataCoding.UCS2) == (Part(1, 2, "a" * 67), Part(2, 2, "a" * 4))


def test_a_text_is_never_forced_into_an_alphabet_that_it_does_not_fit():
    with pytest.raises(gsm7.NotInAlphabet):
        split_into_segments("你好", DataCoding.GSM7)


def test_more_parts_than_the_header_can_count_are_refused():
    assert len(split_into_segments("a" * 153 * PARTS_MAX)) == PARTS_MAX
    with pytest.raises(TooLong, match="256 segments"):
        split_into_segments("a" * (153 * PARTS_MAX + 1))


def test_the_longest_text_of_the_api_always_can_be_joined_again():
    assert all(count_segments(character * TEXT_MAX) <= PARTS_MAX for character in "a€你😀")


@pytest.mark.parametrize(
    ("text", "forcing"), [("Hello", None), ("Don’t “stop”", "’"), ("[ok] €5", None), ("naïve", "ï"), ("hi 😀", "😀")]
)
def test_people_are_shown_which_character_costs_them_more(text: str, forcing: str | None):
    assert forcing_character(text) == forcing
    assert coding_of(text) is (DataCoding.GSM7 if forcing is None else DataCoding.UCS2)


def test_octets_are_unpacked_septets_or_utf16():
    assert octets_of("@€", DataCoding.GSM7) == b"\x00\x1b\x65"
    assert octets_of("@😀", DataCoding.UCS2) == b"\x00@\xd8\x3d\xde\x00"


def test_half_a_surrogate_pair_is_sent_as_a_question_mark_and_breaks_nothing():
    assert octets_of("a\ud83d", DataCoding.UCS2) == b"\x00a\x00?"
    assert count_segments("\ud83d" * 71) == 2


@pytest.mark.parametrize(("octets", "text"), [(b"\x00a\xd8\x3d", "a\ufffd"), (b"\x00a\x00", "a\ufffd"), (b"", "")])
def test_octets_torn_in_the_middle_of_a_character_still_show_the_rest(octets: bytes, text: str):
    assert text_of(octets, DataCoding.UCS2) == text
