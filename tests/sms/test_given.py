"""If these fail, what a customer gave comes back from the store as something else, or a full segment is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.given import (
    Given,
    ReceiptFor,
    is_whole_header,
    octets_max,
    read_given,
    readable,
    stored_given,
)

OCTET = st.integers(0, 255)
PAIR = st.none() | st.tuples(OCTET, OCTET)


@given(
    st.builds(
        Given,
        st.none() | st.binary(max_size=160),
        OCTET,
        st.binary(max_size=20),
        OCTET,
        st.lists(st.tuples(st.integers(1, 0xFFFF), st.binary(max_size=20)), max_size=4).map(tuple),
        PAIR,
        PAIR,
    )
)
def test_what_is_stored_is_what_was_given(one: Given) -> None:
    assert (read_given(stored_given(one)) or Given()) == one


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        (b"Hi", 0, "Hi"),
        (b"\x00", 0x10, "@"),
        ("Ж".encode("utf-16-be"), 8, "Ж"),
        (b"\xe9", 3, "é"),
        (b"\xe9", 4, ""),
        (None, 0, ""),
    ],
)
def test_it_reads_as_text_where_the_coding_is_known(octets, coding, text):
    assert readable(Given(octets, coding)) == text


@pytest.mark.parametrize(("coding", "udh", "most"), [(0, 0, 160), (0, 6, 153), (0, 7, 152), (8, 0, 140), (4, 6, 134)])
def test_a_segment_holds_what_the_standard_says(coding, udh, most):
    assert octets_max(coding, udh) == most


@pytest.mark.parametrize(
    ("udh", "whole"),
    [
        ("050003A50201", True),
        ("0B0504158A000000030A0201", True),
        ("0401020000", True),
        ("", False),
        ("00", True),
        ("050003A502", False),
        ("0100", False),
        ("0403050000", False),
    ],
)
def test_a_header_is_whole_or_not(udh, whole):
    assert is_whole_header(bytes.fromhex(udh)) is whole


@pytest.mark.parametrize(
    ("registered", "arrived", "failed"), [(0, False, False), (1, True, True), (2, False, True), (3, True, False)]
)
def test_which_receipts_are_wanted(registered, arrived, failed):
    wish = ReceiptFor("smpp-s", registered)
    assert (wish.wants(True), wish.wants(False)) == (arrived, failed)
