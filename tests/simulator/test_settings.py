"""If this fails, a password stands in a log, or a network comes up with other defaults than the page says."""

from heliograph.simulator.settings import SmscSettings


def test_the_defaults_are_a_network_for_this_machine_that_lets_everyone_in() -> None:
    settings = SmscSettings()
    assert (settings.host, settings.port) == ("127.0.0.1", 2775)
    assert (settings.system_id, settings.password, settings.ledger) == ("", "", None)


def test_the_password_is_not_shown() -> None:
    assert "secret08" not in repr(SmscSettings(password="secret08"))
