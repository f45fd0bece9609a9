"""PDUs of every kind for the tests of this room."""

from typing import Any

import pytest
from hypothesis import strategies as st

from heliograph.smpp import pdu as smpp
from heliograph.smpp.layout import LAYOUT, CString, Destinations, ShortMessage, Unsuccessful

OCTETS = st.integers(0, 255)
TLVS = st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=40)), max_size=4).map(tuple)


def c_strings(octets_max: int) -> st.SearchStrategy[str]:
    """Strings that fit into a C-octet string of so many octets with its NUL."""
    return st.text(st.characters(min_codepoint=1, max_codepoint=0xFF), max_size=octets_max - 1)


ADDRESSES = st.builds(smpp.SmeAddress, OCTETS, OCTETS, c_strings(21))
LISTS = st.builds(smpp.DistributionList, c_strings(21))
UNREACHED = st.builds(smpp.UnsuccessfulSme, OCTETS, OCTETS, c_strings(21), st.integers(0, 0xFFFFFFFF))


def values_of(field: Any) -> st.SearchStrategy[Any]:
    """Every value that a mandatory field may have."""
    if isinstance(field, CString):
        return c_strings(field.octets_max)
    if isinstance(field, ShortMessage):
        return st.binary(max_size=254)
    if isinstance(field, Destinations):
        return st.lists(ADDRESSES | LISTS, min_size=1, max_size=5).map(tuple)
    if isinstance(field, Unsuccessful):
        return st.lists(UNREACHED, max_size=5).map(tuple)
    return OCTETS


def pdus_of(kind: type[smpp.Pdu]) -> st.SearchStrategy[smpp.Pdu]:
    """PDUs of one kind with any values in their fields."""
    return st.builds(kind, **{field.name: values_of(field) for field in LAYOUT[kind]}, tlvs=TLVS)


@pytest.fixture(scope="session")
def any_pdu() -> st.SearchStrategy[smpp.Pdu]:
    """Any PDU of SMPP 3.4."""
    return st.one_of([pdus_of(kind) for kind in LAYOUT])


@pytest.fixture(scope="session")
def any_submit_sm() -> st.SearchStrategy[smpp.Pdu]:
    """Any submit_sm."""
    return pdus_of(smpp.SubmitSm)
