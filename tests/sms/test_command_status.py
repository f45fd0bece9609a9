"""A status in the wrong class hammers a carrier that asked for quiet, or drops a message for a passing fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.command_status import STATUSES, StatusClass, status_named, status_of, value_of


@pytest.mark.parametrize(
    ("value", "name", "status_class"),
    [
        (0x00, "ESME_ROK", StatusClass.OK),
        (0x58, "ESME_RTHROTTLED", StatusClass.THROTTLE),
        (0x14, "ESME_RMSGQFUL", StatusClass.THROTTLE),
        (0x08, "ESME_RSYSERR", StatusClass.RETRY),
        (0x64, "ESME_RX_T_APPN", StatusClass.RETRY),
        (0x0B, "ESME_RINVDSTADR", StatusClass.PERMANENT),
        (0x05, "ESME_RALYBND", StatusClass.BIND_FATAL),
        (0x0E, "ESME_RINVPASWD", StatusClass.BIND_FATAL),
        (0x104, "ESME_RINVDCS", StatusClass.PERMANENT),
    ],
)
def test_the_usual_statuses_have_their_class(value: int, name: str, status_class: StatusClass):
    found = status_of(value)
    assert (found.name, found.status_class, found.vendor) == (name, status_class, False)


def test_only_rok_is_no_refusal():
    assert [status.name for status in STATUSES.values() if status.status_class is StatusClass.OK] == ["ESME_ROK"]


def test_names_are_unique_and_every_status_says_what_it_means():
    assert len({status.name for status in STATUSES.values()}) == len(STATUSES) == 55
    assert all(status.meaning for status in STATUSES.values())


@pytest.mark.parametrize("value", [0x400, 0x4FF, 0x10, 0x500, 0xFFFFFFFF])
def test_a_status_of_no_standard_is_the_vendors(value: int):
    found = status_of(value)
    assert found.vendor
    assert found.status_class is StatusClass.PERMANENT
    assert found.name == f"ESME_{value:08X}"
    assert f"0x{value:08X}" in found.meaning


@given(st.integers(0, 0xFFFFFFFF))
def test_every_value_has_a_status_that_its_name_finds_again(value: int):
    found = status_of(value)
    assert found.value == value
    assert status_named(found.name) == found


@pytest.mark.parametrize(
    "name",
    ["", "DELIVERED", "ESME_", "ESME_00000058", "ESME_0000058", "ESME_0000040g", "ESME_-0000401", "ESME_00000401\n"],
)
def test_what_names_no_status_finds_none(name: str):
    assert status_named(name) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("ESME_RTHROTTLED", 0x58), ("0x58", 0x58), ("0x00000401", 0x401), ("ESME_00000401", 0x401)],
)
def test_an_operator_may_name_a_status_or_write_its_value(name: str, value: int) -> None:
    assert value_of(name) == value


@pytest.mark.parametrize("name", ["", "58", "ESME_RTROTTLED"])
def test_what_is_no_status_has_no_value(name: str) -> None:
    with pytest.raises(ValueError, match=r"no status|invalid literal"):
        value_of(name)
