"""Without this, an operator opens a port that nobody can bind at, and does not learn which line says so."""

from pathlib import Path

import pytest

from heliograph.settings import ConfigurationError, load
from heliograph.smpp_in.limits import DoorLimits
from heliograph.smpp_port import door_limits


@pytest.mark.parametrize(
    ("line", "key", "says"),
    [("tls = true", "smpp_in.tls", "without a certificate"), ("plain = false", "smpp_in.plain", "no port")],
)
def test_a_door_without_a_port_is_refused_with_its_line(tmp_path: Path, line: str, key: str, says: str) -> None:
    file = tmp_path / "heliograph.toml"
    file.write_text(f"[smpp_in]\nenabled = true\n{line}\n")
    with pytest.raises(ConfigurationError) as caught:
        load(file)
    [fault] = caught.value.faults
    assert (fault.source, fault.line, fault.key) == (str(file), 3, key)
    assert says in fault.says


def test_what_is_off_is_not_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "heliograph.toml"
    file.write_text("[smpp_in]\nplain = false\n")
    assert not load(file).settings.smpp_in.enabled


def test_the_environment_turns_it_on_and_its_values_reach_the_door() -> None:
    settings = load(environ={"HELIOGRAPH_SMPP_IN_ENABLED": "true", "HELIOGRAPH_SMPP_IN_WINDOW": "7"}).settings
    assert settings.smpp_in.enabled
    assert door_limits(settings.smpp_in) == DoorLimits(window=7)
