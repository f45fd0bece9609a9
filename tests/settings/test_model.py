"""Without this, a limit could not be set for an operation, or its page would tell another default than holds."""

import pytest

from heliograph.operations.registry import OPERATIONS as SERVED
from heliograph.settings import ApiSettings, LimitSettings
from heliograph.settings.keys import keys_of
from heliograph.settings.operation_names import OPERATIONS


def test_every_operation_can_be_limited() -> None:
    assert set(OPERATIONS) == {served.operation.name for served in SERVED}


@pytest.mark.parametrize("name", [served.operation.name for served in SERVED if served.operation.product == "Dysmsapi"])
def test_the_page_tells_the_limit_that_holds(name: str) -> None:
    (described,) = [key.meta.description for key in keys_of(LimitSettings) if key.name == "calls_per_second"]
    (served,) = [served.operation for served in SERVED if served.operation.name == name]
    assert described is not None
    assert f"{name} {served.calls_per_second}" in described


@pytest.mark.parametrize(
    ("written", "minutes"), [("+0800", 480), ("-0330", -210), ("+0000", 0), ("-0000", 0), ("+1400", 840)]
)
def test_an_offset_is_minutes_east_of_utc(written: str, minutes: int) -> None:
    assert ApiSettings(date_offset=written).offset_minutes == minutes
