"""Without this, an error text would not say what a setting may be, or a wrong value would pass."""

from pathlib import Path

import pytest

from heliograph.settings.carrier import CarrierSettings
from heliograph.settings.keys import Key, Unfit, keys_of
from heliograph.settings.limits import LimitSettings
from heliograph.settings.model import LogSettings, Settings, StoreSettings
from heliograph.settings.secret import Secret

KEYS = {
    key.name: key
    for table in (CarrierSettings, LimitSettings, StoreSettings, LogSettings, Settings)
    for key in keys_of(table)
}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("kind", '"smpp", "http" or "dysmsapi"'),
        ("on_unknown", '"resend", "hold" or "query_sm"'),
        ("level", '"debug", "info", "warning" or "error"'),
        ("port", "a whole number from 0 to 65535"),
        ("wait_max_seconds", "a number from 0.1 to 60"),
        ("receipts", "true or false"),
        ("data", "the path of a folder"),
        ("system_type", "text of 0 to 12 characters of Latin-1"),
        ("access_key_secret", "text of 0 to 256 characters"),
    ],
)
def test_what_is_allowed_is_said_in_words(name: str, allowed: str) -> None:
    assert KEYS[name].allowed == allowed


@pytest.mark.parametrize(
    ("name", "value", "strict", "read"),
    [
        ("port", 0, True, 0),
        ("port", "65535", False, 65535),
        ("wait_max_seconds", 1, True, 1.0),
        ("receipts", "false", False, False),
        ("data", "x/y", True, Path("x/y")),
        ("password", "s", True, Secret("s")),
        ("system_type", "", True, ""),
        ("system_type", "é" * 12, True, "é" * 12),
    ],
)
def test_a_fitting_value_is_read(name: str, value: object, strict: bool, read: object) -> None:
    assert KEYS[name].convert(value, strict) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "80"),
        ("port", -1),
        ("wait_max_seconds", float("nan")),
        ("wait_max_seconds", float("inf")),
        ("receipts", 1),
        ("data", "a\0b"),
        ("password", 5),
        ("system_type", "x" * 13),
        ("system_type", "a\nb"),
        ("system_type", "х"),
    ],
)
def test_another_value_is_unfit(name: str, value: object) -> None:
    with pytest.raises(Unfit, match="it must be"):
        KEYS[name].convert(value)


def test_a_long_value_is_cut_in_the_error() -> None:
    with pytest.raises(Unfit) as caught:
        KEYS["level"].convert("x" * 10_000)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("name", "names", "required"),
    [("password", ("password", "password_file"), True), ("window", ("window",), False), ("host", ("host",), False)],
)
def test_a_secret_has_a_second_name(name: str, names: tuple[str, ...], required: bool) -> None:
    key: Key = KEYS[name]
    assert (key.names, key.required) == (names, required)
