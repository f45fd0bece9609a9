"""Without this, a carrier would be bound otherwise than its owner meant, and nobody told before the first message."""

from pathlib import Path

import pytest

from heliograph.settings import BindWay, ConfigurationError, load

CARRIER = """\
[[carriers]]
name = "net-one"
kind = "smpp"
host = "smsc.example.net"
port = 2775
system_id = "heliograph"
password = "secret08"
"""

#: The line of the first key behind those.
FIRST = CARRIER.count("\n") + 1


def written(folder: Path, keys: str) -> Path:
    path = folder / "heliograph.toml"
    path.write_text(CARRIER + keys)
    return path


def test_pairs_may_have_another_number_of_receivers(tmp_path: Path) -> None:
    keys = 'bind = "transmitter-receiver"\nsessions = 3\nreceiver_sessions = 1\n'
    loaded = load(written(tmp_path, keys))
    (carrier,) = loaded.settings.carriers
    assert (carrier.bind, carrier.sessions, carrier.receiver_sessions) == (BindWay.PAIRS, 3, 1)
    assert not loaded.warnings


@pytest.mark.parametrize("bind", ["transceiver", "transmitter", "receiver"])
def test_receivers_are_counted_for_pairs_only(tmp_path: Path, bind: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(written(tmp_path, f'receiver_sessions = 2\nbind = "{bind}"\nreceipts = false\n'))
    (fault,) = caught.value.faults
    assert (fault.key, fault.line) == ("carriers[0].receiver_sessions", FIRST)
    assert fault.says.endswith(f'is given, but bind is "{bind}"; it goes with "transmitter-receiver"')


def test_a_transmitter_alone_that_waits_for_receipts_is_warned_of(tmp_path: Path) -> None:
    (warning,) = load(written(tmp_path, 'bind = "transmitter"\n')).warnings
    assert (warning.key, warning.line) == ("carriers[0].bind", FIRST)
    assert "no receipts can come" in warning.says
    assert not load(written(tmp_path, 'bind = "transmitter"\nreceipts = false\n')).warnings


@pytest.mark.parametrize(("inactivity", "right"), [("0", True), ("20", False), ("20.1", True)])
def test_an_idle_session_is_asked_twice_at_least_before_it_is_given_up(
    tmp_path: Path, inactivity: str, right: bool
) -> None:
    path = written(tmp_path, f"inactivity_seconds = {inactivity}\nenquire_link_seconds = 10.0\n")
    if right:
        assert load(path).settings.carriers[0].inactivity_seconds == float(inactivity)
        return
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert (fault.key, fault.line) == ("carriers[0].inactivity_seconds", FIRST)
    assert fault.says.endswith("is 20; it must be 0, or more than 20")
